/** What was given up or failed half-way on VMware leaves no file, no handle and no entry on a list, and holds nobody up. */
import { readdir } from 'node:fs/promises';
import { demoMachine, expect, test } from 'guestwright';
import { VixLibrary } from '../support/doubles/vix-library.ts';
import { writeVmx } from '../support/doubles/vmx-machine.ts';
import { startVmware } from '../support/vmware/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

const SMALL = { memory: '4 MiB', serial: 0 } as const;

test('a copy that comes about after it was given up leaves no file', async ({ browserName: _ }, info) => {
  const folder = info.outputPath('');
  {
    await using testbed = await startVmware({ folder });
    await using machine = await testbed.host.define({ ...SMALL, name: 'origin' });
    const before = await readdir(folder);
    await testbed.service.nasty('VixVM_Clone late 1000 x1');
    const controller = new AbortController();
    const copying = codeAndMessage(
      machine.clone?.({ name: 'copy', signal: controller.signal }) ?? Promise.resolve(),
    );
    await expect.poll(async () => (await readdir(folder)).length).toBe(before.length + 1);
    controller.abort();
    expect(await copying).toMatch(/^aborted: copying 'origin' was aborted/);
    await machine.start(); // its turn comes when the copy has really ended
    expect(await readdir(folder)).toEqual(before);
  }
  expect(await readdir(folder)).toEqual([]);
});

test('a search that takes long holds up no question after a state for longer than it may take', async () => {
  await using testbed = await startVmware();
  await using machine = await testbed.host.define({ ...SMALL, name: 'small' });
  await testbed.service.nasty('VixHost_FindItems late 3000 x1');
  expect(await codeAndMessage(testbed.host.machines({ timeout: 200 }))).toMatch(/^timeout: listing machines/);
  expect(await codeAndMessage(machine.state({ timeout: 200 }))).toMatch(
    /^timeout: asking for the state of 'small' did not finish within 200 ms/,
  );
});

test('a machine that cannot be taken after all is let go of', async () => {
  const vix = await VixLibrary.load();
  await using testbed = await startVmware();
  const { service, host } = testbed;
  const files = await writeVmx(service.folder, 'theirs', demoMachine.floppy as string);
  const before = vix.handles();
  await service.nasty('Vix_GetProperties error 1');
  expect(await codeAndMessage(host.machine(files.path))).toMatch(/ 1 FAIL\)/);
  expect(await codeAndMessage(host.importMachine?.(files.path) ?? Promise.resolve())).toMatch(/ 1 FAIL\)/);
  await service.nasty();
  await expect.poll(() => vix.handles()).toBe(before);
  expect((await host.machines()).map(({ name }) => name)).toEqual([]); // it is on no list
  await using machine = await host.machine(files.path); // its lock was let go of
  expect((await machine.state()).state).toBe('off');
});
