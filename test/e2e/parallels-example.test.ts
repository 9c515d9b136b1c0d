/** The example that does what the SDK guide's installation program does, on a machine that the service has already. */
import { resolve } from 'node:path';
import { demoMachine, expect, test } from 'guestwright';
import { startParallels } from '../support/parallels/testbed.ts';
import { runNode } from './support/run-process.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const EXAMPLE = resolve(PROJECT, 'examples/parallels-install/parallels-install.ts');

test('mounts, starts, installs by screens and keys, stops and logs off; the machine stays', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define({ ...demoMachine, name: 'My VM', floppy: null });
  const { floppy } = demoMachine;
  const result = await runNode(['--import', 'jiti/register', EXAMPLE, 'My VM', floppy ?? ''], {
    cwd: PROJECT,
    env: { ...testbed.service.env, PARALLELS_LIBRARY: testbed.library },
  });
  expect(result.exitCode, result.stderr).toBe(0);
  expect(result.stdout).toMatch(
    /^logged in to Parallels .*\n'.*hypo\.img' is in the floppy drive of 'My VM'\nanswered boot-menu, language, licence, disk, user, pointer, .*installed, desktop\n$/,
  );
  expect(await host.machines()).toEqual([{ name: 'My VM', state: 'off' }]);
  expect((await machine.state()).state).toBe('off');
});
