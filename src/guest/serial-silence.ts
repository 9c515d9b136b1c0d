/** Waiting in vain on purpose: that a serial port does not receive a text, known early when its machine is off. */

import { now } from '../base/deadline.ts';
import { mergeSignals, timeUp } from '../base/signals.ts';
import type { Machine, MachineState } from '../driver/driver.ts';
import type { Attempt } from './context.ts';
import type { SerialMatch } from './serial.ts';
import type { SerialBuffer } from './serial-buffer.ts';

/** A machine that is off for so long, in ms, is not about to be powered on by a call beside the wait. */
const OFF_FOR_GOOD = 2000;
/** Asking a driver for the state may hang: the wait itself must not. In ms. */
const STATE_TIMEOUT = 1000;

/** The match that was not to come; undefined when the time is up, or nothing can come any more. */
export async function unwantedMatch(
  buffer: SerialBuffer,
  machine: Machine,
  pattern: string | RegExp,
  attempt: Attempt,
  from: 'cursor' | 'start',
): Promise<SerialMatch | undefined> {
  using power = new PowerWatch(machine);
  await power.begin(attempt.signal);
  using signals = mergeSignals(attempt.signal, power.offForGood);
  return await buffer
    .find(pattern, { signal: signals.signal, until: attempt.until }, from)
    .catch((error: unknown) => {
      if (attempt.signal.aborted || !power.offForGood.aborted) throw error;
      return buffer.take(pattern, from);
    });
}

/** Tells when the machine has been off for a while. */
class PowerWatch implements Disposable {
  readonly #machine: Machine;
  readonly #controller = new AbortController();
  readonly #listening: Disposable;
  #timer: (Disposable & { readonly signal: AbortSignal }) | undefined;
  #told = false;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#listening = machine.on('state', ({ state }) => {
      this.#told = true;
      this.#note(state);
    });
  }

  get offForGood(): AbortSignal {
    return this.#controller.signal;
  }

  /** Asks once: the machine may be off already. */
  async begin(signal: AbortSignal): Promise<void> {
    const known = await this.#machine.state({ signal, timeout: STATE_TIMEOUT }).catch(() => undefined);
    if (known && !this.#told) this.#note(known.state); // an event that came meanwhile is newer
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
    this.#timer?.[Symbol.dispose]();
  }

  #note(state: MachineState): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    if (state !== 'off') return;
    const timer = timeUp(now() + OFF_FOR_GOOD);
    timer.signal.addEventListener('abort', () => this.#controller.abort(new Error('the machine is off')), {
      once: true,
    });
    this.#timer = timer;
  }
}
