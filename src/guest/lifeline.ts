/** Ends everything that waits when the machine dies under us. */
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

  /** The machine is started again. */
  renew(): void {
    if (this.#controller.signal.aborted) this.#controller = new AbortController();
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }
}
