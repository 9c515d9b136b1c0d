/** What definitions become on a real VirtualBox, by its own word. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { expect, loadDriver, type MachineDefinition, test } from 'guestwright';
import { startTestbed, type Testbed } from '../support/virtualbox/testbed.ts';

/** What VBoxManage tells of a machine, by its names. */
async function described(testbed: Testbed, name: string): Promise<Readonly<Record<string, string>>> {
  const text = await testbed.run(`VBoxManage showvminfo ${name} --machinereadable`);
  const lines = [...text.matchAll(/^"?([^"=\n]+)"?="?(.*?)"?$/gm)];
  return Object.fromEntries(lines.map(([, key = '', value = '']) => [key, value]));
}

const SIZE = { size: '1 MiB' } as const;
/** A bus each, and more than one on the first. */
const DISKS: MachineDefinition['disks'] = [
  SIZE,
  SIZE,
  { ...SIZE, interface: 'sata' },
  { ...SIZE, interface: 'scsi' },
  { ...SIZE, interface: 'virtio' },
];

test('a machine is what its definition says, and starts', async () => {
  await using testbed = await startTestbed();
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
  const definition: MachineDefinition = {
    ...{ name: 'all', memory: '96 MiB', cpus: 2, firmware: 'uefi', pointer: 'tablet', serial: 2 },
    ...{ disks: DISKS, optical: null, floppy: null, bootOrder: ['optical', 'disk'] },
    network: { user: { forwards: [{ guest: 22 }] } },
    virtualbox: { osType: 'Debian_64', chipset: 'ich9', videoMemory: '32 MiB', displays: 2 },
  };
  await using machine = await host.define(definition);
  const facts = await described(testbed, 'all');
  expect(facts).toMatchObject({
    ...{ memory: '96', cpus: '2', firmware: 'EFI', chipset: 'ich9', vram: '32', monitorcount: '2' },
    ...{ boot1: 'dvd', boot2: 'disk', boot3: 'none', hidpointing: 'usbtablet', nic1: 'nat', rtcuseutc: 'on' },
    ...{ ostype: expect.stringMatching('Debian'), 'IDE-1-0': 'emptydrive', 'Floppy-0-0': 'emptydrive' },
    'Forwarding(0)': expect.stringMatching(/^guest-22,tcp,127\.0\.0\.1,\d+,,22$/),
  });
  for (const place of ['IDE-0-0', 'IDE-0-1', 'SATA-0-0', 'SCSI-0-0', 'VirtioSCSI-0-0'])
    expect(facts[place], place).toMatch(/\.vdi$/);
  for (const port of [1, 2]) expect(facts[`uartmode${port}`], String(port)).toMatch(/^client,\//);
  expect(machine.displays()).toBe(2);
  expect(machine.loopbackAddress?.()).toBe('10.0.2.2');
  expect(await readFile(facts.CfgFile ?? '', 'utf8')).toContain('localhost-reachable="true"');
  await machine.start();
  expect((await machine.state()).state).toBe('running');
});

test('the default is a small machine without network; a lan is a network of its own', async () => {
  await using testbed = await startTestbed();
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
  await using _plain = await host.define({ name: 'plain' });
  const plain = { memory: '64', firmware: 'BIOS', chipset: 'piix3', nic1: 'none', monitorcount: '1' };
  expect(await described(testbed, 'plain')).toMatchObject(plain);
  await using _lan = await host.define({ name: 'lan', network: { lan: 'lab' } });
  expect(await described(testbed, 'lan')).toMatchObject({ nic1: 'intnet', intnet1: 'lab' });
});

test("a forwarded port is VirtualBox's while the machine runs, and its cable can be pulled", async () => {
  await using testbed = await startTestbed();
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url });
  await using machine = await host.define({ name: 'net', network: { user: { forwards: [{ guest: 80 }] } } });
  await machine.start();
  const { host: address, port } = machine.forwarded(80);
  const socket = connect(port, address);
  await once(socket, 'connect'); // NAT takes it before the guest does
  socket.destroy();
  await machine.setNetworkLink(false);
  expect(await described(testbed, 'net')).toMatchObject({ cableconnected1: 'off' });
  await machine.setNetworkLink(true);
  expect(await described(testbed, 'net')).toMatchObject({ cableconnected1: 'on' });
  await machine.stop();
  await once(connect(port, address), 'error');
});
