/** Ends everything that waits when the machine dies under us, or when the guest is disposed. */
import { GuestwrightError } from '../base/errors.ts';
import type { Machine } from '../driver/driver.ts';

export class Lifeline implements Disposable {
  #controller = new AbortController();
  readonly #listening: Disposable;

  constructor(machine: Machine) {
    this.#listening = machine.on('died', (error) => this.#controller.abort(error));
  }

  /** Fires with the error that the driver reported. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The machine's death is known and dealt with: it is started again, or made sure to be off. */
  renew(): void {
    if (this.#controller.signal.aborted) this.#controller = new AbortController();
  }

  /** The guest is disposed: what still waits ends. */
  end(): void {
    this.#controller.abort(
      new GuestwrightError('the guest was disposed', {
        code: 'aborted',
        remedy: 'Wait for what the guest does before the test ends.',
      }),
    );
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }
}
