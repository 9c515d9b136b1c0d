/** A QEMU that somebody else started: taken by its QMP socket, under a lock, and left as it was. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createGuest,
  demoMachine,
  demoScreens,
  expect,
  isGuestwrightError,
  loadDriver,
  test,
} from 'guestwright';
import { runProject, writeProject } from './support/inner-project.ts';
import { isAlive } from './support/leftovers.ts';

/** Their QEMU, with the bundled guest; a Unix socket's path must be short. */
async function theirQemu(): Promise<{ qmp: string; pid: number } & AsyncDisposable> {
  // A killed QEMU leaves its socket's file behind: each gets a folder of its own.
  const folder = await mkdtemp(join(tmpdir(), 'attach-'));
  const qmp = join(folder, 'qmp.sock');
  const child: ChildProcess = spawn(
    'qemu-system-x86_64',
    [
      ...['-name', 'theirs', '-display', 'none', '-accel', 'tcg', '-m', '32', '-snapshot', '-boot', 'a'],
      ...['-fda', String(demoMachine.floppy), '-qmp', `unix:${qmp},server=on,wait=off`],
    ],
    { stdio: 'inherit' },
  );
  await expect.poll(() => accepts(qmp)).toBe(true);
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'))
      await once(child, 'exit');
    await rm(folder, { recursive: true });
  };
  return { qmp, pid: child.pid as number, [Symbol.asyncDispose]: end };
}

/** Whether somebody listens: the file is there a moment before. */
async function accepts(path: string): Promise<boolean> {
  const socket = connect(path);
  return await once(socket, 'connect').then(
    () => {
      socket.destroy();
      return true;
    },
    () => false,
  );
}

test('an attached machine is seen, typed to and paused, and goes on after us', async () => {
  await using theirs = await theirQemu();
  const driver = await loadDriver('qemu');
  {
    await using host = await driver.connect({ qmp: theirs.qmp });
    expect(await host.machines()).toEqual([{ name: 'theirs', state: 'running' }]);
    const machine = await host.machine('theirs');
    expect(machine.borrowed).toBe(true);
    await using guest = await createGuest({ machine, screens: demoScreens });
    await guest.screen('boot-menu').waitFor();
    await guest.keyboard.press('Enter');
    await guest.screen('language').waitFor();
    await machine.pause();
    expect((await machine.state()).state).toBe('paused');
    await machine.resume();
    await machine.media.insert('optical', String(demoMachine.floppy));
    await machine.media.eject('optical');
    const refused = await machine.suspend().catch((error: unknown) => error);
    expect(isGuestwrightError(refused, 'unsupported'), String(refused)).toBe(true);
  }
  expect(isAlive(theirs.pid)).toBe(true);
  await using again = await driver.connect({ qmp: theirs.qmp });
  expect((await again.machines())[0]?.state).toBe('running');
});

test('tests of the runner take it over one after the other, and leave it running', async () => {
  await using theirs = await theirQemu();
  const folder = await writeProject({
    'attach.test.ts': `
import { demoScreens, expect, test } from 'guestwright';
test.use({ driver: { name: 'qemu', qmp: ${JSON.stringify(theirs.qmp)} }, machine: { attach: 'theirs' }, screens: demoScreens });
test('first', async ({ guest }) => {
  await expect(guest).toShow('boot-menu');
  await guest.keyboard.press('Enter');
});
test('second', async ({ guest }) => {
  await expect(guest).toShow('language');
});
`,
  });
  await stopCountdown(theirs.qmp);
  const { tests } = await runProject(folder);
  expect(tests.map(({ title, status, errors }) => [title, status, errors])).toEqual([
    ['first', 'passed', []],
    ['second', 'passed', []],
  ]);
  await using host = await (await loadDriver('qemu')).connect({ qmp: theirs.qmp });
  expect(await host.machines()).toEqual([{ name: 'theirs', state: 'running' }]);
});

test('a second taker fails with the name of the first', async () => {
  await using theirs = await theirQemu();
  const driver = await loadDriver('qemu');
  await using _host = await driver.connect({ qmp: theirs.qmp, owner: 'the nightly run' });
  const error = await driver.connect({ qmp: theirs.qmp }).catch((thrown: unknown) => thrown);
  expect(isGuestwrightError(error, 'machine-in-use'), String(error)).toBe(true);
  expect((error as Error).message).toContain('the nightly run');
});

test('an attached machine that is killed says so, a socket without QEMU too', async () => {
  await using theirs = await theirQemu();
  const driver = await loadDriver('qemu');
  await using host = await driver.connect({ qmp: theirs.qmp });
  const machine = await host.machine('theirs');
  const died = new Promise<Error>((resolve) => {
    machine.on('died', resolve);
  });
  process.kill(theirs.pid, 'SIGKILL');
  expect(isGuestwrightError(await died, 'connection-lost')).toBe(true);
  const error = await driver.connect({ qmp: '/nonexistent/qmp.sock' }).catch((thrown: unknown) => thrown);
  expect(isGuestwrightError(error, 'connection-lost'), String(error)).toBe(true);
  expect((error as Error).message).toContain("cannot reach QEMU at '/nonexistent/qmp.sock'");
});

/** The boot menu goes on by itself after 10 s, sooner than a runner starts on a busy computer; any key stops that. */
async function stopCountdown(qmp: string): Promise<void> {
  await using host = await (await loadDriver('qemu')).connect({ qmp });
  await using machine = await host.machine('theirs');
  await using guest = await createGuest({ machine, screens: demoScreens });
  await guest.screen('boot-menu').waitFor();
  await guest.keyboard.press('ArrowDown'); // Shift alone is no key to the menu
  await guest.keyboard.press('ArrowUp');
}
