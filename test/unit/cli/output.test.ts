import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { GuestwrightError } from '../../../src/base/errors.ts';
import { runCommand } from '../../../src/cli/command.ts';
import type { Machine } from '../../../src/driver/driver.ts';
import { registerDriver } from '../../../src/driver/registry.ts';
import { FakeMachine } from '../support/fake-driver.ts';
import { recordingContext } from './support/cli-context.ts';

const SCRIPT = `
export const install = { [Symbol.for('guestwright.script')]: true, name: 'install', run: async () => ({ script: 'install', acted: [] }) };
`;

async function folderWithScript(machine: object) {
  const context = recordingContext();
  await writeFile(
    join(context.cwd, 'a.install.ts'),
    `${SCRIPT}export const machine = ${JSON.stringify(machine)};\n`,
  );
  return context;
}

for (const [what, args, machine, message] of [
  ['a name without a format', ['--output', 'x.vhdx'], { disks: [{ size: '1 MiB' }] }, /says the format/],
  ['a machine without disks', ['--output', 'x.img'], { cpus: 1 }, /the machine has no disk to write/],
  [
    'a folder that is a file',
    ['--output', 'a.install.ts/x.img'],
    { disks: [{ size: '1 MiB' }] },
    /is no writable folder/,
  ],
  ['a folder in place of the file', ['--output', 'out'], { disks: [{ size: '1 MiB' }] }, /expected a file/],
] as const) {
  test(`--output with ${what} is refused before anything is made`, async () => {
    const context = await folderWithScript(machine);
    await mkdir(join(context.cwd, 'out'));
    expect(await runCommand(['run', 'a.install.ts', ...args], context)).toBe(2);
    expect(context.warned[0]).toMatch(message);
    expect((await readdir(context.cwd)).sort()).toEqual(['a.install.ts', 'out']);
  });
}

test('--output in a format that needs qemu-img is refused where there is none', async () => {
  const context = await folderWithScript({ disks: [{ size: '1 MiB' }] });
  const { PATH } = process.env;
  try {
    process.env.PATH = '/nonexistent';
    expect(await runCommand(['run', 'a.install.ts', '--output', 'x.vdi'], context)).toBe(2);
  } finally {
    process.env.PATH = PATH;
  }
  expect(context.warned.join('\n')).toMatch(
    /driver 'embedded' writes raw images; vdi needs 'qemu-img', which is not on the PATH\n.*qemu-utils/s,
  );
  expect(await readdir(context.cwd)).toEqual(['a.install.ts']);
});

/** Every export to the name `refused` fails. */
function machineThatRefuses(refused: string): Machine {
  const { machine } = new FakeMachine();
  const exportDisk: Machine['exportDisk'] = async (_index, path) => {
    if (basename(path).startsWith(refused))
      throw new GuestwrightError('no space left', { code: 'disk-full' });
    await writeFile(path, 'disk');
  };
  const own: Machine = {
    ...machine,
    host: { ...machine.host, define: async () => own },
    exportDisk,
  };
  return own;
}

for (const [refused, kept] of [
  ['x.img', ['disk0.img']],
  ['', []],
] as const) {
  test(`a disk whose export fails is kept where it can be (${kept.length} can)`, async () => {
    const machine = machineThatRefuses(refused);
    registerDriver('refusing', async () => ({ ...machine.host.driver, connect: async () => machine.host }));
    const context = await folderWithScript({ disks: [{ size: '1 MiB' }] });
    const argv = ['run', 'a.install.ts', '--driver', 'refusing', '--output', 'x.img', '--report', 'report'];
    expect(await runCommand(argv, context)).toBe(1);
    expect(context.warned.at(-1)).toContain('no space left');
    const report = await readdir(join(context.cwd, 'report'));
    expect(report.filter((name) => name.startsWith('disk'))).toEqual(kept);
    expect(await readdir(context.cwd)).not.toContain('x.img');
  });
}
