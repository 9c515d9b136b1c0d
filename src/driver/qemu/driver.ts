/** The QEMU driver: starts and owns QEMU processes, or attaches to a running one. */
import { requirePosix } from '../../base/platform.ts';
import type { Capability } from '../capabilities.ts';
import type { Driver } from '../driver.ts';
import { QemuHost, qemuVersion } from './host.ts';
import { DEFAULT_BINARY } from './plan.ts';
import { missingRequirement } from './requirements.ts';

const CAPABILITIES: readonly Capability[] = [
  'define',
  'reset',
  'shutdown',
  'pause',
  'suspend',
  'snapshots.live',
  'snapshots.off',
  'snapshots.files',
  'media.running',
  'floppy',
  'optical',
  'disks',
  'bootOrder',
  'keys',
  'scancodes',
  'pointer.relative',
  'pointer.absolute',
  'wheel',
  'serial',
  'uefi',
  'kernel',
  'clock',
  'display.mode',
  'exact',
];

export const qemuDriver: Driver = {
  name: 'qemu',
  capabilities: new Set(CAPABILITIES),

  async probe() {
    return missingRequirement();
  },

  async connect(_options, call) {
    requirePosix("driver 'qemu'");
    return new QemuHost(qemuDriver, await qemuVersion(DEFAULT_BINARY, call));
  },
};
