/** Machines that exist already, through the VIX double: taken by name or path, used, and left as they were found. */
import { readFile, stat } from 'node:fs/promises';
import { createGuest, demoMachine, demoScreens, expect, test, type VmwareMachine } from 'guestwright';
import { type VmxFiles, writeVmx } from '../support/doubles/vmx-machine.ts';
import { connectVmware, startVmware, type VmwareTestbed } from '../support/vmware/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

const FLOPPY = demoMachine.floppy as string;

/** What VMware itself writes when a machine goes off. */
const BY_VMWARE = { cleanShutdown: 'TRUE', 'checkpoint.vmState': '' };

interface Bed extends VmwareTestbed {
  readonly files: VmxFiles;
}

/** A machine 'hypo' that somebody else made. */
async function withTheirs(use: (bed: Bed) => Promise<void>): Promise<void> {
  await using testbed = await startVmware();
  const files = await writeVmx(testbed.service.folder, 'hypo', FLOPPY);
  await using host = await connectVmware(testbed.service, { machines: testbed.service.folder });
  await use({ ...testbed, host, files });
}

test('a machine of theirs is taken by name, shows its screen, and its .vmx is as before when it is off', async () => {
  await withTheirs(async ({ host, files }) => {
    const before = await files.read();
    expect(await host.machines()).toEqual([{ name: 'hypo', state: 'off' }]);
    await using machine = await host.machine('hypo');
    expect(machine.borrowed).toBe(true);
    await using guest = await createGuest({ machine, definition: {}, screens: demoScreens });
    await guest.power.on();
    const settings = await files.read();
    expect(settings).toMatchObject({
      'RemoteDisplay.vnc.enabled': 'TRUE',
      'RemoteDisplay.vnc.ip': '127.0.0.1',
      'RemoteDisplay.vnc.password': expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(machine.facts.vnc).toBe(`127.0.0.1:${settings['RemoteDisplay.vnc.port']}`);
    await guest.screen('boot-menu').waitFor();
    await guest.power.off();
    expect(await files.read()).toEqual({ ...before, ...BY_VMWARE });
  });
});

test('a machine that runs already is found, joined and left running', async () => {
  await withTheirs(async ({ host, files, service }) => {
    await files.set({ 'RemoteDisplay.vnc.enabled': 'TRUE', 'RemoteDisplay.vnc.port': '5977' });
    const before = await files.read();
    {
      await using owner = await connectVmware(service);
      await (await owner.machine(files.path)).start();
    }
    expect(await host.machines()).toEqual([{ name: 'hypo', state: 'running' }]);
    const machine = await host.machine('hypo');
    expect((await machine.state()).state).toBe('running');
    await using guest = await createGuest({ machine, definition: {}, screens: demoScreens });
    await guest.screen('boot-menu').waitFor();
    await machine[Symbol.asyncDispose]();
    expect(await host.machines()).toEqual([{ name: 'hypo', state: 'running' }]);
    await using again = await host.machine(files.path);
    await again.stop();
    expect(await files.read()).toEqual({ ...before, ...BY_VMWARE });
  });
});

test('a second taker fails with the name of the first', async () => {
  await withTheirs(async ({ host, files, service }) => {
    await using machine = await host.machine('hypo');
    await using other = await connectVmware(service, { machines: service.folder });
    expect(await codeAndMessage(other.machine('hypo'))).toMatch(/^machine-in-use: .* is held by process \d+/);
    await machine[Symbol.asyncDispose]();
    await using taken = await other.machine(files.path);
    expect(taken.name).toBe('hypo');
  });
});

test('a machine that is not there is answered with the nearest name', async () => {
  await withTheirs(async ({ host, files }) => {
    expect(await codeAndMessage(host.machine('hyop'))).toMatch(
      /^unknown-machine: driver 'vmware': no machine named 'hyop' \(did you mean 'hypo'\?\)\nThere are hypo\. /,
    );
    expect(await codeAndMessage(host.machine(`${files.folder}/none.vmx`))).toMatch(
      /^unknown-machine: driver 'vmware': there is no machine '.*none\.vmx'/,
    );
  });
});

test('media of a machine that is off are changed; of one that runs that is refused', async () => {
  await withTheirs(async ({ host, files }) => {
    await using machine = await host.machine('hypo');
    await machine.media.insert('optical', FLOPPY.replace('hypo.img', 'hypo.iso'));
    expect(await files.read()).toMatchObject({
      'ide1:0.fileName': FLOPPY.replace('hypo.img', 'hypo.iso'),
      'ide1:0.startConnected': 'TRUE',
    });
    await machine.media.eject('floppy');
    expect(await files.read()).toMatchObject({ 'floppy0.startConnected': 'FALSE' });
    expect(await codeAndMessage(machine.media.insert('optical1', FLOPPY))).toMatch(
      /^invalid-argument: machine 'hypo' has no drive 'optical1'/,
    );
    await machine.start();
    expect(await codeAndMessage(machine.media.eject('optical'))).toMatch(
      /^unsupported: driver 'vmware' lacks the capability 'media\.running'/,
    );
    await machine.stop();
  });
});

test('copies are ours, with ports and names of their own; linked ones stand on a snapshot', async () => {
  await withTheirs(async ({ host }) => {
    await using machine = await host.machine('hypo');
    await machine.snapshots.take('clean');
    for (const options of [{ name: 'whole' }, { name: 'linked', from: 'clean', linked: true }]) {
      await using copy = await machine.clone?.(options);
      if (!copy) throw new Error('VMware copies machines');
      expect([copy.name, copy.borrowed, (await copy.state()).state]).toEqual([options.name, false, 'off']);
      await using guest = await createGuest({ machine: copy, definition: {}, screens: demoScreens });
      await guest.power.on();
      await guest.screen('boot-menu').waitFor();
    }
    expect(await codeAndMessage(machine.clone?.({ linked: true }) ?? Promise.resolve())).toMatch(
      /^invalid-argument: machine 'hypo': a linked copy stands on a snapshot/,
    );
    expect(await codeAndMessage(machine.clone?.({ from: 'claen' }) ?? Promise.resolve())).toMatch(
      /^snapshot: no snapshot named 'claen' \(did you mean 'clean'\?\)/,
    );
  });
});

test('snapshots are listed, and those that are not there suggest the nearest', async () => {
  await withTheirs(async ({ host }) => {
    await using machine = await host.machine('hypo');
    await machine.snapshots.take('one');
    await machine.snapshots.take('two/three');
    expect(await machine.snapshots.list()).toEqual([
      { name: 'one', live: false },
      { name: 'two/three', live: false },
    ]);
    expect(await codeAndMessage(machine.snapshots.take('one'))).toMatch(
      /^snapshot: machine 'hypo': there is a snapshot named 'one' already/,
    );
    expect(await codeAndMessage(machine.snapshots.restore('oen'))).toMatch(
      /^snapshot: machine 'hypo': no snapshot named 'oen' \(did you mean 'one'\?\)/,
    );
    await machine.snapshots.remove('two/three');
    await machine.snapshots.remove('one');
    expect(await machine.snapshots.list()).toEqual([]);
  });
});

test('a suspended machine goes on, or what it would go on with is thrown away', async () => {
  await withTheirs(async ({ host }) => {
    await using machine = await host.machine('hypo');
    await machine.start();
    await machine.suspend();
    expect((await machine.state()).state).toBe('suspended');
    expect(await codeAndMessage(machine.clone?.() ?? Promise.resolve())).toMatch(
      /^machine-state: machine 'hypo': expected it to be off, it is suspended/,
    );
    await machine.discardSuspended();
    expect((await machine.state()).state).toBe('off');
    expect(await codeAndMessage(machine.discardSuspended())).toMatch(
      /^machine-state: machine 'hypo': expected it to be suspended, it is off/,
    );
  });
});

test('virtual hardware is upgraded while the machine is off; a machine is deleted with its files', async () => {
  await withTheirs(async ({ host, files }) => {
    const machine = (await host.machine('hypo')) as VmwareMachine;
    await files.set({ 'virtualHW.version': '10' });
    await machine.upgradeHardware();
    await machine.start();
    expect(await codeAndMessage(machine.upgradeHardware())).toMatch(
      /^machine-state: machine 'hypo': expected it to be off, it is on/,
    );
    await machine.stop();
    await machine.delete?.();
    expect(await host.machines()).toEqual([]);
    expect(await codeAndMessage(readFile(files.path))).toContain('ENOENT');
  });
});

test('a disk is written out while its machine runs, and the machine goes on', async ({
  browserName: _,
}, info) => {
  await withTheirs(async ({ host }) => {
    await using machine = await host.machine('hypo');
    await machine.start();
    const image = info.outputPath('disk.img');
    await machine.exportDisk(0, image, 'raw');
    expect((await stat(image)).size).toBe(8 * 2 ** 20);
    expect(await machine.snapshots.list()).toEqual([]);
    expect((await machine.state()).state).toBe('running');
    expect(await codeAndMessage(machine.exportDisk(1, image, 'raw'))).toMatch(
      /^invalid-argument: machine 'hypo': expected a disk below 1, got 1/,
    );
    await machine.stop();
  });
});

test('an imported machine is on the list until it is disposed, and its files stay', async () => {
  await using testbed = await startVmware();
  const { host, service } = testbed;
  const files = await writeVmx(service.folder, 'hypo', FLOPPY);
  const machine = await host.importMachine?.(files.path);
  expect([machine?.name, machine?.borrowed]).toEqual(['hypo', true]);
  await machine?.[Symbol.asyncDispose]();
  expect((await files.read()).displayName).toBe('hypo');
});
