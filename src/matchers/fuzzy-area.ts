/** An area with a fuzzy rule: a tolerance for each channel, and a budget of pixels for each 16x16 tile. */
import type { Picture } from '../frame/picture.ts';
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
import { blurred, planeOf, type Weights } from './planes.ts';
import type { AreaReference, CompiledArea, Differences, MatchEngine } from './registry.ts';
import { type ResolvedRule, resolveRule, TILE } from './rule.ts';
import type { MatchRule } from './screen.ts';
import { type Comparison, type Tally, tally } from './tally.ts';

/** Fuzzy search looks at every place: it is never cheaper than an exact area. In reads of the frame. */
const SEARCH_COST = 100;

/** Two channels cannot differ by more. */
const ANY_DIFFERENCE = 255;

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
  readonly tilesAcross: number;
  /** The pixels of each tile that are compared, row by row of tiles. */
  readonly counts: readonly number[];
  /** The most pixels that each tile may have beyond the tolerance. */
  readonly limits: readonly number[];
  readonly #name: MatchRule;
  readonly #planes = new Map<Weights, Uint8Array>();

  constructor(engine: MatchEngine, { picture, exclude, rule }: AreaReference) {
    this.engine = engine;
    this.#name = rule;
    this.rule = resolveRule(rule);
    this.picture = picture;
    this.compared = this.rule.blur ? blurred(picture) : picture;
    this.mask = new Uint8Array(picture.width * picture.height).fill(1);
    for (const hole of exclude) this.#leaveOut(this.mask, hole);
    this.comparedPixels = count(this.mask);
    this.tilesAcross = Math.ceil(picture.width / TILE);
    this.counts = this.#countInTiles();
    this.limits = this.counts.map((pixels) => limitOf(this.rule, pixels));
  }

  get size(): Dimensions {
    return this.picture;
  }

  /** The part of the area that the tile covers. */
  tileRegion(tile: number): Region {
    const corner = { x: (tile % this.tilesAcross) * TILE, y: Math.floor(tile / this.tilesAcross) * TILE };
    return intersect({ ...corner, width: TILE, height: TILE }, wholeOf(this.picture)) as Region;
  }

  /** A byte for each pixel of the reference, blurred where the rule says so. */
  plane(weights: Weights): Uint8Array {
    const plane = this.#planes.get(weights) ?? planeOf(this.picture, weights, this.rule.blur);
    this.#planes.set(weights, plane);
    return plane;
  }

  /** What of the frame is not compared because of `hole`: a blur carries its colours one pixel farther. */
  widened(hole: Region): Region {
    return this.rule.blur ? inflate(hole, 1) : hole;
  }

  hiddenPixels({ x, y }: Point, hole: Region): number {
    const seen = this.#leaveOut(this.mask.slice(), translate(hole, { x: -x, y: -y }));
    return this.comparedPixels - count(seen);
  }

  matchAt(frame: Picture, at: Point, hole?: Region): AreaMatch | undefined {
    const result = this.tallyAt(frame, at, hole, this.rule.furthest);
    if (!result) return undefined;
    const { width, height } = this.picture;
    const { unequal: count, largestTile, unequalBox: box } = result;
    return {
      region: { x: at.x, y: at.y, width, height },
      rule: this.#name,
      ...(box && { drift: { count, largestTile, box } }),
    };
  }

  differencesAt(frame: Picture, at: Point): Differences {
    const unlimited = () => Number.POSITIVE_INFINITY;
    const { beyond, compared, beyondBox } = tally(this.#own(unlimited), frame, at) as Tally;
    return { count: beyond, compared, box: beyondBox };
  }

  /**
   * What differs with the corner at `at`; undefined if more does than the budget of a tile allows, or any pixel by more than
   * `furthest`: searches ask for that at the few places that they find.
   */
  tallyAt(frame: Picture, at: Point, hole?: Region, furthest = ANY_DIFFERENCE): Tally | undefined {
    const inside = hole && this.#clipped(translate(hole, { x: -at.x, y: -at.y }));
    if (!inside) return tally({ ...this.#own((tile) => this.limits[tile] as number), furthest }, frame, at);
    const mask = this.mask.slice();
    this.#clear(mask, inside);
    const limit = (_: number, compared: number) => limitOf(this.rule, compared);
    return tally({ ...this.#own(limit), mask, counts: undefined, furthest }, frame, at);
  }

  #own(limit: Comparison['limit']): Comparison {
    const { picture: recorded, compared, mask, counts } = this;
    const { blur, tolerance } = this.rule;
    return { recorded, compared, blur, mask, counts, tolerance, limit, furthest: ANY_DIFFERENCE };
  }

  #countInTiles(): number[] {
    const { width, height } = this.picture;
    const counts: number[] = new Array(this.tilesAcross * Math.ceil(height / TILE)).fill(0);
    for (let y = 0, i = 0; y < height; y++) {
      const row = Math.floor(y / TILE) * this.tilesAcross;
      for (let x = 0; x < width; x++, i++) {
        const tile = row + Math.floor(x / TILE);
        counts[tile] = (counts[tile] as number) + (this.mask[i] as number);
      }
    }
    return counts;
  }

  /** Clears `hole`, relative to the corner, from `mask`. */
  #leaveOut(mask: Uint8Array, hole: Region): Uint8Array {
    const inside = this.#clipped(hole);
    if (inside) this.#clear(mask, inside);
    return mask;
  }

  #clipped(hole: Region): Region | undefined {
    return intersect(this.widened(hole), wholeOf(this.picture));
  }

  #clear(mask: Uint8Array, { x, y, width, height }: Region): void {
    for (let row = y; row < y + height; row++) {
      const start = row * this.picture.width + x;
      mask.fill(0, start, start + width);
    }
  }
}

/** A rule's budget is for a whole tile; its share where less is compared. */
function limitOf({ pixelsPerTile }: ResolvedRule, compared: number): number {
  return Math.floor((pixelsPerTile * compared) / TILE ** 2);
}

/** Pixels of a mask that are compared. */
function count(mask: Uint8Array): number {
  return mask.reduce((sum, compared) => sum + compared, 0);
}
