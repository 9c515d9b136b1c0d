/** The display, keyboard and pointer of a VMware machine, by its VNC server. A machine that is off is told at once. */
import type { CallOptions } from '../../base/deadline.ts';
import type { Frame } from '../../frame/frame.ts';
import type { Region } from '../../frame/region.ts';
import type { KeyEvent, PointerEvent } from '../driver.ts';
import type { VncConnection } from '../vnc/connection.ts';
import { VncDesktop } from '../vnc/desktop.ts';

export interface DesktopMachine {
  /** Throws why it does not run. */
  requireOn(): void;
}

export class VmwareDesktop extends VncDesktop {
  readonly #machine: DesktopMachine;

  constructor(machine: DesktopMachine, connection: VncConnection, onDispose: () => void) {
    super(connection, onDispose);
    this.#machine = machine;
  }

  override async capture(options: { region?: Region } & CallOptions = {}): Promise<Frame> {
    this.#machine.requireOn();
    return await super.capture(options);
  }

  override async keys(events: readonly KeyEvent[], call: CallOptions = {}): Promise<void> {
    this.#machine.requireOn();
    await super.keys(events, call);
  }

  override async pointer(events: readonly PointerEvent[], call: CallOptions = {}): Promise<void> {
    this.#machine.requireOn();
    await super.pointer(events, call);
  }
}
