/** Faults in the middle of a call: a daemon that is killed or stands still, a process of ours that is killed. */
import { demoMachine, expect, test } from 'guestwright';
import { connectLibvirt, startLibvirt } from '../support/libvirt/driver.ts';
import { startLibvirtHost } from '../support/libvirt/host.ts';
import { codeAndMessage } from './support/code-and-message.ts';

/** Too rare to matter. */
const NO_KEEPALIVE = { interval: 600, count: 5 } as const;

test('a daemon that is killed in the middle of a call ends that call, and the next one finds the new daemon', async () => {
  await using daemon = await startLibvirtHost();
  await using host = await connectLibvirt(daemon, { keepalive: NO_KEEPALIVE });
  await daemon.run('kill -STOP $DAEMON');
  const pending = codeAndMessage(host.machines());
  await daemon.killDaemon();
  expect(await pending).toMatch(
    /^connection-lost: (libvirt at|the connection to) qemu:\/\/\/session\?socket=.*\n/,
  );
  await daemon.startDaemon();
  expect(await host.machines()).toEqual([]);
});

test('a daemon that stands still is given up after its keepalive, and found again when it goes on', async () => {
  await using daemon = await startLibvirtHost();
  await using host = await connectLibvirt(daemon, { keepalive: { interval: 1, count: 1 } });
  await daemon.run('kill -STOP $DAEMON');
  expect(await codeAndMessage(host.machines())).toMatch(/^connection-lost: .*keepalive/);
  await daemon.run('kill -CONT $DAEMON');
  expect(await host.machines()).toEqual([]);
});

test('a call without an answer ends with its process, and another process takes its place', async () => {
  await using daemon = await startLibvirtHost();
  await using host = await connectLibvirt(daemon, { keepalive: NO_KEEPALIVE, patience: '4s' });
  await daemon.run('kill -STOP $DAEMON');
  expect(await codeAndMessage(host.machines())).toMatch(
    /^connection-lost: .* was lost: the process that holds it ended as it did not answer for 4000 ms\n/,
  );
  await daemon.run('kill -CONT $DAEMON');
  expect(await host.machines()).toEqual([]);
});

test('a caller that gives up early leaves the connection and the guest alone', async () => {
  await using testbed = await startLibvirt({ keepalive: NO_KEEPALIVE });
  await using machine = await testbed.host.define(demoMachine);
  await machine.start();
  const before = machine.facts.process;
  await testbed.daemon.run('kill -STOP $DAEMON');
  expect(await codeAndMessage(machine.state({ timeout: 50 }))).toMatch(
    /^timeout: .*domainInfo did not finish/,
  );
  await testbed.daemon.run('kill -CONT $DAEMON');
  expect(await machine.state()).toMatchObject({ state: 'running' });
  expect(machine.facts.process).toBe(before);
});

test('a guest ends with the process that holds its connection, and says so', async () => {
  await using testbed = await startLibvirt();
  await using machine = await testbed.host.define({ ...demoMachine, name: 'orphan' });
  await machine.start();
  const died = new Promise<Error>((resolve) => void machine.on('died', resolve));
  process.kill(Number(machine.facts.process), 'SIGKILL');
  expect((await died).message).toMatch(/was lost: the process that holds it ended by SIGKILL/);
  await expect.poll(async () => await testbed.host.machines()).toEqual([{ name: 'orphan', state: 'off' }]);
  await machine.start();
  expect(await machine.state()).toMatchObject({ state: 'running' });
});

test('a guest whose QEMU is killed has died', async () => {
  await using testbed = await startLibvirt();
  await using machine = await testbed.host.define({ ...demoMachine, name: 'victim' });
  await machine.start();
  const died = new Promise<Error>((resolve) => void machine.on('died', resolve));
  await testbed.daemon.run("kill -KILL $(cat $(find $STATE -name '*victim.pid'))");
  expect((await died).message).toMatch(/^machine '.*' ended under us: libvirt says '/);
  expect(await machine.state()).toMatchObject({ state: 'off' });
  await machine.start();
});
