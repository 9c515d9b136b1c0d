/** The way of a new screen: a picture of a machine, a reference cut from it, a script that uses it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { demoMachine } from 'guestwright';
import { guestwright, writeFolder } from './support/command.ts';

const SCRIPT = `
import { script, when } from 'guestwright/script';
export const install = script('first', [when('first/menu').press('Enter')]);
`;

test('screenshot, screen add, lint and run work together', async () => {
  test.slow();
  const cwd = await writeFolder({ 'first.install.ts': SCRIPT });
  const machine = ['--floppy', demoMachine.floppy ?? ''];

  const early = await guestwright(['lint'], { cwd });
  expect(early.stdout).toMatch(/^first\.install\.ts:3: screen 'first\/menu' does not exist$/m);
  expect(early.exitCode).toBe(1);

  const shot = await guestwright(
    [
      'screenshot',
      ...machine,
      '--text',
      'What shall this computer do',
      '--still',
      '500ms',
      '-o',
      'frame.png',
    ],
    { cwd },
  );
  expect(shot.stdout).toBe(`${join(cwd, 'frame.png')}: 720x400\n`);
  expect((await readFile(join(cwd, 'frame.png'))).subarray(1, 4).toString()).toBe('PNG');
  expect(shot.temporary).toEqual([]);

  const added = await guestwright(
    ['screen', 'add', 'first/menu', '--from', 'frame.png', '--area', '270,64,180,16'],
    { cwd },
  );
  expect(added.stderr).toBe('');
  expect((await readdir(join(cwd, 'screens/first'))).sort()).toEqual(['menu.json', 'menu.png']);

  const late = await guestwright(['lint'], { cwd });
  expect([late.stdout, late.exitCode]).toEqual(['no problems\n', 0]);

  const ran = await guestwright(['run', 'first.install.ts', ...machine], { cwd });
  expect(ran.summary.status).toBe('passed');
});

test('a screenshot wants a machine that runs or one to start, not both and not neither', async () => {
  const cwd = await writeFolder();
  for (const args of [[], ['name', '--floppy', 'x.img']]) {
    const result = await guestwright(['screenshot', ...args], { cwd });
    expect(result.stderr).toMatch(
      /^guestwright screenshot: expected the name of a machine that runs, or machine options/,
    );
    expect(result.exitCode).toBe(2);
  }
});

test('machines says that the embedded emulator has none to attach to', async () => {
  const cwd = await writeFolder();
  const result = await guestwright(['machines'], { cwd });
  expect([result.stdout, result.exitCode]).toEqual(['', 0]);
  expect(result.stderr).toMatch(/^guestwright: v86 \S+ has no machines to attach to\n$/);
});
