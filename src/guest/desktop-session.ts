/** The guest's desktop: opened when first needed, kept over power cycles, closed once. */
import type { CallOptions } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { raceSignal } from '../base/signals.ts';
import type { Desktop, Machine } from '../driver/driver.ts';

export class DesktopSession implements AsyncDisposable {
  readonly #machine: Machine;
  readonly #onLog: (line: string) => void;
  #opening: Promise<Desktop> | undefined;
  #closed = false;
  /** The open desktop, if there is one. */
  current: Desktop | undefined;

  /** `onLog` gets what the desktop has to say for the guest's log. */
  constructor(machine: Machine, onLog: (line: string) => void = () => {}) {
    this.#machine = machine;
    this.#onLog = onLog;
  }

  /** Fails while the machine is off. The opening itself goes on for other callers when `signal` fires. */
  async get({ signal }: Pick<CallOptions, 'signal'> = {}): Promise<Desktop> {
    if (this.#closed) {
      throw new GuestwrightError(`guest '${this.#machine.name}': used after it was disposed`, {
        code: 'machine-state',
        remedy: 'Use the guest inside the test that got it.',
      });
    }
    if (this.current) return this.current;
    this.#opening ??= this.#open();
    return signal ? await raceSignal(this.#opening, signal) : await this.#opening;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const desktop = await this.#opening?.catch(() => undefined);
    this.current = undefined;
    await desktop?.[Symbol.asyncDispose]();
  }

  async #open(): Promise<Desktop> {
    try {
      const desktop = await this.#machine.openDesktop();
      desktop.on('log', this.#onLog); // for as long as the desktop is open
      if (!this.#closed) this.current = desktop;
      return desktop;
    } catch (error) {
      this.#opening = undefined; // off or not ready: the next caller tries again
      throw error;
    }
  }
}
