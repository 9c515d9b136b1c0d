/** Clients that are killed: their machines are taken over, or cleaned up by `guestwright doctor --clean virtualbox`. */
import { resolve } from 'node:path';
import { demoMachine, expect, loadDriver, test } from 'guestwright';
import { startTestbed, type Testbed } from '../support/virtualbox/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';
import { guestwright, writeFolder } from './support/command.ts';
import { foldersOf } from './support/leftovers.ts';
import { runNode } from './support/run-process.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

/** Defines and starts a machine and a linked copy of it, says so and waits for its end. */
const CLIENT = `
import { demoMachine, loadDriver } from 'guestwright/script';
const [url] = process.argv.slice(-1);
const host = await (await loadDriver('virtualbox')).connect({ url });
const machine = await host.define({ ...demoMachine, name: 'orphan' });
await machine.start();
await machine.snapshots.take('live');
await machine.clone({ name: 'orphan-copy', from: 'live', linked: true });
console.log('pid', process.pid);
setInterval(() => {}, 1000);
`;

/** Runs the client until it has its machines, and kills it. Gives its process id. */
async function leaveMachines({ url }: Testbed): Promise<number> {
  let pid = 0;
  const result = await runNode(['--input-type=module', '-e', CLIENT, url], {
    cwd: PROJECT,
    onOutput(stdout, child) {
      pid = Number(/pid (\d+)/.exec(stdout)?.[1] ?? 0);
      if (pid !== 0) child.kill('SIGKILL');
    },
  });
  expect(result.signal, result.stderr).toBe('SIGKILL');
  return pid;
}

/** Names of all machines on the server. */
async function names(testbed: Testbed): Promise<readonly string[]> {
  const list = await testbed.run('VBoxManage list vms');
  return [...list.matchAll(/^"(.*)" /gm)].map(([, name]) => name ?? '').toSorted();
}

test('what a killed client left is cleaned up, and nothing else', async () => {
  await using testbed = await startTestbed();
  const pid = await leaveMachines(testbed);
  await expect.poll(() => foldersOf(pid)).toEqual([]); // its keeper has removed the machines' files under them
  await testbed.run(
    'VBoxManage createvm --name theirs --ostype Other --platform-architecture x86 --register >&2',
  );
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
  await using alive = await host.define({ ...demoMachine, name: 'alive' });
  await alive.start();
  expect(await names(testbed)).toEqual(['alive', 'orphan', 'orphan-copy', 'theirs']);
  const cwd = await writeFolder();
  const clean = ['doctor', '--clean', 'virtualbox', '--connect', `url=${testbed.url}`];
  const first = await guestwright(clean, { cwd });
  expect(first.stderr).toBe('');
  expect(first.stdout.split('\n').toSorted()).toEqual(['', 'removed  orphan', 'removed  orphan-copy']);
  expect(first.exitCode).toBe(0);
  expect(await names(testbed)).toEqual(['alive', 'theirs']);
  expect((await alive.state()).state).toBe('running');
  const list = await testbed.run('VBoxManage list hdds; VBoxManage list floppies');
  expect(list).not.toContain(`-${pid}-`);
  expect((await guestwright(clean, { cwd })).stdout).toBe('ok       driver virtualbox: nothing to clean\n');
});

test('what a killed client left and the service has forgotten is taken off its list', async () => {
  await using testbed = await startTestbed();
  const pid = await leaveMachines(testbed);
  await expect.poll(() => foldersOf(pid)).toEqual([]);
  await testbed.run(KILL_ALL);
  await testbed.startWebService(); // machines without files: their names are gone with them
  const clean = ['doctor', '--clean', 'virtualbox', '--json', '--connect', `url=${testbed.url}`];
  const { lines, exitCode } = await guestwright(clean, { cwd: await writeFolder() });
  expect(lines).toEqual([
    { driver: 'virtualbox', removed: expect.any(String) },
    { driver: 'virtualbox', removed: expect.any(String) },
  ]);
  expect(exitCode).toBe(0);
  expect(await testbed.run('VBoxManage list vms')).toBe('');
});

/** As a computer that loses its power: all of VirtualBox goes at once. */
const KILL_ALL = `
  for file in /proc/[0-9]*/comm; do
    read -r name <"$file" 2>/dev/null || continue
    folder=\${file%/comm}
    case $name in VBox*|vboxwebsrv*) kill -9 "\${folder#/proc/}" ;; esac
  done
  wait $WEB_SERVICE 2>/dev/null; true`;

test('a running machine of a killed client is taken over by its name, by one client at a time', async () => {
  await using testbed = await startTestbed();
  const pid = await leaveMachines(testbed);
  const connect = async (owner: string) =>
    await (await loadDriver('virtualbox')).connect({ url: testbed.url, owner });
  await using host = await connect('test one');
  await using second = await connect('test two');
  {
    await using orphan = await host.machine('orphan');
    expect(orphan.borrowed).toBe(true);
    expect((await orphan.state()).state).toBe('running');
    await using desktop = await orphan.openDesktop();
    expect((await desktop.capture()).width).toBeGreaterThan(0);
    expect(await codeAndMessage(second.machine('orphan'))).toMatch(
      /^machine-in-use: .* is held by test one \(/,
    );
  }
  {
    await using again = await second.machine('orphan');
    expect((await again.state()).state).toBe('running'); // left as it was
    await again.stop();
  }
  await using own = await host.define({ ...demoMachine, name: 'own' });
  expect(await host.machine('own')).toBe(own);
  expect(await codeAndMessage(second.machine('own'))).toMatch(
    new RegExp(`^machine-in-use: machine 'own' was defined by process ${process.pid}, which has it\n`),
  );
  expect(pid).toBeGreaterThan(0);
});
