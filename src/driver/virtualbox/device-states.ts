/** What VirtualBox's devices say of the guest: whether it takes absolute positions, and the keyboard's lights. */
import { type CallOptions, type Deadline, now, pause } from '../../base/deadline.ts';
import { AskedState } from '../asked-state.ts';
import type { DesktopStates } from '../driver.ts';
import type { MachineConsole } from './console.ts';

/** A guest that does not change the lights within this time, in ms, leaves them alone. */
const LEDS_TIMEOUT = 2000;
const LEDS_INTERVAL = 20;

/** Whom to ask. */
export interface DeviceMachine {
  /** The running machine's parts, or throws. */
  running(): MachineConsole;
  /** Another number after each power-on, reset and restore. */
  readonly epoch: number;
}

type Leds = NonNullable<DesktopStates['leds']>;
type Devices = AskedState<{ readonly absolute: boolean; readonly leds: Leds }>;

/** `onChange` is told of a new answer. */
export function deviceStates(machine: DeviceMachine, onChange: () => void): Devices {
  return new AskedState({
    ask: async (call: CallOptions) => {
      const { mouse, keyboard } = machine.running();
      const absolute = await mouse.call('getAbsoluteSupported', {}, call);
      const lit = await keyboard.call('getKeyboardLEDs', {}, call);
      const leds = {
        capsLock: lit.includes('CapsLock'),
        numLock: lit.includes('NumLock'),
        scrollLock: lit.includes('ScrollLock'),
      };
      return { absolute, leds };
    },
    epoch: () => machine.epoch,
    same: (a, b) => a.absolute === b.absolute && sameLeds(a.leds, b.leds),
    onChange,
  });
}

/** After a lock key: the guest changes the lights a moment later, and what is typed next depends on them. */
export async function ledsChanged(
  devices: Devices,
  before: Leds | undefined,
  deadline: Deadline,
): Promise<void> {
  const until = now() + LEDS_TIMEOUT;
  while (now() < until) {
    await devices.refresh(deadline.options);
    const leds = devices.state?.leds;
    if (before && leds && !sameLeds(before, leds)) return;
    await pause(LEDS_INTERVAL, deadline.signal);
  }
}

function sameLeds(a: Leds, b: Leds): boolean {
  return a.capsLock === b.capsLock && a.numLock === b.numLock && a.scrollLock === b.scrollLock;
}
