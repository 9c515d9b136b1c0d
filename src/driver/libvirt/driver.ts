/** The libvirt driver: machines of a host that libvirt runs, here or elsewhere, QEMU first. */
import { type CallOptions, Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
import { isGuestwrightError } from '../../base/errors.ts';
import { PHYSICAL_KEYS, qcode } from '../../input/keys.ts';
import type { Capability } from '../capabilities.ts';
import type { ConnectCall, Driver } from '../driver.ts';
import { QEMU_CAPABILITIES } from '../qemu/capabilities.ts';
import { cleanAbandoned } from './abandoned.ts';
import { LibvirtHost } from './host.ts';
import { loadLibvirt } from './library/library.ts';
import { libvirtOptions } from './options.ts';
import { openSlotHost } from './slots/slot-host.ts';

/** What libvirt offers of every hypervisor: no pointer, and keys as chords. */
const ELSEWHERE: readonly Capability[] = [
  'attach',
  'reset',
  'shutdown',
  'pause',
  'suspend',
  'snapshots.live',
  'snapshots.off',
  'keys',
  'exact',
];

export const libvirtDriver: Driver = {
  name: 'libvirt',
  capabilities: new Set(QEMU_CAPABILITIES.filter((name) => name !== 'lan')),
  missingKeys: PHYSICAL_KEYS.filter((key) => qcode(key) === undefined),

  async probe() {
    try {
      await loadLibvirt();
      return undefined;
    } catch (error) {
      if (!isGuestwrightError(error)) throw error;
      return { missing: error.shortMessage, remedy: error.remedy ?? 'Install libvirt.' };
    }
  },

  /** The host's driver declares what that host's hypervisor has: fewer where it is not QEMU. */
  async connect(options, call: ConnectCall = {}) {
    return await LibvirtHost.connect(driverFor, libvirtOptions(options, call), call);
  },

  async clean(options, call: CallOptions = {}) {
    using deadline = new Deadline('cleaning up', call, POWER_TIMEOUT);
    await using host = await LibvirtHost.connect(driverFor, libvirtOptions(options), deadline.options);
    return await deadline.race(cleanAbandoned(host, deadline));
  },

  async slotHost(options, call: ConnectCall = {}) {
    return await openSlotHost(libvirtOptions(options, call), call);
  },
};

function driverFor(hypervisor: string): Driver {
  return hypervisor === 'QEMU' ? libvirtDriver : { ...libvirtDriver, capabilities: new Set(ELSEWHERE) };
}
