/** The libvirt driver: machines of a host that libvirt runs, here or elsewhere, QEMU first. */
import { isGuestwrightError } from '../../base/errors.ts';
import type { ConnectCall, Driver } from '../driver.ts';
import { LibvirtHost } from './host.ts';
import { loadLibvirt } from './library/library.ts';
import { libvirtOptions } from './options.ts';
import { openSlotHost } from './slots/slot-host.ts';

export const libvirtDriver: Driver = {
  name: 'libvirt',
  capabilities: new Set(),

  async probe() {
    try {
      await loadLibvirt();
      return undefined;
    } catch (error) {
      if (!isGuestwrightError(error)) throw error;
      return { missing: error.shortMessage, remedy: error.remedy ?? 'Install libvirt.' };
    }
  },

  async connect(options, call: ConnectCall = {}) {
    return await LibvirtHost.connect(libvirtDriver, libvirtOptions(options, call.baseFolder), call);
  },

  async slotHost(options, call: ConnectCall = {}) {
    return await openSlotHost(libvirtOptions(options, call.baseFolder), call);
  },
};
