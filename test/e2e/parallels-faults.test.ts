/** A Parallels that refuses, asks, hangs or dies: one clear error each, nothing hangs, and a clean service afterwards. */
import {
  createGuest,
  demoMachine,
  demoScreens,
  expect,
  type GuestwrightError,
  loadDriver,
  test,
} from 'guestwright';
import { startParallels } from '../support/parallels/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

test('a refused log-in is told, with what helps, and no password is printed', async () => {
  await using testbed = await startParallels();
  const remote = { host: '127.0.0.1', user: 'guestwright', password: 'open-says-me' };
  const failed = await codeAndMessage(testbed.connect(remote));
  expect(failed).toMatch(
    /^authentication: logging in to 127\.0\.0\.1: .*\(PRL_ERR_AUTHENTICATION_FAILED\)\n/,
  );
  expect(failed).toContain('Check the user and the password.');
  expect(failed).not.toContain('open-says-me');
  await using host = await testbed.connect({ ...remote, password: 'guestwright' });
  expect(await host.machines()).toEqual([]);
});

test('a service that does not run is told at once', async () => {
  await using testbed = await startParallels();
  await testbed.service.kill();
  expect(await codeAndMessage(testbed.connect())).toMatch(
    /^connection-lost: logging in to Parallels: .*\(PRL_ERR_CANT_CONNECT_TO_DISPATCHER\)\nStart Parallels/,
  );
});

test('a machine that is not there is told with the nearest name', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  expect(await codeAndMessage(host.machine('debian'))).toBe(
    "unknown-machine: driver 'parallels': no machine named 'debian'\nThe service has no machines.",
  );
  await using _ = await host.define({ ...demoMachine, name: 'debian-12' });
  expect(await codeAndMessage(host.machine('debian12'))).toBe(
    "unknown-machine: driver 'parallels': no machine named 'debian12' (did you mean 'debian-12'?)\n" +
      'There are debian-12.',
  );
  expect(await codeAndMessage(host.define({ ...demoMachine, name: 'debian-12' }))).toMatch(
    /^invalid-argument: .*there is a machine named 'debian-12' already/,
  );
});

test('a start that never ends is given up at its deadline, cancelled, and the machine can be used again', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define(demoMachine);
  await testbed.service.nasty('PrlVm_Start never-ends x1');
  expect(await codeAndMessage(machine.start({ timeout: 300 }))).toMatch(
    /^timeout: starting '.*' did not finish within 300 ms/,
  );
  await testbed.service.nasty();
  await machine.start(); // waits until the one that was given up has really ended
  expect((await machine.state()).state).toBe('running');
});

test('an abort rejects at once, and its job is cancelled', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define(demoMachine);
  await testbed.service.nasty('PrlVm_Start late 60000 x1');
  const controller = new AbortController();
  const starting = codeAndMessage(machine.start({ signal: controller.signal }));
  await expect.poll(async () => (await machine.state()).state).toBe('starting');
  controller.abort();
  expect(await starting).toMatch(/^aborted: starting '.*' was aborted/);
  await expect.poll(async () => (await machine.state()).state).not.toBe('starting');
});

test('an error with high bits is an error, named by its number where it is not known', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define(demoMachine);
  await testbed.service.nasty('PrlVm_Start error 8000ffff x1');
  const error = await machine.start().catch((thrown: unknown) => thrown);
  expect(String(error)).toMatch(/ did not start: .*\(0x8000ffff\)/);
  expect((error as GuestwrightError).code).toBe('start-failed');
  expect((error as GuestwrightError).details.problemReport).toContain('<ParallelsProblemReport>'); // Parallels' own evidence
  expect((await machine.state()).state).toBe('off');
});

