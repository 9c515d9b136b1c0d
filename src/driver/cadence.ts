/** When a polling desktop takes its next capture: often after input or damage, rarely on a still screen. */

/** Between captures while something is going on, and never less: 40 frames a second. */
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

  constructor(now: number) {
    this.#livelyUntil = now + LIVELY_PERIOD;
  }

  /** Input was sent, or the screen changed or may have changed. */
  touched(now: number): void {
    this.#livelyUntil = now + LIVELY_PERIOD;
  }

  /** A capture ran from `start` and cost `cost` ms of somebody's core. */
  captured(start: number, cost: number): void {
    this.#cost = this.#cost === 0 ? cost : this.#cost + (cost - this.#cost) * NEWEST_WEIGHT;
    this.#lastStart = start;
  }

  /** When the next capture is due. */
  nextAt(now: number): number {
    const idle = Math.min(LONGEST_INTERVAL, Math.max(SHORTEST_INTERVAL, this.#cost * IDLE_COST_FACTOR));
    return this.#lastStart + (now < this.#livelyUntil ? SHORTEST_INTERVAL : idle);
  }
}
