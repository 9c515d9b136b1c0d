/** Clients that are killed: what they leave is found by `guestwright doctor --clean vmware`, and nothing else is touched. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { demoMachine, expect, test } from 'guestwright';
import { buildDouble } from '../support/doubles/build-double.ts';
import { startDoubleService } from '../support/doubles/double-service.ts';
import { writeVmx } from '../support/doubles/vmx-machine.ts';
import { guestwright, writeFolder } from './support/command.ts';
import { runNode } from './support/run-process.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

/** Defines and starts a machine, starts one of theirs, says so and waits for its end. */
const CLIENT = `
import { demoMachine, loadDriver } from 'guestwright/script';
const [library, theirs] = process.argv.slice(-2);
const host = await (await loadDriver('vmware')).connect({ library });
await (await host.define(demoMachine)).start();
await (await host.machine(theirs)).start();
console.log('ready');
setInterval(() => {}, 1000);
`;

test('a killed client leaves its machine running; it is cleaned up, and theirs is put right once it is off', async () => {
  const library = await buildDouble('vix');
  await using service = await startDoubleService();
  const temporary = await mkdtemp(join(tmpdir(), 'vmw-')); // sockets' paths are short: not in the test's folder
  const files = await writeVmx(service.folder, 'theirs', demoMachine.floppy as string);
  const before = await files.read();
  const env = { ...service.env, TMPDIR: temporary };
  const client = await runNode(['--input-type=module', '-e', CLIENT, library, files.path], {
    cwd: PROJECT,
    env,
    onOutput: (stdout, child) => stdout.includes('ready') && child.kill('SIGKILL'),
  });
  expect(client.signal, client.stderr).toBe('SIGKILL');
  const states = async () => {
    const ids = await service.call('list');
    const found = await Promise.all(ids.map(async (id) => (await service.call('state', id))[0]));
    return found.toSorted();
  };
  expect(await states()).toEqual(['running', 'running']);

  const cwd = await writeFolder();
  const clean = ['doctor', '--clean', 'vmware', '--connect', `library=${library}`];
  const first = await guestwright(clean, { cwd, env });
  const lines = first.stdout.trim().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/^removed {2}.*guestwright-vmware-/),
    expect.stringMatching(
      /^kept {5}VNC settings in .*theirs\.vmx: the machine runs: VMware would write over/,
    ),
    'Clean again when it is off.',
  ]);
  expect(first.exitCode).toBe(1);
  expect((await states()).filter((state) => state === 'running')).toEqual(['running']);

  await service.call('stop', files.path);
  const second = await guestwright(clean, { cwd, env });
  expect(second.stdout).toMatch(/^removed {2}VNC settings in .*theirs\.vmx\n$/);
  expect(second.exitCode).toBe(0);
  expect(await files.read()).toMatchObject(before);
  expect(Object.keys(await files.read()).filter((key) => /vnc/i.test(key))).toEqual([]);
  expect((await guestwright(clean, { cwd, env })).stdout).toBe('ok       driver vmware: nothing to clean\n');
  expect((await readdir(temporary)).filter((name) => !name.endsWith('.lock'))).toEqual([]);
  await rm(temporary, { recursive: true });
});
