/** Whether the guest listens to absolute positions: QEMU tells only when asked. */
import type { CallOptions } from '../../base/deadline.ts';
import { AskedState } from '../asked-state.ts';
import type { QmpMonitor } from '../qmp/monitor.ts';

/** Whom to ask. */
export interface PointerMachine {
  /** The way to the running QEMU, or throws. */
  monitor(): QmpMonitor;
  /** Another number after each power-on, reset and restore. */
  readonly epoch: number;
}

/** `onChange` is told of a new answer. */
export function pointerState(machine: PointerMachine, onChange: () => void): AskedState<boolean> {
  return new AskedState({
    // The device that QEMU would give a position to is the current one.
    ask: async (call: CallOptions) => {
      const mice = await machine.monitor().execute('query-mice', undefined, call);
      return mice.some((mouse) => mouse.current && mouse.absolute);
    },
    epoch: () => machine.epoch,
    same: (a, b) => a === b,
    onChange,
  });
}
