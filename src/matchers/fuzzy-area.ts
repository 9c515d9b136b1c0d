/** Bounded fuzzy comparison at one place: a tolerance for each channel, and a budget of pixels for each 16x16 tile. */
import { cropPixels, type Picture } from '../frame/picture.ts';
import {
  type Dimensions,
  inflate,
  intersect,
  type Point,
  type Region,
  translate,
  wholeOf,
} from '../frame/region.ts';
import type { AreaMatch } from './outcome.ts';
import { blurred } from './planes.ts';
import type { AreaReference, CompiledArea, Differences, MatchEngine } from './registry.ts';
import { type ResolvedRule, resolveRule, TILE } from './rule.ts';
import type { MatchRule } from './screen.ts';

/** Fuzzy search looks at every place: it is never cheaper than an exact area. In reads of the frame. */
const SEARCH_COST = 100;

/** What one comparison counted. */
interface Tally {
  /** Pixels beyond the tolerance, around them, and the most of one tile. */
  readonly beyond: number;
  readonly beyondBox: Region | undefined;
  readonly largestTile: number;
  /** Pixels that are not identical, and around them. */
  readonly unequal: number;
  readonly unequalBox: Region | undefined;
  readonly compared: number;
}

/** An area with a fuzzy rule. */
export class FuzzyArea implements CompiledArea {
  readonly engine: MatchEngine;
  readonly searchCost = SEARCH_COST;
  readonly rule: ResolvedRule;
  /** The reference as recorded, and as it is compared. */
  readonly picture: Picture;
  readonly compared: Picture;
  /** 1 for each pixel that is compared. */
  readonly mask: Uint8Array;
  readonly comparedPixels: number;
  readonly #name: MatchRule;

  constructor(engine: MatchEngine, { picture, exclude, rule }: AreaReference) {
    this.engine = engine;
    this.#name = rule;
    this.rule = resolveRule(rule);
    this.picture = picture;
    this.compared = this.rule.blur ? blurred(picture) : picture;
    this.mask = new Uint8Array(picture.width * picture.height).fill(1);
    for (const hole of exclude) this.#leaveOut(this.mask, hole);
    this.comparedPixels = count(this.mask);
  }

  get size(): Dimensions {
    return this.picture;
  }

  hiddenPixels({ x, y }: Point, hole: Region): number {
    const seen = this.#leaveOut(this.mask.slice(), translate(hole, { x: -x, y: -y }));
    return this.comparedPixels - count(seen);
  }

  matchAt(frame: Picture, at: Point, hole?: Region): AreaMatch | undefined {
    const tally = this.#tally(frame, at, hole, this.rule.pixelsPerTile);
    if (!tally) return undefined;
    const { width, height } = this.picture;
    const { unequal: count, largestTile, unequalBox } = tally;
    const drift = unequalBox && { drift: { count, largestTile, box: translate(unequalBox, at) } };
    return { region: { x: at.x, y: at.y, width, height }, rule: this.#name, ...drift };
  }

  differencesAt(frame: Picture, at: Point): Differences {
    const tally = this.#tally(frame, at, undefined, Number.POSITIVE_INFINITY);
    const { beyond, compared, beyondBox } = tally as Tally;
    return { count: beyond, compared, box: beyondBox && translate(beyondBox, at) };
  }

  /**
   * Undefined as soon as one tile has more pixels beyond the tolerance than `budget` allows: that many where the whole
   * tile is compared, its share of them where less is. Boxes are relative to the corner.
   */
  #tally(frame: Picture, { x, y }: Point, hole: Region | undefined, budget: number): Tally | undefined {
    const { width, height } = this.picture;
    const seen = cropPixels(frame, { x, y, width, height });
    const actual = this.rule.blur ? blurred(seen) : seen;
    const mask = hole ? this.#leaveOut(this.mask.slice(), translate(hole, { x: -x, y: -y })) : this.mask;
    const beyond = new Counter();
    const unequal = new Counter();
    let largestTile = 0;
    let compared = 0;
    for (let top = 0; top < height; top += TILE) {
      for (let left = 0; left < width; left += TILE) {
        const before = { beyond: beyond.count, compared };
        for (let row = top; row < Math.min(top + TILE, height); row++) {
          for (let column = left; column < Math.min(left + TILE, width); column++) {
            const i = row * width + column;
            if (mask[i] === 0) continue;
            compared++;
            if (seen.pixels[i] !== this.picture.pixels[i]) unequal.add(column, row);
            if (isBeyond(actual.data, this.compared.data, i * 4, this.rule.tolerance))
              beyond.add(column, row);
          }
        }
        const inTile = beyond.count - before.beyond;
        largestTile = Math.max(largestTile, inTile);
        if (inTile > Math.floor((budget * (compared - before.compared)) / TILE ** 2)) return undefined;
      }
    }
    const [beyondBox, unequalBox] = [beyond.box, unequal.box];
    return { beyond: beyond.count, beyondBox, largestTile, unequal: unequal.count, unequalBox, compared };
  }

  /** Clears `hole`, relative to the corner, from `mask`; blurring carries its colours one pixel farther. */
  #leaveOut(mask: Uint8Array, hole: Region): Uint8Array {
    const inside = intersect(this.rule.blur ? inflate(hole, 1) : hole, wholeOf(this.picture));
    for (let row = inside?.y ?? 0; inside && row < inside.y + inside.height; row++) {
      const start = row * this.picture.width + inside.x;
      mask.fill(0, start, start + inside.width);
    }
    return mask;
  }
}

/** Pixels of a mask that are compared. */
function count(mask: Uint8Array): number {
  return mask.reduce((sum, compared) => sum + compared, 0);
}

/** Whether any of R, G, B at byte `i` differs by more than `tolerance`. */
function isBeyond(a: Uint8Array, b: Uint8Array, i: number, tolerance: number): boolean {
  return (
    Math.abs((a[i] as number) - (b[i] as number)) > tolerance ||
    Math.abs((a[i + 1] as number) - (b[i + 1] as number)) > tolerance ||
    Math.abs((a[i + 2] as number) - (b[i + 2] as number)) > tolerance
  );
}

/** Counts pixels and the box around them. */
class Counter {
  count = 0;
  #left = Number.POSITIVE_INFINITY;
  #top = 0;
  #right = 0;
  #bottom = 0;

  add(x: number, y: number): void {
    if (this.count === 0) this.#top = y;
    this.count++;
    this.#left = Math.min(this.#left, x);
    this.#right = Math.max(this.#right, x + 1);
    this.#top = Math.min(this.#top, y);
    this.#bottom = Math.max(this.#bottom, y + 1);
  }

  get box(): Region | undefined {
    if (this.count === 0) return undefined;
    return { x: this.#left, y: this.#top, width: this.#right - this.#left, height: this.#bottom - this.#top };
  }
}
