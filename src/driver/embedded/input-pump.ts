/** Feeds keys and pointer packets to the guest one at a time, each when it has taken the last: none is lost. */
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { V86Ps2 } from './v86-internals.ts';

/** One make, break or pointer packet. */
export type InputItem = () => void;

/**
 * How long a guest may leave input untouched before the rest is put into the controller's queue anyway, as a
 * keyboard would do: it has interrupts off, or hangs.
 */
const PATIENCE = 1000;
/** v86's queues hold 1024 bytes and then overwrite; no item is longer than the difference. */
const QUEUE_LIMIT = 1000;
/** Turns of the event loop before looking less often: the guest runs up to 1 ms in each. */
const EAGER_TURNS = 50;
/** Between later looks, in ms. */
const LOOK_INTERVAL = 2;

export class InputPump {
  readonly #ps2: V86Ps2;
  readonly #running: () => boolean;
  #last: Promise<void> = Promise.resolve();

  /** `running` says whether the guest can take anything now. */
  constructor(ps2: V86Ps2, running: () => boolean) {
    this.#ps2 = ps2;
    this.#running = running;
  }

  /** Resolves when the guest has taken the last of `items`; calls are served in order. */
  deliver(items: readonly InputItem[]): Promise<void> {
    const delivered = this.#last.then(() => this.#feed(items));
    this.#last = delivered.catch(() => {}); // its caller is told
    return delivered;
  }

  async #feed(items: readonly InputItem[]): Promise<void> {
    let listening = true;
    for (const item of items) {
      listening &&= await this.#wait(() => this.#waiting === 0, PATIENCE);
      if (!listening) await this.#wait(() => this.#waiting < QUEUE_LIMIT, Number.POSITIVE_INFINITY);
      item();
    }
    if (listening) await this.#wait(() => this.#waiting === 0, PATIENCE);
  }

  /** Bytes that the guest has not read. */
  get #waiting(): number {
    return this.#ps2.kbd_buffer.length + this.#ps2.mouse_buffer.length;
  }

  /** Whether `done` became true within `patience` ms; a guest that does not run is not waited for. */
  async #wait(done: () => boolean, patience: number): Promise<boolean> {
    const end = performance.now() + patience;
    for (let turn = 0; !done(); turn++) {
      if (performance.now() > end || (patience !== Number.POSITIVE_INFINITY && !this.#running()))
        return false;
      if (turn < EAGER_TURNS) await nextTurn();
      else await pause(LOOK_INTERVAL);
    }
    return true;
  }
}
