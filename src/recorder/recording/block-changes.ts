/** When each block of the display changed, and which of them do not come to rest. */

import type { Dimensions, Region } from '../../frame/region.ts';
import { BLOCK, type BlockMask, blocksOf, emptyMask } from './block-grid.ts';

/** Changes nearer to one another than this are one: a screen is drawn in several frames. In ms. */
const BURST_GAP = 500;
/** What keeps changing without such a gap for longer is an animation, not a screen being drawn. In ms. */
const LONGEST_BURST = 1000;
/** A change of so long ago is forgotten: the last seconds count. In ms. */
export const WATCHED_TIME = 5000;

const NEVER = Number.NEGATIVE_INFINITY;

export class BlockChanges {
  readonly #mask: BlockMask;
  /** Monotonic ms of the last change. */
  readonly #last: Float64Array;
  /** Monotonic ms at which the last burst of changes began. */
  readonly #began: Float64Array;
  /** Monotonic ms at which the burst before ended. */
  readonly #before: Float64Array;
  /** Monotonic ms since when changes count: those before belong to another screen. */
  #since = NEVER;

  constructor(size: Dimensions) {
    this.#mask = emptyMask(size);
    const blocks = this.#mask.bits.length;
    this.#last = new Float64Array(blocks).fill(NEVER);
    this.#began = new Float64Array(blocks).fill(NEVER);
    this.#before = new Float64Array(blocks).fill(NEVER);
  }

  /** The same, unaffected by what comes. */
  copy(): Pick<BlockChanges, 'lastIn'> {
    const copy = new BlockChanges({ width: this.#mask.columns * BLOCK, height: this.#mask.rows * BLOCK });
    copy.#last.set(this.#last);
    return copy;
  }

  /** Something was done at `time`: whether a block comes to rest is judged by what changes from now on. */
  begin(time: number): void {
    this.#since = time;
    this.#before.fill(NEVER);
  }

  /** Notes that `box` changed at `time`. */
  note(box: Region, time: number): void {
    for (const index of blocksOf(this.#mask, box)) {
      const last = this.#last[index] as number;
      if (time - last > BURST_GAP || last < this.#since) {
        if (last >= this.#since) this.#before[index] = last;
        this.#began[index] = time;
      }
      this.#last[index] = time;
    }
  }

  /** Blocks that changed after `time`. */
  changedAfter(time: number): BlockMask {
    return this.#where((index) => (this.#last[index] as number) > time);
  }

  /** Blocks that changed again and again, or without end, in the last seconds before `time`. */
  restlessAt(time: number): BlockMask {
    const since = time - WATCHED_TIME;
    return this.#where((index) => {
      const last = this.#last[index] as number;
      if (last < since || last < this.#since) return false;
      return (
        (this.#before[index] as number) >= since || last - (this.#began[index] as number) > LONGEST_BURST
      );
    });
  }

  /** Monotonic ms of the last change in any block of `regions`; -Infinity for none. */
  lastIn(regions: readonly Region[]): number {
    let last = NEVER;
    for (const region of regions) {
      for (const index of blocksOf(this.#mask, region)) last = Math.max(last, this.#last[index] as number);
    }
    return last;
  }

  #where(test: (index: number) => boolean): BlockMask {
    const bits = Uint8Array.from(this.#mask.bits, (_, index) => (test(index) ? 1 : 0));
    return { ...this.#mask, bits };
  }
}
