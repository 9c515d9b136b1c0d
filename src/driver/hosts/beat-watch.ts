/** Tells owners that are gone from slow ones: their locks' beats stand still, by our own clock. */
import { now } from '../../base/deadline.ts';
import { MISSED_BEATS } from './holder.ts';
import type { SeenLock } from './slot-host.ts';

interface Sighting {
  readonly beat: number | undefined;
  /** When this beat was seen first, in ms of our clock. */
  readonly at: number;
}

/**
 * What one observer has seen of the locks of one host. No two computers' clocks are compared: a lock is abandoned when
 * its beat did not change for `MISSED_BEATS` of its owner's intervals while we looked.
 */
export class BeatWatch {
  readonly #seen = new Map<string, Sighting>();
  readonly #clock: () => number;

  constructor(clock: () => number = now) {
    this.#clock = clock;
  }

  /** Those of `locks` whose owners are gone. What no Guestwright wrote is never among them. */
  abandoned(locks: readonly SeenLock[]): readonly SeenLock[] {
    const time = this.#clock();
    const gone = locks.filter((lock) => this.#isStill(lock, time));
    const ids = new Set(locks.map(({ id }) => id));
    for (const id of this.#seen.keys()) if (!ids.has(id)) this.#seen.delete(id);
    return gone;
  }

  #isStill({ id, holder }: SeenLock, time: number): boolean {
    const before = this.#seen.get(id);
    if (!before || before.beat !== holder?.beat) {
      this.#seen.set(id, { beat: holder?.beat, at: time });
      return false;
    }
    return holder !== undefined && time - before.at > MISSED_BEATS * holder.interval;
  }
}