test('callbacks that come before a function returns, and short buffers, change nothing', async () => {
  await using testbed = await startParallels();
  await testbed.service.nasty('* callback-before-return x40', '* short-buffer x3');
  await using host = await testbed.connect();
  await using machine = await host.define({ ...demoMachine, name: 'naïve 😀' });
  await machine.start();
  expect(await host.machines()).toEqual([{ name: 'naïve 😀', state: 'running' }]);
});

test('a question of the service fails the call with its text, or is answered by the table', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define(demoMachine);
  await testbed.service.nasty('PrlVm_Start question Was it copied? x1');
  const failed = await codeAndMessage(machine.start());
  expect(failed).toMatch(/Parallels asks: 'Was it copied\?'; no answer is given for it/);
  expect(failed).toContain('questions: {');
  expect((await machine.state()).state).toBe('off');

  await using answering = await testbed.connect({ questions: { copied: 'Yes' } });
  const same = await answering.machine(machine.name);
  await testbed.service.nasty('PrlVm_Start question Was it copied? x1');
  await same.start();
  expect((await same.state()).state).toBe('running');
  await same.stop();
  await same[Symbol.asyncDispose]();
});

for (const [which, ...faults] of [
  ['that is cut'],
  ['whose loss a call is told of before the library notices it', 'connection notices-late 300 x1'],
]) {
  test(`a connection ${which} is made once more, and what was asked is asked again`, async () => {
    await using testbed = await startParallels();
    await using host = await testbed.connect();
    await using machine = await host.define(demoMachine);
    await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
    await guest.power.on();
    await guest.screen('boot-menu').waitFor();
    await testbed.service.nasty('PrlSrv_GetVmListEx dead x1', ...faults);
    expect(await host.machines()).toEqual([{ name: machine.name, state: 'running' }]);
    await guest.keyboard.press('Enter');
    await guest.screen('language').waitFor();
  });
}

test('a service that is killed during a wait ends the wait with what happened', async () => {
  await using testbed = await startParallels();
  const host = await testbed.connect();
  const machine = await host.define(demoMachine);
  const guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  const died: Error[] = [];
  machine.on('died', (error) => died.push(error));
  const waiting = codeAndMessage(guest.screen('desktop').waitFor({ timeout: '2m' }));
  await testbed.service.kill();
  expect(await waiting).toMatch(
    /^machine-died: .*: the connection to Parallels was lost, and not made again/,
  );
  expect(died).toHaveLength(1);
  expect(await codeAndMessage(machine.start())).toMatch(/^connection-lost/);
  await guest.dispose();
  await host[Symbol.asyncDispose](); // neither hangs nor fails
});

test('a service that is killed in the middle of a job fails the call, and what waits behind it', async () => {
  await using testbed = await startParallels();
  const host = await testbed.connect();
  const machine = await host.define(demoMachine);
  await testbed.service.nasty('PrlVm_Start kill x1');
  const [start, stop] = await Promise.all([codeAndMessage(machine.start()), codeAndMessage(machine.stop())]);
  expect(start).toMatch(/^connection-lost: /);
  expect(stop).toMatch(/^connection-lost: /);
  await host[Symbol.asyncDispose]();
});

test('captures go on while the machine resets, and show the new start', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define(demoMachine);
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await guest.power.on();
  for (let time = 0; time < 3; time++) {
    await guest.screen('boot-menu').waitFor();
    await guest.serial.write('console\n');
    await guest.screen('console').waitFor();
    const captures = Array.from({ length: 10 }, () => guest.capture());
    await Promise.all([machine.reset(), ...captures]);
  }
  await guest.screen('boot-menu').waitFor();
});

test('wrong options are refused before anything is loaded', async () => {
  const parallels = await loadDriver('parallels');
  expect(await codeAndMessage(parallels.connect({ librarie: '/x.so' }))).toBe(
    "invalid-argument: driver 'parallels': unknown option 'librarie' (did you mean 'library'?)\n" +
      'Its options are library, host, port, user, password, security, mode, local, owner, guest, questions, desktop, ' +
      'capture, prlctl.',
  );
});
