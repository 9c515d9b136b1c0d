/** Counts where an area differs from a frame at one place, tile by tile. */
import { cropPixels, type Picture } from '../frame/picture.ts';
import { inflate, intersect, type Point, type Region, translate, wholeOf } from '../frame/region.ts';
import { blurred } from './planes.ts';
import { TILE } from './rule.ts';

/** What is compared. */
export interface Comparison {
  /** The reference as recorded, and as it is compared: blurred or the same. */
  readonly recorded: Picture;
  readonly compared: Picture;
  readonly blur: boolean;
  /** 1 for each pixel that is compared. */
  readonly mask: Uint8Array;
  readonly tolerance: number;
  /** No pixel may differ by more. */
  readonly furthest: number;
  /** How many pixels of each tile are compared; undefined where the mask is not the area's own. */
  readonly counts: readonly number[] | undefined;
  /** The most pixels beyond the tolerance, for a tile and its number of compared pixels. */
  readonly limit: (tile: number, compared: number) => number;
}

/** What one comparison counted; boxes are on the frame. */
export interface Tally {
  /** Pixels beyond the tolerance, around them, and the most of one tile. */
  readonly beyond: number;
  readonly beyondBox: Region | undefined;
  readonly largestTile: number;
  /** Pixels that are not identical, and around them. */
  readonly unequal: number;
  readonly unequalBox: Region | undefined;
  readonly compared: number;
}

/** Undefined as soon as one tile has more pixels beyond the tolerance than its limit, or a pixel differs too far. */
export function tally(comparison: Comparison, frame: Picture, at: Point): Tally | undefined {
  const { width, height } = comparison.recorded;
  const beyond = new Counter();
  const unequal = new Counter();
  let largestTile = 0;
  let compared = 0;
  for (let top = 0, tile = 0; top < height; top += TILE) {
    const identical = comparison.counts && isIdenticalBand(comparison, frame, at, top);
    for (let left = 0; left < width; left += TILE, tile++) {
      const before = beyond.count;
      const region = {
        ...{ x: left, y: top },
        ...{ width: Math.min(TILE, width - left), height: Math.min(TILE, height - top) },
      };
      const known = identical ? comparison.counts?.[tile] : undefined;
      const inTile = known ?? compareTile(comparison, frame, at, region, beyond, unequal);
      if (inTile === undefined) return undefined;
      compared += inTile;
      largestTile = Math.max(largestTile, beyond.count - before);
      if (beyond.count - before > comparison.limit(tile, inTile)) return undefined;
    }
  }
  return {
    beyond: beyond.count,
    beyondBox: beyond.box && translate(beyond.box, at),
    largestTile,
    unequal: unequal.count,
    unequalBox: unequal.box && translate(unequal.box, at),
    compared,
  };
}

/** Whether all pixels under a row of tiles are identical, those beside it that a blur carries in included. */
function isIdenticalBand({ blur, recorded }: Comparison, frame: Picture, at: Point, top: number): boolean {
  const { width, height, data: expected } = recorded;
  const beside = blur ? 1 : 0;
  const end = Math.min(height, top + TILE + beside);
  for (let row = Math.max(0, top - beside); row < end; row++) {
    const [from, start] = [((at.y + row) * frame.width + at.x) * 4, row * width * 4];
    const seen = frame.data.subarray(from, from + width * 4);
    if (Buffer.compare(seen, expected.subarray(start, start + width * 4)) !== 0) return false;
  }
  return true;
}

/** What is compared of the frame: itself, or one tile's blur. */
interface Actual {
  readonly picture: Picture;
  /** Index in it of the pixel at the area's left edge, or where that would be, in row `row` of the area. */
  readonly startOf: (row: number) => number;
}

function actualOf({ blur, recorded }: Comparison, frame: Picture, at: Point, tile: Region): Actual {
  if (!blur) return { picture: frame, startOf: (row) => (at.y + row) * frame.width + at.x };
  const part = intersect(inflate(tile, 1), wholeOf(recorded)) as Region; // as far as the area has neighbours
  const picture = blurred(cropPixels(frame, translate(part, at)));
  return { picture, startOf: (row) => (row - part.y) * part.width - part.x };
}

/** Returns how many pixels of the tile are compared; undefined if one of them differs too far. */
function compareTile(
  comparison: Comparison,
  frame: Picture,
  at: Point,
  tile: Region,
  beyond: Counter,
  unequal: Counter,
): number | undefined {
  const { recorded, compared, blur, mask, tolerance, furthest } = comparison;
  const { picture, startOf } = actualOf(comparison, frame, at, tile);
  const right = tile.x + tile.width;
  let count = 0;
  for (let row = tile.y; row < tile.y + tile.height; row++) {
    const [seen, actual] = [(at.y + row) * frame.width + at.x, startOf(row)];
    const expected = row * recorded.width;
    for (let x = tile.x; x < right; x++) {
      if (mask[expected + x] === 0) continue;
      count++;
      const identical = frame.pixels[seen + x] === recorded.pixels[expected + x];
      if (!identical) unequal.add(x, row);
      if (identical && !blur) continue;
      const [seenAt, expectedAt] = [(actual + x) * 4, (expected + x) * 4];
      if (!isBeyond(picture.data, seenAt, compared.data, expectedAt, tolerance)) continue;
      if (isBeyond(picture.data, seenAt, compared.data, expectedAt, furthest)) return undefined;
      beyond.add(x, row);
    }
  }
  return count;
}

/** Whether any of R, G, B, at byte `i` of `a` and byte `j` of `b`, differs by more than `tolerance`. */
function isBeyond(a: Uint8Array, i: number, b: Uint8Array, j: number, tolerance: number): boolean {
  return (
    Math.abs((a[i] as number) - (b[j] as number)) > tolerance ||
    Math.abs((a[i + 1] as number) - (b[j + 1] as number)) > tolerance ||
    Math.abs((a[i + 2] as number) - (b[j + 2] as number)) > tolerance
  );
}

/** Counts pixels and the box around them. */
class Counter {
  count = 0;
  #left = Number.POSITIVE_INFINITY;
  #top = Number.POSITIVE_INFINITY;
  #right = 0;
  #bottom = 0;

  add(x: number, y: number): void {
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
