/** The table of the row grid: which spots of which needles have a given hash, in columns of numbers. */
import type { NeedleKeys, Sampling } from './grid-keys.ts';
import { hashRun, markRun, type RunShape } from './spot.ts';

const TABLE_BITS = 14;
const TABLE_SHIFT = 32 - TABLE_BITS;
const NONE = -1;

/** Entry `e` is the spot at `x[e]`, `y[e]` of needle `needle[e]`. Plain numbers: chains are walked millions of times. */
export class GridTable {
  /** First entry of each slot, -1 for none. */
  readonly #heads = new Int32Array(1 << TABLE_BITS).fill(NONE);
  /** The next entry of the same slot, -1 for none. */
  readonly next: Int32Array;
  readonly hash: Int32Array;
  readonly needle: Int32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Each entry's mark, for the filter. */
  readonly marks: readonly number[];

  constructor(keys: readonly NeedleKeys[], sampling: Sampling, shape: RunShape) {
    const spots = keys.flatMap(({ spotsFor }, needle) =>
      spotsFor(sampling).map(({ x, y }) => ({ needle, x, y })),
    );
    this.next = new Int32Array(spots.length);
    this.hash = new Int32Array(spots.length);
    this.needle = Int32Array.from(spots, ({ needle }) => needle);
    this.x = Int32Array.from(spots, ({ x }) => x);
    this.y = Int32Array.from(spots, ({ y }) => y);
    this.marks = spots.map(({ needle, x, y }, entry) => {
      const { pixels, width } = (keys[needle] as NeedleKeys).needle;
      const hash = hashRun(pixels, y * width + x, shape);
      const slot = hash >>> TABLE_SHIFT;
      this.hash[entry] = hash;
      this.next[entry] = this.#heads[slot] as number;
      this.#heads[slot] = entry;
      return markRun(pixels, y * width + x, shape);
    });
  }

  get size(): number {
    return this.next.length;
  }

  /** The first entry whose hash may be `hash`, -1 for none. */
  first(hash: number): number {
    return this.#heads[hash >>> TABLE_SHIFT] as number;
  }
}
