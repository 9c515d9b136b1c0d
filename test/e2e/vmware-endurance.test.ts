/** Many captures and power cycles through the VIX double: no handle, no buffer, no file, no memory is left. */
import { readdir } from 'node:fs/promises';
import { demoMachine, expect, test } from 'guestwright';
import { VixLibrary } from '../support/doubles/vix-library.ts';
import { measureLoopDelay } from '../support/event-loop-delay.ts';
import { startVmware } from '../support/vmware/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

const SMALL = { memory: '4 MiB', serial: 0 } as const;
const CAPTURES = 200;
/** A start and a stop each. */
const CYCLES = 200;
/** What the heap and what lies beside it may grow by in all that, bytes: a leaked frame of the display is 1.1 MB. */
const MOST_GROWTH = 24 * 2 ** 20;
/** The event loop's delay in 99 of 100 looks while the library is busy, ms. */
const MOST_DELAY = 20;
/** How long calls take in the library while the loop is looked at, ms. */
const LATE = 700;

function memory(): number {
  const { rss } = process.memoryUsage();
  return rss;
}

test('200 captures leave no handle and no memory', async () => {
  const vix = await VixLibrary.load();
  const counts = () => [vix.handles(), vix.buffers()];
  const before = counts();
  {
    await using testbed = await startVmware();
    await using machine = await testbed.host.define(demoMachine);
    await machine.start();
    await using desktop = await machine.openDesktop();
    const capture = async (times: number) => {
      for (let count = 0; count < times; count++) {
        await desktop.capture();
        await machine.state();
      }
    };
    await capture(CAPTURES / 4); // what is allocated once is
    const [handles, bytes] = [counts(), memory()];
    await capture(CAPTURES);
    expect(counts()).toEqual(handles);
    expect(memory() - bytes).toBeLessThan(MOST_GROWTH);
  }
  expect(counts()).toEqual(before);
});

test('200 starts and stops leave no handle, no file and no memory', async ({ browserName: _ }, info) => {
  test.setTimeout(300_000);
  const vix = await VixLibrary.load();
  const counts = () => [vix.handles(), vix.buffers()];
  const before = counts();
  const folder = info.outputPath('');
  {
    await using testbed = await startVmware({ folder });
    await using machine = await testbed.host.define(SMALL);
    const cycle = async (times: number) => {
      for (let count = 0; count < times; count++) {
        await machine.start();
        await machine.stop();
      }
    };
    await cycle(CYCLES / 10);
    const [handles, bytes] = [counts(), memory()];
    await cycle(CYCLES);
    expect(counts()).toEqual(handles);
    expect(memory() - bytes).toBeLessThan(MOST_GROWTH);
  }
  expect(counts()).toEqual(before);
  expect(await readdir(folder)).toEqual([]);
});

test('what failed, timed out or was aborted leaves no handle either', async () => {
  const vix = await VixLibrary.load();
  const counts = () => [vix.handles(), vix.buffers()];
  const before = counts();
  {
    await using testbed = await startVmware();
    const { service, host } = testbed;
    await using machine = await host.define(SMALL);
    await service.nasty(
      'VixVM_PowerOn error f x3',
      'VixVM_CreateSnapshot late 500 x1',
      'VixHost_OpenVM error 426d x1',
    );
    for (let count = 0; count < 3; count++)
      expect(await codeAndMessage(machine.start())).toMatch(/^machine-in-use/);
    expect(await codeAndMessage(host.define(SMALL))).toMatch(/^authentication/);
    expect(await codeAndMessage(machine.snapshots.take('late', { timeout: 100 }))).toMatch(/^timeout/);
    expect(await machine.snapshots.list()).toEqual([{ name: 'late', live: false }]);
    expect(await codeAndMessage(machine.snapshots.remove('none'))).toMatch(/^snapshot/);
  }
  expect(counts()).toEqual(before);
});

test('the event loop goes on while the library takes its time', async () => {
  await using testbed = await startVmware();
  const { service, host } = testbed;
  await using machine = await host.define(SMALL);
  await service.nasty(`* late ${LATE}`);
  const measured = measureLoopDelay();
  await machine.start();
  await host.machines();
  await machine.snapshots.take('one');
  await machine.snapshots.list();
  await machine.pause();
  await machine.resume();
  await machine.reset();
  await machine.stop();
  await using other = await host.define(SMALL);
  expect((await other.state()).state).toBe('off');
  expect(measured()).toBeLessThan(MOST_DELAY);
  await service.nasty();
});
