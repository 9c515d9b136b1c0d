/** Whether the guest listens to absolute positions: QEMU tells only when asked. */
import { type CallOptions, now } from '../../base/deadline.ts';
import type { QmpConnection } from '../qmp/connection.ts';

/** Between two questions while somebody wants to know, ms. */
const INTERVAL = 100;

export class PointerState {
  readonly #monitor: () => QmpConnection;
  readonly #onChange: () => void;
  #absolute = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #watchers = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `monitor` gives the way to the running QEMU, or throws; `onChange` is told of a new answer. */
  constructor(monitor: () => QmpConnection, onChange: () => void) {
    this.#monitor = monitor;
    this.#onChange = onChange;
  }

  get absolute(): boolean {
    return this.#absolute;
  }

  /** Asks now. The device that QEMU would give a position to is the current one. */
  async refresh(call: CallOptions = {}): Promise<void> {
    this.#askedAt = now();
    const mice = await this.#monitor().execute('query-mice', undefined, call);
    const absolute = mice.some((mouse) => mouse.current && mouse.absolute);
    if (absolute === this.#absolute) return;
    this.#absolute = absolute;
    this.#onChange();
  }

  /** Asks unless it was asked a moment ago. */
  async refreshIfOld(call: CallOptions): Promise<void> {
    if (now() - this.#askedAt >= INTERVAL) await this.refresh(call);
  }

  /** Keeps asking until what it returns is disposed. */
  watch(): Disposable {
    this.#watchers++;
    this.#timer ??= setInterval(() => this.#ask(), INTERVAL).unref();
    this.#ask();
    let watching = true;
    return {
      [Symbol.dispose]: () => {
        if (watching) this.#watchers--;
        watching = false;
        if (this.#watchers === 0) this.stop();
      },
    };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Off, or gone: there is nothing to know. */
  #ask(): void {
    Promise.resolve()
      .then(() => this.refreshIfOld({}))
      .catch(() => {});
  }
}
