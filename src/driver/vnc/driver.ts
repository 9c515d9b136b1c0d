/** The VNC driver: any screen that speaks RFB, such as QEMU's, Xvnc's, a KVM switch's or a cloud console's. */
import type { Capability } from '../capabilities.ts';
import type { Driver } from '../driver.ts';
import { connectVnc } from './connect.ts';
import { DRIVER_NAME } from './lacking.ts';
import { vncOptions } from './options.ts';

const CAPABILITIES: readonly Capability[] = [
  'attach',
  'reset',
  'keys',
  'scancodes',
  'pointer.relative',
  'pointer.absolute',
  'wheel',
  'clipboard',
  'exact',
];

export const vncDriver: Driver = {
  name: DRIVER_NAME,
  capabilities: new Set(CAPABILITIES),

  /** It needs nothing but Node. */
  async probe() {
    return undefined;
  },

  /** `VncOptions`; only `address` must be given. */
  async connect(options, call) {
    return await connectVnc(vncDriver, vncOptions(options), call);
  },
};
