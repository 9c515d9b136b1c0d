/** What a definition becomes, and what the embedded emulator refuses. */
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import type { MachineDefinition } from '../../../../src/driver/definition.ts';
import { bootOrderNumber } from '../../../../src/driver/embedded/boot-order.ts';
import { planMachine } from '../../../../src/driver/embedded/plan.ts';

test('an empty definition has 64 MiB, one serial port, and tries disk, optical, floppy', () => {
  expect(planMachine({})).toEqual({
    memory: 64 * 2 ** 20,
    disks: [],
    optical: undefined,
    floppy: undefined,
    bootOrder: ['disk', 'optical', 'floppy'],
    serialPorts: 1,
    clock: 'host',
    absolutePointer: true,
  });
});

test('paths become absolute, empty drives count as no medium, a pinned clock follows the guest', () => {
  const plan = planMachine({
    disks: [{ image: 'disk.raw' }],
    optical: null,
    floppy: 'boot.img',
    clock: { start: '2001-02-03T04:05:06Z' },
    pointer: 'ps2',
  });
  expect(plan.disks).toEqual([{ image: resolve('disk.raw') }]);
  expect(plan.optical).toBeUndefined();
  expect(plan.floppy).toBe(resolve('boot.img'));
  expect(plan.clock).toEqual({ start: Date.UTC(2001, 1, 3, 4, 5, 6), follows: 'guest' });
  expect(plan.absolutePointer).toBe(false);
});

test('the boot order has its first device in the lowest nibble', () => {
  expect(bootOrderNumber(['disk', 'optical', 'floppy'])).toBe(0x132);
  expect(bootOrderNumber(['floppy'])).toBe(0x1);
});

const REFUSED: readonly [MachineDefinition, string, string][] = [
  [
    { firmware: 'uefi' },
    'unsupported',
    "driver 'embedded' lacks the capability 'uefi' (boots UEFI firmware)",
  ],
  [{ network: 'user' }, 'unsupported', "driver 'embedded' lacks the capability 'network'"],
  [{ bootOrder: ['network'] }, 'unsupported', "driver 'embedded' lacks the capability 'network'"],
  [{ kernel: { image: 'vmlinuz' } }, 'unsupported', "driver 'embedded' lacks the capability 'kernel'"],
  [{ agent: true }, 'unsupported', "driver 'embedded' lacks the capability 'agent'"],
  [
    { display: { width: 640, height: 480 } },
    'unsupported',
    "driver 'embedded' lacks the capability 'display.mode'",
  ],
  [{ cpus: 2 }, 'unsupported', 'machine.cpus: the embedded emulator takes 1, got 2 (number)'],
  [{ qemu: {} }, 'unsupported', 'machine.qemu: the embedded emulator takes nothing, got {} (object)'],
  [
    { virtualbox: {} },
    'unsupported',
    'machine.virtualbox: the embedded emulator takes nothing, got {} (object)',
  ],
  [
    { disks: [{ size: '1 MiB', interface: 'virtio' }] },
    'unsupported',
    "machine.disks[0].interface: the embedded emulator takes 'ide', got 'virtio' (string)",
  ],
  [
    { disks: [{ size: '1 MiB' }, { size: '1 MiB' }, { size: '1 MiB' }] },
    'unsupported',
    'machine.disks: the embedded emulator takes at most 2, got an array of 3',
  ],
  [
    { memory: '2 GiB' },
    'invalid-argument',
    'machine.memory: the embedded emulator takes 1 MiB to 2047 MiB, got 2 GiB',
  ],
];

for (const [definition, code, summary] of REFUSED) {
  test(`${JSON.stringify(definition)} is refused with a reason and a remedy`, () => {
    let error: { code?: string; shortMessage?: string; remedy?: string } = {};
    try {
      planMachine(definition);
    } catch (thrown) {
      error = thrown as typeof error;
    }
    expect(error.code).toBe(code);
    expect(error.shortMessage).toContain(summary);
    expect(error.remedy).toBeTruthy();
  });
}
