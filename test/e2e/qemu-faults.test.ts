/** QEMU missing, dying, killed, frozen: one clear error each, within its deadline. */
import {
  createGuest,
  demoMachine,
  demoScreens,
  expect,
  isGuestwrightError,
  loadDriver,
  type Machine,
  test,
} from 'guestwright';
import { foldersOf, isAlive } from './support/leftovers.ts';

type Use = (machine: Machine) => Promise<void>;

async function withMachine(definition: typeof demoMachine, use: Use): Promise<void> {
  await using host = await (await loadDriver('qemu')).connect({});
  await using machine = await host.define(definition);
  await use(machine);
}

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

test('a QEMU that is not installed is named with the command that gets it', async () => {
  const qemu = { binary: 'qemu-system-none', machine: 'pc' };
  await using host = await (await loadDriver('qemu')).connect({});
  const error = await caught(host.define({ ...demoMachine, qemu }));
  expect(isGuestwrightError(error, 'not-installed'), String(error)).toBe(true);
  expect((error as Error).message).toMatch(/'qemu-system-none'.*\n.*install/);
  const path = process.env.PATH;
  try {
    process.env.PATH = '/nonexistent';
    const missing = await (await loadDriver('qemu')).probe();
    expect(missing?.missing).toBe('qemu-system-x86_64 and qemu-img are not on the PATH');
    expect(missing?.remedy).toMatch(/install.*qemu/);
    expect(isGuestwrightError(await caught((await loadDriver('qemu')).connect({})), 'not-installed')).toBe(
      true,
    );
  } finally {
    process.env.PATH = path;
  }
});

test('a QEMU that dies at start says why, and the machine is off', async () => {
  await withMachine({ ...demoMachine, qemu: { args: ['-device', 'nonsense'] } }, async (machine) => {
    const died: Error[] = [];
    machine.on('died', (error) => died.push(error));
    const error = await caught(machine.start());
    expect(isGuestwrightError(error, 'start-failed'), String(error)).toBe(true);
    expect((error as Error).message).toContain("'nonsense' is not a valid device model name");
    expect((await machine.state()).state).toBe('off');
    expect(died).toEqual([]);
  });
});

test('a QEMU killed in mid-wait ends the wait at once, and the machine starts again', async () => {
  await withMachine(demoMachine, async (machine) => {
    await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
    await guest.power.on();
    await guest.screen('boot-menu').waitFor();
    const died: Error[] = [];
    machine.on('died', (error) => died.push(error));
    const waiting = caught(guest.screen('desktop').waitFor({ timeout: '5m' }));
    process.kill(machine.facts.pid as number, 'SIGKILL');
    const error = await waiting;
    expect(isGuestwrightError(error, 'machine-died'), String(error)).toBe(true);
    expect((error as Error).message).toContain('signal 9');
    expect(died).toHaveLength(1);
    await guest.power.on();
    await guest.screen('boot-menu').waitFor();
  });
});

test('a frozen QEMU is told from a slow guest by every call, and can still be stopped', async () => {
  await withMachine(demoMachine, async (machine) => {
    await machine.start();
    const desktop = await machine.openDesktop();
    await desktop.capture();
    const pid = machine.facts.pid as number;
    process.kill(pid, 'SIGSTOP');
    const call = { timeout: 200 };
    for (const [command, attempt] of [
      ['screendump', () => desktop.capture(call)],
      ['input-send-event', () => desktop.keys([{ key: 'KeyA', down: true }], call)],
      ['query-status', () => machine.state(call)],
      ['stop', () => machine.pause(call)],
    ] as const) {
      const error = await caught(attempt());
      expect(isGuestwrightError(error, 'timeout'), `${command}: ${error}`).toBe(true);
      expect((error as Error).message).toContain(`QEMU did not answer '${command}' within 200 ms`);
    }
    await machine.stop();
    expect(isAlive(pid)).toBe(false);
    expect((await machine.state()).state).toBe('off');
  });
});

test('disposing a frozen machine kills it and removes its files', async () => {
  let pid = 0;
  await withMachine(demoMachine, async (machine) => {
    await machine.start();
    pid = machine.facts.pid as number;
    process.kill(pid, 'SIGSTOP');
    expect(foldersOf(process.pid)).not.toEqual([]);
  });
  expect(isAlive(pid)).toBe(false);
  expect(foldersOf(process.pid)).toEqual([]);
});

test('an aborted start leaves no QEMU', async () => {
  await withMachine(demoMachine, async (machine) => {
    const controller = new AbortController();
    const starting = caught(machine.start({ signal: controller.signal }));
    controller.abort();
    expect(isGuestwrightError(await starting, 'aborted')).toBe(true);
    await expect.poll(async () => (await machine.state()).state).toBe('off');
    await machine.start();
    expect((await machine.state()).state).toBe('running');
  });
});
