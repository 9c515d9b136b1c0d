/** The vmware driver: machines of VMware Workstation and Fusion, through the VIX C interface and RemoteDisplay's VNC. */
import { type CallOptions, Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
import { isGuestwrightError } from '../../base/errors.ts';
import type { Capability } from '../capabilities.ts';
import type { ConnectCall, Driver } from '../driver.ts';
import { cleanAbandoned } from './abandoned.ts';
import { connectControl } from './connect.ts';
import { VmwareHost } from './host.ts';
import { vmwareOptions } from './options.ts';
import { loadVix } from './vix/library.ts';
import { findVmrun } from './vmrun/vmrun.ts';

const CAPABILITIES: readonly Capability[] = [
  'define',
  'attach',
  'reset',
  'pause',
  'suspend',
  'snapshots.live',
  'snapshots.off',
  'floppy',
  'optical',
  'disks',
  'bootOrder',
  'keys',
  'scancodes',
  'pointer.absolute',
  'wheel',
  'serial',
  'agent',
  'uefi',
  'clock',
  'exact',
];

export const vmwareDriver: Driver = {
  name: 'vmware',
  capabilities: new Set(CAPABILITIES),

  async probe() {
    try {
      await loadVix();
      return undefined;
    } catch (error) {
      if (findVmrun() !== undefined) return undefined;
      if (!isGuestwrightError(error)) throw error;
      return { missing: error.shortMessage, remedy: error.remedy ?? 'Install VMware Workstation or Fusion.' };
    }
  },

  async connect(options, call: ConnectCall = {}) {
    const resolved = vmwareOptions(options, call.baseFolder);
    using deadline = new Deadline('connecting to VMware', call);
    return new VmwareHost(vmwareDriver, await connectControl(resolved, deadline), resolved);
  },

  async clean(options, call: CallOptions = {}) {
    const resolved = vmwareOptions(options);
    using deadline = new Deadline('cleaning up', call, POWER_TIMEOUT);
    await using control = await connectControl(resolved, deadline);
    return await deadline.race(cleanAbandoned(control, resolved.folder, deadline));
  },
};
