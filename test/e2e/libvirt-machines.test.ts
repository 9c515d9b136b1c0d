/** Machines that are not ours: taken under a lock, left as they are; limits told by name before they bite. */
import { join } from 'node:path';
import { demoMachine, expect, loadDriver, test } from 'guestwright';
import { connectLibvirt, startLibvirt } from '../support/libvirt/driver.ts';
import type { LibvirtHost } from '../support/libvirt/host.ts';
import { codeAndMessage } from './support/code-and-message.ts';

/** Defines a guest as its owner would; it boots the bundled guest from a floppy that it writes. */
async function defineTheirs({ folder, uri, run }: LibvirtHost): Promise<void> {
  const floppy = join(folder, 'theirs.img');
  const disk = join(folder, 'theirs.qcow2');
  await run(`cp '${demoMachine.floppy}' ${floppy} && qemu-img create -q -f qcow2 ${disk} 8M`);
  const xml = `<domain type="qemu"><name>theirs</name><memory unit="MiB">32</memory><os><type machine="pc">hvm</type>
    <boot dev="fd"/></os><features><acpi/><vmport state="on"/></features><devices>
    <disk type="file" device="floppy"><driver name="qemu" type="raw"/><source file="${floppy}"/><target dev="fda"/></disk>
    <disk type="file" device="disk"><driver name="qemu" type="qcow2"/><source file="${disk}"/><target dev="hda"/></disk>
    <disk type="file" device="cdrom"><target dev="hdc" bus="ide"/><readonly/></disk>
    <video><model type="vga"/></video></devices></domain>`;
  await run(`echo '${xml.replaceAll('\n', ' ')}' > ${folder}/theirs.xml`);
  await run(`virsh -q -c '${uri}' define ${folder}/theirs.xml >&2`);
}

test('a machine that is not ours is taken by one, used, and left as it is', async () => {
  await using testbed = await startLibvirt({ owner: 'the first' });
  await defineTheirs(testbed.daemon);
  const theirs = await testbed.host.machine('theirs');
  expect(theirs.borrowed).toBe(true);
  await using second = await connectLibvirt(testbed.daemon, { owner: 'the second' });
  expect(await codeAndMessage(second.machine('theirs'))).toMatch(/^machine-in-use: .* is held by the first /);
  await theirs.start();
  await using desktop = await theirs.openDesktop();
  const { width, height } = await desktop.capture();
  expect(width * height).toBeGreaterThan(0);
  await theirs[Symbol.asyncDispose]();
  expect(await second.machines()).toEqual([{ name: 'theirs', state: 'running' }]);
  await using again = await second.machine('theirs');
  expect(await again.state()).toMatchObject({ state: 'running' });
  await again.stop();
});

test('a snapshot that libvirt cannot hold is refused by the name of what is in the way', async () => {
  await using testbed = await startLibvirt();
  await defineTheirs(testbed.daemon);
  await using theirs = await testbed.host.machine('theirs');
  expect(await codeAndMessage(theirs.snapshots.take('one'))).toBe(
    "unsupported: machine 'theirs' cannot have a snapshot: its floppy fda is written as raw\n" +
      'libvirt keeps snapshots inside of qcow2 files: convert it, make it read-only, or take it out.',
  );
  await theirs.media.eject('floppy');
  await theirs.snapshots.take('one');
  expect(await theirs.snapshots.list()).toEqual([{ name: 'one', live: false }]);
  const { uri, folder, run } = testbed.daemon;
  await run(
    `virsh -q -c '${uri}' snapshot-create-as theirs outside --disk-only --diskspec hda,file=${folder}/over >&2`,
  );
  expect(await codeAndMessage(theirs.snapshots.restore('outside'))).toMatch(
    /^unsupported: machine 'theirs': snapshot 'outside' is an external one, to which libvirt cannot go back\n/,
  );
});

test('what another host has of a definition is refused by its name', async () => {
  await using testbed = await startLibvirt();
  const define = (more: object) => codeAndMessage(testbed.host.define({ memory: '16 MiB', ...more }));
  expect(await define({ vmware: {} })).toMatch(
    /^unsupported: driver 'libvirt': machine\.vmware cannot be had/,
  );
  expect(await define({ agent: 'isa-serial' })).toMatch(/^unsupported: .*machine\.agent: 'isa-serial'/);
  expect(await define({ network: { lan: 'a' } })).toMatch(/^unsupported: .*'lan'/);
  await using one = await testbed.host.define({ memory: '16 MiB', name: 'one & <only>' });
  expect(await testbed.host.machines()).toEqual([{ name: 'one & <only>', state: 'off' }]);
  expect(await define({ name: one.name })).toMatch(
    /^invalid-argument: .*there is a machine named 'one & <only>' already/,
  );
});

test('a hypervisor without a monitor gives screenshots and takes chords, and declares no more', async () => {
  const libvirt = await loadDriver('libvirt');
  await using host = await libvirt.connect({ uri: 'test:///default' });
  expect([...host.driver.capabilities]).not.toContain('pointer.absolute');
  await using machine = await host.machine('test');
  await using desktop = await machine.openDesktop();
  expect(await desktop.capture()).toMatchObject({ width: 1120, height: 832 });
  const control = { key: 'ControlLeft', down: true } as const;
  await desktop.keys([
    control,
    { key: 'KeyA', down: true },
    { key: 'KeyA', down: false },
    { ...control, down: false },
  ]);
  expect(await codeAndMessage(desktop.keys([control]))).toMatch(
    /^unsupported: keys: ControlLeft cannot be held/,
  );
  expect(await codeAndMessage(desktop.pointer([{ type: 'move', x: 1, y: 1 }]))).toMatch(
    /^unsupported: driver 'libvirt' lacks the capability 'pointer.absolute'/,
  );
  await machine.pause();
  expect(await machine.state()).toMatchObject({ state: 'paused' });
  await machine.resume();
  await machine.snapshots.take('here');
  expect(await machine.snapshots.list()).toEqual([{ name: 'here', live: true }]);
});
