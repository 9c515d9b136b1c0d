/** What was given up on a Parallels service, at a deadline or by an abort, leaves no machine and no handle, and harms nobody else. */
import { createGuest, demoMachine, demoScreens, expect, type Host, type Machine, test } from 'guestwright';
import { startParallels } from '../support/parallels/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

const names = async (host: Host) => (await host.machines()).map(({ name }) => name);
const handles = (machine: Machine) => machine.facts.handles as number;

test('a definition that is given up half-way is taken off the service again', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using other = await host.define({ ...demoMachine, name: 'other' });
  const before = handles(other);
  await testbed.service.nasty('PrlVm_Commit never-ends x1');
  const controller = new AbortController();
  const defining = codeAndMessage(
    host.define({ ...demoMachine, name: 'half' }, { signal: controller.signal }),
  );
  await expect.poll(() => names(host)).toEqual(['other', 'half']);
  controller.abort();
  expect(await defining).toMatch(/^aborted: defining a machine was aborted/);
  await expect.poll(() => names(host)).toEqual(['other']);
  await expect.poll(() => handles(other)).toBe(before);
});

test('a copy that comes about after it was given up is deleted', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define({ ...demoMachine, name: 'origin' });
  const before = handles(machine);
  await testbed.service.nasty('PrlVm_CloneEx late 1000 x1', 'PrlJob_Cancel error 80000009 x1');
  const controller = new AbortController();
  const copying = codeAndMessage(
    machine.clone?.({ name: 'copy', signal: controller.signal }) ?? Promise.resolve(),
  );
  await expect.poll(async () => (await machine.state()).state).toBe('busy');
  controller.abort();
  expect(await copying).toMatch(/^aborted: copying 'origin' was aborted/);
  await machine.start(); // its turn comes when the copy has really ended
  expect(await names(host)).toEqual(['origin']);
  await expect.poll(() => handles(machine)).toBe(before);
});

test('a linked copy stands on the disks of its origin', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define({ ...demoMachine, name: 'origin' });
  await using copy = (await machine.clone?.({ name: 'linked', linked: true })) as Machine;
  await using guest = await createGuest({ machine: copy, definition: demoMachine, screens: demoScreens });
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  expect(await names(host)).toEqual(['origin', 'linked']);
});

test('a call whose time is up while the session is made again loses the session for nobody', async () => {
  await using testbed = await startParallels();
  await using host = await testbed.connect();
  await using machine = await host.define(demoMachine);
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  const died: Error[] = [];
  machine.on('died', (error) => died.push(error));
  await testbed.service.nasty('PrlSrv_GetVmListEx dead x1', 'PrlSrv_LoginLocal late 2000 x1');
  expect(await codeAndMessage(host.machines({ timeout: 500 }))).toMatch(/^timeout: listing machines/);
  await guest.keyboard.press('Enter');
  await guest.screen('language').waitFor();
  expect(died).toEqual([]);
});
