/** A machine whose media are made when its test starts, from Debian packages, and go when it ends. */
import type { MachineDefinition } from 'guestwright';

export interface Testbed {
  /** Makes the media in `folder`, which goes with the test, and says which machine has them. */
  machine(folder: string): Promise<MachineDefinition>;
}

/** Where Debian's packages put what the testbeds are made of (scripts/lib/testbeds.mjs names the packages). */
export const DEBIAN = {
  installer: '/usr/lib/debian-installer/images/12/amd64',
  memtest: '/usr/lib/memtest86+/memtest86+x64.iso',
  busybox: '/usr/bin/busybox',
  guestAgent: '/usr/sbin/qemu-ga',
} as const;

/**
 * What makes Linux boot fast under plain emulation: the newest instructions (rdrand above all) without five-level page
 * tables, no mitigations of what an emulator does not have, and a clock that is read without leaving translated code.
 */
export const EMULATED_CPU = 'max,la57=off';
export const EMULATED_KERNEL_OPTIONS = 'mitigations=off tsc=reliable quiet';
