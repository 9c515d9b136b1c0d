/** The lights of lock keys: the guest sets them a moment after it got the key, and what is typed next depends on them. */
import { pause } from '../base/deadline.ts';
import { mergeSignals } from '../base/signals.ts';
import type { Desktop, DesktopStates } from '../driver/driver.ts';
import { type KeyEvent, touchesLights } from '../input/keys.ts';

/** A guest that does not change the lights within this time, in ms, leaves them alone. */
const LIGHTS_TIMEOUT = 2000;

type Lights = NonNullable<DesktopStates['leds']>;

/** Runs `send`, which sends `events`; where a lock key is among them and the lights are known, waits for their change. */
export async function sendAndSeeLights(
  desktop: Pick<Desktop, 'states' | 'on'>,
  events: readonly KeyEvent[],
  send: () => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const before = touchesLights(events) ? desktop.states.leds : undefined;
  if (!before) return await send();
  const changed = new AbortController();
  const look = ({ leds }: DesktopStates) => {
    if (leds && !areSame(leds, before)) changed.abort();
  };
  using _ = desktop.on('states', look);
  await send();
  look(desktop.states);
  using either = mergeSignals(changed.signal, signal);
  await pause(LIGHTS_TIMEOUT, either.signal).catch(() => signal?.throwIfAborted());
}

function areSame(a: Lights, b: Lights): boolean {
  return a.capsLock === b.capsLock && a.numLock === b.numLock && a.scrollLock === b.scrollLock;
}
