/** The capabilities that each driver MUST declare: declaring fewer fails. */
import type { Capability } from 'guestwright';

const EVERY_DRIVER: readonly Capability[] = [
  'define',
  'reset',
  'pause',
  'snapshots.live',
  'snapshots.files',
  'floppy',
  'optical',
  'disks',
  'bootOrder',
  'media.running',
  'keys',
  'scancodes',
  'pointer.relative',
  'pointer.absolute',
  'wheel',
  'serial',
  'exact',
];

export const REQUIRED: Readonly<Record<string, readonly Capability[]>> = {
  embedded: [...EVERY_DRIVER, 'suspend', 'snapshots.off', 'leds', 'clock'],
  qemu: [
    ...EVERY_DRIVER,
    'attach',
    'shutdown',
    'suspend',
    'snapshots.off',
    'network',
    'agent',
    'uefi',
    'kernel',
    'clock',
    'display.mode',
  ],
};
