/** What a capture costs a core: time that passed tells it only while nobody else wants that core. */

/** Captures that are remembered. */
const WINDOW = 8;
/** Wake-ups of QEMU and of us, which no answer waits for: at 720x400 both processes took 5 ms where 2.6 ms passed. */
const UNSEEN_SHARE = 1.5;

/** The least of the last times: on a busy computer the others contain waiting. */
export class CaptureCost {
  readonly #recent: number[] = [];

  /** Takes the time of one capture, gives the cost to count with; both in ms. */
  add(elapsed: number): number {
    this.#recent.push(elapsed);
    if (this.#recent.length > WINDOW) this.#recent.shift();
    return Math.min(...this.#recent) * UNSEEN_SHARE;
  }
}
