/** Over and over: captures and power cycles leak neither handles nor memory, and the event loop stays free. */
import { createGuest, demoMachine, demoScreens, expect, test } from 'guestwright';
import { measureLoopDelay } from '../support/event-loop-delay.ts';
import { startParallels } from '../support/parallels/testbed.ts';

const TIMES = 200;
/** Warm-up before memory is compared. */
const WARM_UP = 40;
/** What a process may grow by over the measured rounds, bytes: a leaked picture each would be 200 times 860 KB. */
const MOST_GROWTH = 40 * 2 ** 20;

test('200 captures leave no handle and no memory behind', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define(demoMachine);
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  const before = machine.facts.handles;
  let memory = 0;
  for (let time = 0; time < TIMES; time++) {
    if (time === WARM_UP) memory = process.memoryUsage.rss();
    await guest.capture();
  }
  await expect.poll(() => machine.facts.handles).toBe(before);
  expect(process.memoryUsage.rss() - memory).toBeLessThan(MOST_GROWTH);
});

test('200 starts and stops leave no handle and no memory behind', async () => {
  test.setTimeout(400_000);
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define({ ...demoMachine, disks: [] });
  const before = machine.facts.handles;
  let memory = 0;
  for (let time = 0; time < TIMES; time++) {
    if (time === WARM_UP) memory = process.memoryUsage.rss();
    await machine.start();
    await machine.stop();
  }
  await expect.poll(() => machine.facts.handles).toBe(before); // the last events are being looked at
  expect(process.memoryUsage.rss() - memory).toBeLessThan(MOST_GROWTH);
});

/** Waits in calls beyond this at the 99th percentile would be noticed, ms. */
const MOST_DELAY = 20;

test('the event loop waits for no call of the library', async () => {
  await using testbed = await startParallels();
  // Each of these holds its thread for so long.
  const slow = ['PrlSrv_LoginLocal', 'PrlSrv_GetVmListEx', 'PrlVm_Start', 'PrlVm_GetState', 'PrlVm_StopEx'];
  await testbed.service.nasty(...slow.map((name) => `${name} late 150 x2`));
  const measured = measureLoopDelay();
  const host = await testbed.connect();
  const machine = await host.define(demoMachine);
  await machine.start();
  const desktop = await machine.openDesktop();
  for (let time = 0; time < 20; time++) {
    await desktop.capture();
    await desktop.keys([
      { key: 'ArrowDown', down: true },
      { key: 'ArrowDown', down: false },
    ]);
  }
  await machine.stop();
  await desktop[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
  expect(measured()).toBeLessThan(MOST_DELAY);
});
