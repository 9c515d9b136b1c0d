/** Relative paths in the vnc driver's options are taken from the config's folder, wherever the test is. */
import { mkdir } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { startXvnc } from '../support/vnc/x-session.ts';
import { passwordFile } from '../support/vnc/xvnc-users.ts';
import { onlyTest, runProject, writeProject } from './support/inner-project.ts';

const PASSWORD = 'geheim12';

test('files of passwords and commands of power hooks are found from the folder of the config', async () => {
  const server = test.info().outputPath('server');
  await mkdir(server, { recursive: true });
  const args = ['-SecurityTypes', 'VncAuth', '-PasswordFile', await passwordFile(server, PASSWORD)];
  await using session = await startXvnc({ width: 800, height: 600, args });
  const driver = {
    name: 'vnc',
    address: session.address,
    machine: 'desk',
    password: { file: 'lab/password.txt' },
    power: { state: ['cat', 'lab/state.txt'] },
  };
  const folder = await writeProject({
    'lab/password.txt': `${PASSWORD}\n`,
    'lab/state.txt': 'on',
    'deep/inside/paths.test.ts': `
import { test, expect } from 'guestwright';
test.use({ driver: ${JSON.stringify(driver)}, machine: { attach: 'desk' } });
test('comes in', async ({ guest }) => {
  expect(await guest.power.state()).toBe('running');
  expect(await guest.capture()).toMatchObject({ width: 800, height: 600 });
});
`,
  });
  expect(onlyTest(await runProject(folder))).toMatchObject({ status: 'passed', errors: [] });
});
