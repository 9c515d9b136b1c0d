/** What a machine of the vmware driver can beside what every machine can: `machine as VmwareMachine`. */
import type { CallOptions } from '../../base/deadline.ts';
import type { GuestAgent, Machine } from '../driver.ts';

export interface VmwareMachine extends Machine {
  /** Resolves when VMware Tools run in the guest. */
  waitForTools(call?: CallOptions): Promise<void>;
  /** Upgrades VMware Tools, or puts their disc into the drive of a guest that has none. */
  installTools(call?: CallOptions): Promise<void>;
  /** To what the product is best at. The machine must be off; there is no way back. */
  upgradeHardware(call?: CallOptions): Promise<void>;
  readonly agent: GuestAgent & {
    /** A PNG of the screen as VMware Tools see it, of a user who is logged in there. The desktop's frames need no tools. */
    screenshot(call?: CallOptions): Promise<Uint8Array>;
  };
}
