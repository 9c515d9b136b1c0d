/** The command line on VirtualBox: the demo's install script unchanged, with the reference screens of every driver. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startTestbed } from '../support/virtualbox/testbed.ts';
import { DEMO_SCRIPT, guestwright, writeFolder } from './support/command.ts';

/** What a boot sector ends with. */
const BOOT_SIGNATURE = 'aa55';
const SECTOR = 512;
/** Where the guest keeps its settings: block 65. */
const SETTINGS_AT = 65 * SECTOR;

test('the demo installs on VirtualBox too, with the same script and the same screens', async () => {
  test.slow();
  const cwd = await writeFolder();
  const temporary = await mkdtemp(join(tmpdir(), 'vb-')); // sockets' paths are short: not in the test's folder
  await using testbed = await startTestbed();
  const connect = ['--driver', 'virtualbox', '--connect', `url=${testbed.url}`];
  const result = await guestwright(['run', DEMO_SCRIPT, ...connect, '--output', 'disk.img'], {
    cwd,
    env: { TMPDIR: temporary },
  });
  expect(result.exitCode, result.stderr).toBe(0);
  expect(result.summary).toMatchObject({ status: 'passed', image: join(cwd, 'disk.img') });

  const image = await readFile(join(cwd, 'disk.img'));
  expect(image.readUInt16LE(SECTOR - 2).toString(16)).toBe(BOOT_SIGNATURE);
  expect(image.toString('latin1', SETTINGS_AT, SETTINGS_AT + 8)).toBe('HYPOSYS1');
  expect(await testbed.run('VBoxManage list vms')).toBe('');
  expect(await readdir(temporary)).toEqual([]);
  await rm(temporary, { recursive: true });
});
