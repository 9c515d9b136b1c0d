/** Machines of a Parallels service: borrowed, imported, copied, cleaned up; programs in the guest; the problem report. */
import { join, resolve } from 'node:path';
import { createGuest, demoMachine, demoScreens, expect, type ParallelsMachine, test } from 'guestwright';
import { startParallels } from '../support/parallels/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';
import { DEMO_SCRIPT, guestwright, writeFolder } from './support/command.ts';
import { runNode } from './support/run-process.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

test('a machine that exists is borrowed under a lock, and left as it was', async () => {
  await using testbed = await startParallels();
  await using owner = await testbed.connect();
  await using machine = await owner.define({ ...demoMachine, name: 'theirs' });
  await machine.start();
  const first = await testbed.connect({ owner: 'the first' });
  const borrowed = await first.machine('theirs');
  expect([borrowed.borrowed, (await borrowed.state()).state]).toEqual([true, 'running']);
  await using second = await testbed.connect({ owner: 'the second' });
  expect(await codeAndMessage(second.machine('theirs'))).toMatch(/^machine-in-use: .* is held by the first/);
  await first[Symbol.asyncDispose]();
  expect((await machine.state()).state).toBe('running');
  const again = await second.machine('theirs');
  expect((await again.state()).state).toBe('running');
});

test('a copy is ours, has addresses of its own, and goes when it is disposed', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define({ ...demoMachine, name: 'origin', network: 'user' });
  const copy = await machine.clone?.({ name: 'copy' });
  const names = async () => (await host.machines()).map(({ name }) => name).toSorted();
  expect(await names()).toEqual(['copy', 'origin']);
  const macs = new Set<string>();
  for (const id of await testbed.service.call('list')) {
    macs.add(keyOf(await testbed.service.call('get', id), 'mac'));
  }
  expect(macs.size).toBe(2);
  await copy?.start();
  expect((await copy?.state())?.state).toBe('running');
  await copy?.[Symbol.asyncDispose]();
  expect(await names()).toEqual(['origin']);
  expect(await codeAndMessage(machine.clone?.({ from: 'snapshot' }) ?? Promise.resolve())).toMatch(
    /^unsupported/,
  );
});

test('a machine in files is put on the list under an id of its own, and taken off again', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  const machine = await host.define({ ...demoMachine, name: 'in files' });
  const { id } = machine.facts;
  const [listed = ''] = await testbed.service.call('list');
  const settings = keyOf(await testbed.service.call('get', listed), 'home');
  await using other = await testbed.connect();
  const imported = await other.importMachine?.(settings);
  expect(imported?.borrowed).toBe(true);
  expect(imported?.facts.id).not.toBe(id);
  await imported?.[Symbol.asyncDispose]();
  expect((await host.machines()).map(({ name }) => name)).toEqual(['in files']);
});

test("Parallels' own report on a machine can be had at any time", async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  const machine = (await host.define(demoMachine)) as ParallelsMachine;
  expect(await machine.problemReport()).toMatch(/^<ParallelsProblemReport>.*off.*/);
});

test('programs run in the guest, and a log-in that is refused is told', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect({ guest: 'privileged' });
  await using machine = await host.define(demoMachine);
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  await guest.serial.write('console\n');
  await guest.screen('console').waitFor();
  const result = await machine.agent.exec('echo', ['from', 'the', 'guest']);
  expect(result).toEqual({ exitCode: 0, stdout: expect.stringContaining('from the guest'), stderr: '' });
  expect((await machine.agent.exec('false', [])).exitCode).toBe(1);
  await testbed.service.nasty('PrlVm_LoginInGuest error 80000330 x1');
  expect(await codeAndMessage(machine.agent.exec('true', []))).toMatch(
    /^authentication: logging in to the guest: /,
  );
});

test('without a user of the guest, programs say what to name', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define(demoMachine);
  await machine.start();
  expect(await codeAndMessage(machine.agent.exec('true', []))).toMatch(
    /^invalid-argument: guest programs: expected a user of the guest, got none/,
  );
});

/** Defines and starts a machine, says so and waits for its end. */
const CLIENT = `
import { demoMachine, loadDriver } from 'guestwright/script';
const [library] = process.argv.slice(-1);
const host = await (await loadDriver('parallels')).connect({ library });
const machine = await host.define({ ...demoMachine, name: 'orphan' });
await machine.start();
console.log('ready');
setInterval(() => {}, 1000);
`;

test('what a killed client left is cleaned up by the command line, and nothing else', async () => {
  await using testbed = await startParallels();
  const { service, library } = testbed;
  const result = await runNode(['--input-type=module', '-e', CLIENT, library], {
    cwd: PROJECT,
    env: service.env,
    onOutput(stdout, child) {
      if (stdout.includes('ready')) child.kill('SIGKILL');
    },
  });
  expect(result.signal, result.stderr).toBe('SIGKILL');
  await using host = await testbed.connect();
  await using alive = await host.define({ ...demoMachine, name: 'alive' });
  await alive.start();
  const cwd = await writeFolder();
  const clean = ['doctor', '--clean', 'parallels', '--connect', `library=${library}`];
  const first = await guestwright(clean, { cwd, env: service.env });
  expect(first.stdout).toBe('removed  orphan\n');
  expect((await host.machines()).map(({ name }) => name)).toEqual(['alive']);
  expect((await guestwright(clean, { cwd, env: service.env })).stdout).toContain('nothing to clean');
});

test('the command line runs the bundled install script, unchanged', async () => {
  await using testbed = await startParallels();
  const { service, library } = testbed;
  const cwd = await writeFolder();
  const args = ['run', DEMO_SCRIPT, '--driver', 'parallels', '--connect', `library=${library}`];
  const result = await guestwright([...args, '--output', 'disk.img'], { cwd, env: service.env });
  expect(result.exitCode, result.stdout + result.stderr).toBe(0);
  expect(result.summary).toMatchObject({ status: 'passed', image: join(cwd, 'disk.img') });
  expect(result.temporary).toEqual([]);
});

/** Of a record: keys and values in turn. */
function keyOf(record: readonly string[], key: string): string {
  return record[record.indexOf(key) + 1] ?? '';
}
