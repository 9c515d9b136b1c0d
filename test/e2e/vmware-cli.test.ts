/** The command line on VMware's double: the demo's install script unchanged, with the reference screens of every driver. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { buildDouble } from '../support/doubles/build-double.ts';
import { startDoubleService } from '../support/doubles/double-service.ts';
import { DEMO_SCRIPT, guestwright, writeFolder } from './support/command.ts';
import { runNode } from './support/run-process.ts';

/** What a boot sector ends with. */
const BOOT_SIGNATURE = 'aa55';
const SECTOR = 512;
/** Where the guest keeps its settings: block 65. */
const SETTINGS_AT = 65 * SECTOR;
const ROOT = new URL('../../', import.meta.url);

test('the demo installs on VMware too, with the same script and the same screens', async () => {
  test.slow();
  const cwd = await writeFolder();
  const temporary = await mkdtemp(join(tmpdir(), 'vmw-')); // sockets' paths are short: not in the test's folder
  const library = await buildDouble('vix');
  await using service = await startDoubleService();
  const connect = ['--driver', 'vmware', '--connect', `library=${library}`];
  const result = await guestwright(['run', DEMO_SCRIPT, ...connect, '--output', 'disk.img'], {
    cwd,
    env: { ...service.env, TMPDIR: temporary },
  });
  expect(result.exitCode, result.stderr).toBe(0);
  expect(result.summary).toMatchObject({ status: 'passed', image: join(cwd, 'disk.img') });

  const image = await readFile(join(cwd, 'disk.img'));
  expect(image.readUInt16LE(SECTOR - 2).toString(16)).toBe(BOOT_SIGNATURE);
  expect(image.toString('latin1', SETTINGS_AT, SETTINGS_AT + 8)).toBe('HYPOSYS1');
  expect(await readdir(temporary)).toEqual([]);
  await rm(temporary, { recursive: true });
});

test('vmware.mjs of the docs runs as it is', async () => {
  const library = await buildDouble('vix');
  await using service = await startDoubleService();
  const docs = await readFile(new URL('docs/vmware.md', ROOT), 'utf8');
  const [, code = ''] = /```js\n\/\/ vmware\.mjs\n([\s\S]*?)```/.exec(docs) ?? [];
  const result = await runNode(['--input-type=module', '-e', code], {
    cwd: ROOT.pathname,
    env: { ...service.env, GUESTWRIGHT_VIX_LIBRARY: library },
  });
  expect(result.stderr).toBe('');
  expect(result.stdout).toMatch(/^double .*: running at the boot menu\n$/);
});
