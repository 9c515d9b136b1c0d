/** What one scan of the row grid looks for and has found so far: for each needle its allowed corners and its hits. */
import type { Picture } from '../frame/picture.ts';
import { type Dimensions, intersect, type Region, touches, union, unionAll } from '../frame/region.ts';
import type { NeedleKeys } from './grid-keys.ts';
import type { GridTable } from './grid-table.ts';
import { firstMismatch, needleMatchesAround } from './needle.ts';
import { MOST_HITS, type SearchResult } from './registry.ts';

/** The corners that one needle may have. */
export interface Wanted {
  readonly corners: Region;
  /** Parts of `corners` outside of which it is known not to lie; default all of them. */
  readonly within?: readonly Region[] | undefined;
}

const NOT_FOUND: SearchResult = { hits: [], overflow: false };

/** More parts of a frame than these are scanned as one. */
const MOST_PARTS = 16;
const NOWHERE = -1;
/** Numbers kept for each needle. */
const COLUMNS = 7;

export class GridScan {
  readonly frame: Picture;
  readonly #keys: readonly NeedleKeys[];
  readonly #hole: Region | undefined;
  readonly #found: SearchResult[];
  /** Allowed corners, right and bottom exclusive; empty for a needle that is not looked for or has enough hits. */
  readonly #left: Int32Array;
  readonly #top: Int32Array;
  readonly #right: Int32Array;
  readonly #bottom: Int32Array;
  /** The needle's rarest pixel: its place relative to the corner as an index into the frame, and its colour. */
  readonly #probe: Int32Array;
  readonly #colour: Int32Array;
  /** Where on the frame the last candidate failed: where textures repeat, it is what the next one fails by too. */
  readonly #failed: Int32Array;
  /** The smallest parts of the frame that have every spot of every needle at every corner looked at; disjoint. */
  readonly parts: readonly Region[];
  #open = 0;

  constructor(frame: Picture, keys: readonly NeedleKeys[], wanted: readonly Wanted[], hole?: Region) {
    this.frame = frame;
    this.#keys = keys;
    this.#hole = hole;
    this.#found = keys.map(() => NOT_FOUND);
    const columns = new Int32Array(keys.length * COLUMNS); // one piece of memory: scans are short
    const column = (index: number) => columns.subarray(index * keys.length, (index + 1) * keys.length);
    this.#left = column(0);
    this.#top = column(1);
    this.#right = column(2);
    this.#bottom = column(3);
    this.#probe = column(4);
    this.#colour = column(5);
    this.#failed = column(6).fill(NOWHERE);
    const parts: Region[] = [];
    for (let index = 0; index < keys.length; index++) {
      const { needle, probe } = keys[index] as NeedleKeys;
      const { corners, within } = wanted[index] as Wanted;
      const left = Math.max(0, corners.x);
      const top = Math.max(0, corners.y);
      const right = Math.min(corners.x + corners.width, frame.width - needle.width + 1);
      const bottom = Math.min(corners.y + corners.height, frame.height - needle.height + 1);
      if (right <= left || bottom <= top) continue;
      this.#open++;
      this.#left[index] = left;
      this.#top[index] = top;
      this.#right[index] = right;
      this.#bottom[index] = bottom;
      this.#probe[index] = probe.y * frame.width + probe.x;
      this.#colour[index] = needle.pixels[probe.y * needle.width + probe.x] as number; // its 32 bits, signed here
      const allowed = { x: left, y: top, width: right - left, height: bottom - top };
      if (!within) addPart(parts, allowed, needle);
      for (const each of within ?? []) {
        const part = intersect(each, allowed);
        if (part) addPart(parts, part, needle);
      }
    }
    this.parts = parts;
  }

  /** Whether some needle may still be found. */
  get open(): boolean {
    return this.#open > 0;
  }

  get results(): SearchResult[] {
    return this.#found;
  }

