/** Videos of a trace, by the command line: WebM by ffmpeg, an animated PNG without it. */
import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { guestwright, writeFolder } from './support/command.ts';

const SCRIPT = `import { demoMachine, demoScreens, script, when } from 'guestwright/script';
export const machine = demoMachine;
export const screens = demoScreens;
export const install = script('first pages', [
  when('boot-menu').press('Enter'),
  when('language').press('Enter'),
  when('licence'),
]);
`;

interface Stream {
  readonly codec_name: string;
  readonly width: number;
  readonly height: number;
  /** Pictures. */
  readonly nb_read_frames: string;
}

function probe(path: string): Stream {
  const args = ['-v', 'error', '-count_frames', '-show_streams', '-of', 'json', path];
  const { streams } = JSON.parse(execFileSync('ffprobe', args, { encoding: 'utf8' })) as {
    streams: Stream[];
  };
  return streams[0] as Stream;
}

test('both show the guest, at its size, with its pictures', async () => {
  test.slow();
  const cwd = await writeFolder({ 'first.install.ts': SCRIPT });
  const run = await guestwright(['run', 'first.install.ts', '--trace', 'on', '--report', 'report'], { cwd });
  expect(run.exitCode).toBe(0);
  const trace = join('report', 'trace.zip');
  for (const video of ['out.webm', 'out.png']) {
    const made = await guestwright(['trace', trace, '--video', video], { cwd });
    expect(made.stdout).toContain(`video: ${join(cwd, video)}`);
  }
  const [webm, png] = [probe(join(cwd, 'out.webm')), probe(join(cwd, 'out.png'))];
  expect(webm).toMatchObject({ codec_name: 'vp9', width: 720, height: 400 });
  expect(png).toMatchObject({ codec_name: 'apng', width: 720, height: 400 });
  expect(Number(png.nb_read_frames)).toBeGreaterThanOrEqual(3);
  expect(Number(webm.nb_read_frames)).toBeGreaterThanOrEqual(Number(png.nb_read_frames));
});

test('without ffmpeg a WebM is refused with what to do, and nothing is left', async () => {
  test.slow();
  const cwd = await writeFolder({ 'first.install.ts': SCRIPT });
  await guestwright(['run', 'first.install.ts', '--trace', 'on', '--report', 'report'], { cwd });
  const refused = await guestwright(['trace', 'report/trace.zip', '--video', 'out.webm'], {
    cwd,
    env: { PATH: '/nowhere' },
  });
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('ffmpeg is not on the PATH');
  expect(refused.stderr).toContain('name a .png');
  expect(await readdir(cwd)).not.toContain('out.webm.partial');
});
