/** A VirtualBox that refuses, dies or runs full: one clear error each, and a clean machine afterwards. */
import {
  createGuest,
  demoMachine,
  demoScreens,
  expect,
  type Host,
  loadDriver,
  type Machine,
  test,
} from 'guestwright';
import { openGate } from '../support/virtualbox/gate.ts';
import { startTestbed, type Testbed, type TestbedOptions } from '../support/virtualbox/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

interface Running {
  readonly testbed: Testbed;
  readonly host: Host;
  readonly machine: Machine;
}

/** A machine that runs, on a testbed of its own. */
async function withMachine(use: (running: Running) => Promise<void>): Promise<void> {
  await using testbed = await startTestbed();
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
  await using machine = await host.define(demoMachine);
  await machine.start();
  await use({ testbed, host, machine });
}

/** The machines that VirtualBox itself knows. */
async function listed(testbed: Testbed): Promise<string> {
  return await testbed.run('VBoxManage list vms');
}

test('a wrong password is told, and is not printed', async () => {
  await using testbed = await startTestbed({ authentication: 'VBoxAuthSimple' });
  const virtualbox = await loadDriver('virtualbox');
  const hash = (await testbed.run('VBoxManage internalcommands passwordhash opensesame'))
    .trim()
    .split(' ')
    .at(-1);
  await testbed.run(`VBoxManage setextradata global VBoxAuthSimple/users/tester ${hash}`);
  const { url } = testbed;
  const failed = await codeAndMessage(virtualbox.connect({ url, user: 'tester', password: 'open-says-me' }));
  expect(failed).toMatch(/^authentication: vboxwebsrv at .* refused user or password\n/);
  expect(failed).not.toContain('open-says-me');
  await using host = await virtualbox.connect({ url, user: 'tester', password: 'opensesame' });
  expect(await host.machines()).toEqual([]);
  expect(testbed.log).not.toContain('opensesame');
});

test('a start without the kernel module says so, and the machine is off and can be deleted', async () => {
  await using testbed = await startTestbed({ packaged: true });
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
  {
    await using machine = await host.define({ ...demoMachine, name: 'moduleless' });
    expect(await codeAndMessage(machine.start())).toBe(
      "start-failed: machine 'moduleless' did not start: VirtualBox starting 'moduleless': The virtual machine " +
        "'moduleless' has terminated unexpectedly during startup with exit code 1 (0x1) (E_FAIL)\n" +
        "Load VirtualBox's kernel module on that host: /sbin/vboxconfig or modprobe vboxdrv.",
    );
    expect((await machine.state()).state).toBe('off');
    expect(await codeAndMessage(machine.start())).toMatch(/^start-failed/); // it is not locked
  }
  expect(await listed(testbed)).toBe('');
});

test('a machine whose process is killed ends the wait at once, and starts again', async () => {
  await withMachine(async ({ testbed, machine }) => {
    await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
    await guest.screen('boot-menu').waitFor();
    const died: Error[] = [];
    machine.on('died', (error) => died.push(error));
    const waiting = codeAndMessage(guest.screen('desktop').waitFor({ timeout: '5m' }));
    await testbed.run(`kill -9 ${machine.facts.pid}`);
    expect(await waiting).toMatch(/^machine-died: .*: its VirtualBox process ended unexpectedly\n/);
    expect(died).toHaveLength(1);
    expect((await machine.state()).state).toBe('off');
    await guest.power.on();
    await guest.screen('boot-menu').waitFor();
  });
});

test('a web service killed in mid-capture ends the wait at once; when it is back, the machine is deleted', async () => {
  await withMachine(async ({ testbed, host, machine }) => {
    const desktop = await machine.openDesktop();
    const capturing = async () => {
      for (;;) await desktop.capture();
    };
    const captures = codeAndMessage(capturing());
    await testbed.killWebService();
    expect(await captures).toMatch(/^connection-lost: vboxwebsrv at .*: /);
    expect(await codeAndMessage(machine.state())).toMatch(/^connection-lost: /);
    await testbed.startWebService();
    expect(await host.machines()).toEqual([{ name: machine.name, state: 'running' }]);
    await machine[Symbol.asyncDispose]();
    expect(await listed(testbed)).toBe('');
  });
});

