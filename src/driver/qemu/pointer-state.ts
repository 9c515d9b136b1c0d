/** Whether the guest listens to absolute positions: QEMU tells only when asked. */
import { type CallOptions, now } from '../../base/deadline.ts';
import type { QmpConnection } from '../qmp/connection.ts';

/** Between two questions while somebody wants to know, ms. */
const INTERVAL = 100;

/** Whom to ask. */
export interface PointerMachine {
  /** The way to the running QEMU, or throws. */
  monitor(): QmpConnection;
  /** Another number after each power-on, reset and restore: what was known of the guest's devices holds no longer. */
  readonly epoch: number;
}

export class PointerState {
  readonly #machine: PointerMachine;
  readonly #onChange: () => void;
  #absolute = false;
  /** Of the answer. */
  #epoch: number | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #watchers = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `onChange` is told of a new answer. */
  constructor(machine: PointerMachine, onChange: () => void) {
    this.#machine = machine;
    this.#onChange = onChange;
  }

  /** False while it is not known. */
  get absolute(): boolean {
    return this.#absolute && !this.#stale;
  }

  /** Asks now. The device that QEMU would give a position to is the current one. */
  async refresh(call: CallOptions = {}): Promise<void> {
    this.#askedAt = now();
    const { epoch } = this.#machine;
    const mice = await this.#machine.monitor().execute('query-mice', undefined, call);
    const absolute = mice.some((mouse) => mouse.current && mouse.absolute);
    if (absolute === this.#absolute && epoch === this.#epoch) return;
    this.#absolute = absolute;
    this.#epoch = epoch;
    this.#onChange();
  }

  /** Asks unless it was asked a moment ago. */
  async refreshIfOld(call: CallOptions): Promise<void> {
    if (this.#stale || now() - this.#askedAt >= INTERVAL) await this.refresh(call);
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

  get #stale(): boolean {
    return this.#epoch !== this.#machine.epoch;
  }

  /** Off, or gone: there is nothing to know. */
  #ask(): void {
    Promise.resolve()
      .then(() => this.refreshIfOld({}))
      .catch(() => {});
  }
}
