/** When a polling desktop takes its next capture: often after input or damage, rarely on a still screen. */

/** Between captures while something is going on: 40 frames a second. */
export const SHORTEST_INTERVAL = 25;
/** Between captures of a still screen at most: what no hint announces is seen this late. */
export const LONGEST_INTERVAL = 250;
/** How long after input or damage the shortest interval holds. */
export const LIVELY_PERIOD = 2000;
/** An idle capture may take one part in so many of the time: about 5 % of a core. */
export const IDLE_COST_FACTOR = 20;
/** Weight of the newest capture in the mean cost, so that one slow capture on a busy host does not blind us. */
const NEWEST_WEIGHT = 0.5;

/** The times of one desktop's captures; all in monotonic milliseconds. */
export class Cadence {
  #livelyUntil: number;
  #lastStart = Number.NEGATIVE_INFINITY;
  #cost = 0;
  #still = false;
  #due = false;

  constructor(now: number) {
    this.#livelyUntil = now + LIVELY_PERIOD;
  }

  /** Input was sent. */
  touched(now: number): void {
    this.#livelyUntil = now + LIVELY_PERIOD;
  }

  /** The screen changed or may have changed. The first change of a still screen is looked at without delay. */
  damaged(now: number): void {
    this.touched(now);
    if (this.#still) this.#due = true;
  }

  /** A capture ran from `start`, cost `cost` ms of somebody's core, and saw a change or not. */
  captured(start: number, cost: number, changed: boolean): void {
    this.#cost = this.#cost === 0 ? cost : this.#cost + (cost - this.#cost) * NEWEST_WEIGHT;
    this.#lastStart = start;
    this.#still = !changed;
    this.#due = false;
  }

  /** When the next capture is due. */
  nextAt(now: number): number {
    if (this.#due) return now;
    const idle = Math.min(LONGEST_INTERVAL, Math.max(SHORTEST_INTERVAL, this.#cost * IDLE_COST_FACTOR));
    return this.#lastStart + (now < this.#livelyUntil ? SHORTEST_INTERVAL : idle);
  }
}
