/** Since when a region has not changed, apart from what is excluded and from blinkers such as text cursors. */
import type { Frame } from '../frame/frame.ts';
import { type Region, unionAll } from '../frame/region.ts';
import { type Blinker, Blinkers } from './blinkers.ts';
import { RegionMemory } from './region-memory.ts';

export interface StillnessOptions {
  /** In display pixels. Default: the whole display. */
  readonly region?: Region | undefined;
  /** Parts that may change, in display pixels. */
  readonly exclude?: readonly Region[];
  /** Whether boxes that change from A to B and back to A are left out from then on, and in hindsight. Default true. */
  readonly learnBlinkers?: boolean;
}

/** What is known after a frame. */
export interface Stillness {
  /** Milliseconds between the last change that counts and this frame's capture. */
  readonly stillFor: number;
  /** As long as that, if all that may turn out to blink does. */
  readonly stillAtBest: number;
  /** What changed in this frame, on the display; undefined if nothing did that counts. */
  readonly changed: Region | undefined;
  /** Boxes that blink. */
  readonly blinkers: readonly Blinker[];
}

/** Follows the frames of one size, at one memory compare each. Pure but for what it remembers. */
export class StillnessTracker {
  readonly #exclude: readonly Region[];
  readonly #memory: RegionMemory;
  readonly #blinkers: Blinkers | undefined;
  /** Monotonic ms of the last change that is no flicker. */
  #since: number | undefined;

  constructor({ region, exclude = [], learnBlinkers = true }: StillnessOptions = {}) {
    this.#exclude = exclude;
    this.#memory = new RegionMemory(region);
    this.#blinkers = learnBlinkers ? new Blinkers() : undefined;
  }

  /** `frame` must have the size of the frames before. */
  add(frame: Frame): Stillness {
    const { time } = frame;
    const blinkers = this.#blinkers;
    const change = this.#memory.take(frame, (picture, region) => [
      ...this.#exclude,
      ...(blinkers?.blinkingIn(picture, region) ?? []),
    ]);
    if (!this.#memory.kept) return { stillFor: 0, stillAtBest: 0, changed: undefined, blinkers: [] };
    this.#since ??= time;
    const counting: Region[] = [];
    for (const box of change?.boxes ?? []) {
      const { before, after, region } = change as NonNullable<typeof change>;
      const verdict = blinkers?.note(box, before, after, region, time) ?? 'change';
      if (verdict !== 'blink') counting.push(box);
      if (verdict === 'change') this.#since = time;
    }
    const last = Math.max(this.#since, blinkers?.lastUndecided ?? Number.NEGATIVE_INFINITY);
    return {
      stillFor: time - last,
      stillAtBest: time - this.#since,
      changed: unionAll(counting),
      blinkers: blinkers?.learned ?? [],
    };
  }
}
