/** The testbed itself: it says when the suite has moved, leaves nothing behind, and may be somebody's own server. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { startTestbed } from '../support/virtualbox/testbed.ts';
import { runPlaywright } from './support/inner-project.ts';
import { runProgram } from './support/run-process.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const INSTALL = join(PROJECT, 'testbeds/virtualbox/install.sh');

test('a version that has moved is told as what it is, apart from any test', async () => {
  const folder = test.info().outputPath('moved');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '.complete'), '7.2.99\n');
  const { exitCode, stdout } = await runProgram(INSTALL, [folder], { cwd: PROJECT });
  expect(stdout).toMatch(/^testbed changed: expected VirtualBox 7\.\d+\.\d+, found 7\.2\.99\n7\.2\.99\n$/);
  expect(exitCode).toBe(0);
});

test('the testbed takes its socket with it when it ends', async () => {
  const sockets = async () => (await readdir(tmpdir())).filter((name) => /^\.vbox-.*-ipc$/.test(name));
  const before = await sockets();
  let during: readonly string[] = [];
  {
    await using _testbed = await startTestbed();
    during = await sockets();
  }
  const ours = during.filter((name) => !before.includes(name)); // and those of tests beside this one
  expect(ours.length).toBeGreaterThan(0);
  await expect.poll(async () => (await sockets()).filter((name) => ours.includes(name))).toEqual([]);
});

test("GUESTWRIGHT_VIRTUALBOX_URL points the same tests at somebody's own server", async () => {
  test.slow();
  await using testbed = await startTestbed({ options: ['-v'] });
  const args = ['--project=virtualbox', '--reporter=line', '--output', test.info().outputPath('inner')];
  const chosen = ['-g', 'power on shows the boot menu|with the nearest name'];
  const env = { GUESTWRIGHT_VIRTUALBOX_URL: testbed.url };
  const { exitCode, stdout } = await runPlaywright(PROJECT, [...args, ...chosen], env);
  expect(stdout).toMatch(/2 passed/);
  expect(exitCode).toBe(0);
  expect(testbed.log.split('entering __vbox__IWebsessionManager_USCORElogon').length).toBeGreaterThan(2);
  expect(await testbed.run('VBoxManage list vms')).toBe('');
  expect(testbed.references).toBe(0);
});
