import { expect, test } from '@playwright/test';
import { planMachine } from '../../../../src/driver/parallels/plan.ts';

test('a definition becomes MiB, places and numbers of the SDK', () => {
  const plan = planMachine({
    memory: '1 GiB',
    disks: [{ size: '8 GiB' }, { image: 'a.hdd' }, { image: 'b.hdd', interface: 'sata', write: 'in-place' }],
    network: { lan: 'tests' },
    optical: null,
    parallels: { osVersion: 0x0906, videoMemory: '32 MiB' },
  });
  expect(plan).toEqual({
    memory: 1024,
    cpus: 1,
    osVersion: 0x0906,
    videoMemory: 32,
    disks: [
      { interface: 0, slot: 0, size: 8192 },
      { interface: 0, slot: 1, image: 'a.hdd', write: 'overlay' },
      { interface: 2, slot: 0, image: 'b.hdd', write: 'in-place' },
    ],
    optical: null,
    floppy: undefined,
    bootOrder: ['disk', 'optical', 'floppy'],
    network: { lan: 'tests' },
    serialPorts: 1,
  });
});

for (const [definition, message] of [
  [{ qemu: {} }, 'machine.qemu cannot be had'],
  [{ vmware: {} }, 'machine.vmware cannot be had'],
  [{ firmware: 'uefi' }, "lacks the capability 'uefi'"],
  [{ display: { width: 800, height: 600 } }, "lacks the capability 'display.mode'"],
  [{ clock: { start: '2024-01-01' } }, "lacks the capability 'clock'"],
  [{ network: { user: { forwards: [{ guest: 22 }] } } }, "lacks the capability 'network'"],
  [{ disks: [{ size: 1000 }] }, 'machine.disks[0].size (1000 bytes) cannot be had'],
  [{ disks: [{ size: '8 MiB', interface: 'virtio' }] }, 'machine.disks[0].interface cannot be had'],
] as const) {
  test(`refuses ${JSON.stringify(definition)}`, () => {
    expect(() => planMachine(definition)).toThrow(message);
  });
}