  /** Looks whether needles lie with a spot of that hash at `spotX`, `spotY`. */
  consider(table: GridTable, hash: number, spotX: number, spotY: number): void {
    const { width, pixels } = this.frame;
    for (let entry = table.first(hash); entry >= 0; entry = table.next[entry] as number) {
      if (table.hash[entry] !== hash) continue;
      const needle = table.needle[entry] as number;
      const x = spotX - (table.x[entry] as number);
      const y = spotY - (table.y[entry] as number);
      if (x < (this.#left[needle] as number) || x >= (this.#right[needle] as number)) continue;
      if (y < (this.#top[needle] as number) || y >= (this.#bottom[needle] as number)) continue;
      if (this.#hole) this.#compareAround(needle, x, y, this.#hole);
      else if (
        ((pixels[y * width + x + (this.#probe[needle] as number)] as number) | 0) ===
        this.#colour[needle]
      )
        this.#compare(needle, x, y);
    }
  }

  /** Every entry, whatever is seen at `spotX`, `spotY`: the hole may hide it. */
  considerAll(table: GridTable, spotX: number, spotY: number, hole: Region): void {
    for (let entry = 0; entry < table.size; entry++) {
      const needle = table.needle[entry] as number;
      const x = spotX - (table.x[entry] as number);
      const y = spotY - (table.y[entry] as number);
      if (x < (this.#left[needle] as number) || x >= (this.#right[needle] as number)) continue;
      if (y < (this.#top[needle] as number) || y >= (this.#bottom[needle] as number)) continue;
      this.#compareAround(needle, x, y, hole);
    }
  }

  #compare(index: number, x: number, y: number): void {
    const { needle, rarest, shape } = this.#keys[index] as NeedleKeys;
    const { width, pixels } = this.frame;
    const failed = this.#failed[index] as number;
    if (failed >= 0) {
      const column = (failed % width) - x;
      const row = Math.floor(failed / width) - y;
      const inside = column >= 0 && row >= 0 && column < needle.width && row < needle.height;
      if (inside && needle.pixels[row * needle.width + column] !== pixels[failed]) return;
    }
    const there = (y + rarest.y) * width + x + rarest.x;
    const here = rarest.y * needle.width + rarest.x;
    for (let i = 0; i < shape.length; i++) if (pixels[there + i] !== needle.pixels[here + i]) return;
    const mismatch = firstMismatch(needle, this.frame, x, y);
    if (mismatch < 0) this.#hit(index, x, y);
    else if (needle.compared === needle.width * needle.height) this.#failed[index] = mismatch;
  }

  #compareAround(index: number, x: number, y: number, hole: Region): void {
    const { needle } = this.#keys[index] as NeedleKeys;
    if (!needleMatchesAround(needle, this.frame, x, y, hole)) return;
    if (this.#found[index]?.hits.some((hit) => hit.x === x && hit.y === y)) return; // seen through another spot
    this.#hit(index, x, y);
  }

  #hit(index: number, x: number, y: number): void {
    const { hits } = this.#found[index] as SearchResult;
    if (hits.length < MOST_HITS) {
      this.#found[index] = { hits: [...hits, { x, y }], overflow: false };
      return;
    }
    this.#found[index] = { hits, overflow: true };
    this.#right[index] = 0; // enough: no corner is allowed any more
    this.#open--;
  }
}

/** Adds all that a needle with its corner in `corners` covers to parts that do not touch one another. */
function addPart(parts: Region[], corners: Region, { width, height }: Dimensions): void {
  const [right, bottom] = [corners.x + corners.width + width - 1, corners.y + corners.height + height - 1];
  for (const { x, y, width: wide, height: high } of parts) {
    if (x <= corners.x && y <= corners.y && x + wide >= right && y + high >= bottom) return;
  }
  let part = { ...corners, width: right - corners.x, height: bottom - corners.y };
  for (let index = 0; index < parts.length; ) {
    const other = parts[index] as Region;
    if (!touches(other, part)) {
      index++;
      continue;
    }
    part = union(other, part);
    parts.splice(index, 1);
    index = 0; // it has grown: look at all again
  }
  parts.push(part);
  if (parts.length > MOST_PARTS) parts.splice(0, parts.length, unionAll(parts) as Region);
}
