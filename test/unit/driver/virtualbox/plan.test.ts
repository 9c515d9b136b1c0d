/** What definitions mean for VirtualBox. */
import { expect, test } from '@playwright/test';
import { planMachine } from '../../../../src/driver/virtualbox/plan.ts';

test('the default is a PC with 64 MiB, a serial port and nothing else', () => {
  expect(planMachine({})).toEqual({
    memory: 64,
    cpus: 1,
    uefi: false,
    chipset: 'PIIX3',
    osType: 'Other',
    videoMemory: 18,
    displays: 1,
    buses: [],
    disks: [],
    optical: undefined,
    floppy: undefined,
    bootOrder: ['disk', 'optical', 'floppy'],
    network: undefined,
    serialPorts: 1,
    clock: 'host',
    tablet: false,
  });
});

test("disks take the places of their buses, around the disc drive's", () => {
  const ide = { size: '1 MiB' } as const;
  const { disks, buses } = planMachine({
    disks: [ide, { image: 'a.img' }, ide, { ...ide, interface: 'sata' }, { ...ide, interface: 'virtio' }],
    optical: null,
    floppy: 'f.img',
  });
  expect(buses).toEqual(['IDE', 'SATA', 'VirtioSCSI', 'Floppy']);
  expect(disks.map(({ slot: { bus, port, device } }) => `${bus} ${port}.${device}`)).toEqual([
    'IDE 0.0',
    'IDE 0.1',
    'IDE 1.1',
    'SATA 0.0',
    'VirtioSCSI 0.0',
  ]);
  expect(disks[0]).toMatchObject({ size: 1n << 20n });
  expect(disks[1]).toMatchObject({ image: 'a.img', write: 'overlay' });
});

test('options of its own, networks and forwards', () => {
  const virtualbox = { osType: 'Debian_64', chipset: 'ich9', videoMemory: '128 MiB', displays: 2 } as const;
  expect(planMachine({ virtualbox, firmware: 'uefi', pointer: 'tablet', memory: '1 MiB' })).toMatchObject({
    ...{ osType: 'Debian_64', chipset: 'ICH9', videoMemory: 128, displays: 2, uefi: true, tablet: true },
    memory: 4, // the least that VirtualBox takes
  });
  expect(planMachine({ network: 'user' }).network).toEqual({ forwards: [] });
  expect(planMachine({ network: { lan: 'lab' } }).network).toEqual({ lan: 'lab' });
  const forwards = [{ guest: 22 }, { guest: 80, host: 8080 }];
  expect(planMachine({ network: { user: { forwards } } }).network).toEqual({ forwards });
});

for (const [definition, message] of [
  [{ qemu: {} }, "driver 'virtualbox': machine.qemu cannot be had"],
  [{ kernel: { image: 'x' } }, "driver 'virtualbox': machine.kernel cannot be had"],
  [{ agent: true }, "driver 'virtualbox': machine.agent cannot be had"],
  [{ display: { width: 800, height: 600 } }, "lacks the capability 'display.mode'"],
  [
    { network: { user: { model: 'e1000' } } },
    "driver 'virtualbox': machine.network.user.model cannot be had",
  ],
  [{ disks: Array(4).fill({ size: '1 MiB' }) }, "driver 'virtualbox': machine.disks[3] cannot be had"],
] as const) {
  test(`${JSON.stringify(definition)} is refused`, () => {
    expect(() => planMachine(definition)).toThrow(message);
  });
}