/** The web service goes as soon as the machine has a process. */
const KILL_IN_MID_LAUNCH = `
  while :; do
    for file in /proc/[0-9]*/comm; do
      read -r name <"$file" && [ "$name" = VBoxHeadless ] && break 2
    done 2>/dev/null
  done
  kill -9 $WEB_SERVICE; wait $WEB_SERVICE 2>/dev/null; true`;

test('a web service killed in mid-launch fails the start; when it is back, the machine is deleted', async () => {
  await using testbed = await startTestbed();
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
  await using machine = await host.define(demoMachine);
  const starting = codeAndMessage(machine.start());
  await testbed.run(KILL_IN_MID_LAUNCH);
  expect(await starting).toMatch(/^connection-lost: /);
  await testbed.startWebService();
  await machine[Symbol.asyncDispose]();
  expect(await listed(testbed)).toBe('');
});

const KILL_SERVICE = `
  for file in /proc/[0-9]*/comm; do
    read -r name <"$file" && folder=\${file%/comm} && [ "$name" = VBoxSVC ] && kill -9 "\${folder#/proc/}"
  done 2>/dev/null
  true`;

test("VirtualBox's own service killed behind the web service ends the wait, and keeps nobody from leaving", async () => {
  test.slow(); // it takes VirtualBox some 13 s to notice
  await withMachine(async ({ testbed, host, machine }) => {
    await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
    await guest.screen('boot-menu').waitFor();
    const waiting = codeAndMessage(guest.screen('desktop').waitFor({ timeout: '1m' }));
    await testbed.run(KILL_SERVICE);
    expect(await waiting).toMatch(/VirtualBox|vboxwebsrv/);
    expect(await codeAndMessage(host.machines())).toMatch(/^connection-lost: /);
    await machine[Symbol.asyncDispose]();
    await testbed.killWebService();
    await testbed.startWebService(); // with a service of its own
    await using second = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
    expect((await second.machines()).filter(({ state }) => state !== 'off')).toEqual([]);
  });
});

test('a reply that is cut off is told as that, and the next call is answered', async () => {
  await using testbed = await startTestbed();
  await using gate = await openGate(testbed.url);
  await using host = await (await loadDriver('virtualbox')).connect({ url: gate.url });
  await using machine = await host.define({ memory: '4 MiB', serial: 0 });
  // The host's own waiting for events is cut sometimes: it is begun again.
  for (const bytes of [0, 20, 300]) {
    gate.cutNextReply(bytes);
    const failed = await codeAndMessage(host.machines());
    expect(failed).toMatch(
      /^(no error|(connection-lost|protocol): vboxwebsrv at .*: (the connection broke|its reply ended after \d+ bytes))/,
    );
    expect(await host.machines()).toEqual([{ name: machine.name, state: 'off' }]);
  }
});

test('a web service that stays away does not keep us from leaving', async () => {
  await withMachine(async ({ testbed, host }) => {
    await testbed.killWebService();
    await host[Symbol.asyncDispose]();
  });
});

const FULL: TestbedOptions = { machinesSize: '1m' };

test('a full disk is told, by define and by suspend, and the machine goes on', async () => {
  await using testbed = await startTestbed(FULL);
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url, local: false });
  {
    await using machine = await host.define({ ...demoMachine, disks: [], serial: 0 });
    await machine.start();
    const disks = [{ size: '1 TiB' }] as const; // its table of blocks is larger than the file system
    expect(await codeAndMessage(host.define({ memory: '4 MiB', serial: 0, disks }))).toMatch(/^disk-full: /);
    expect(await host.machines()).toEqual([{ name: machine.name, state: 'running' }]);
    await testbed.run('while printf %04096d 0; do :; done >$HOME/machines/filler 2>/dev/null; true');
    expect(await codeAndMessage(machine.suspend())).toMatch(/^disk-full: /);
    expect((await machine.state()).state).toMatch(/running|paused/);
    expect(await codeAndMessage(machine.snapshots.take('full'))).toMatch(/^disk-full: /);
    expect(await machine.snapshots.list()).toEqual([]);
  }
  expect(await listed(testbed)).toBe('');
});
