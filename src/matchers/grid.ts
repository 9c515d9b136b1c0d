/** The row grid: finds any number of needles in one sampled pass over the frame, with one table for all. */
import type { Picture } from '../frame/picture.ts';
import { intersect, type Point, type Region, unionAll, wholeOf } from '../frame/region.ts';
import { commonSampling, type NeedleKeys, type Sampling } from './grid-keys.ts';
import { needleMatchesAround, needleMatchesAt } from './needle.ts';
import { MOST_HITS, type SearchResult } from './registry.ts';
import { hashRun, MarkFilter, markRun, type RunShape } from './spot.ts';

/** Slots of the table of spots. */
const TABLE_BITS = 14;
const TABLE_SHIFT = 32 - TABLE_BITS;
/** One spot of one needle. */
interface Entry {
  readonly needle: number;
  readonly x: number;
  readonly y: number;
  readonly hash: number;
  /** The next entry of the same slot. */
  readonly next: Entry | undefined;
}

/** What a scan is asked and has found so far. */
interface Scan {
  readonly frame: Picture;
  readonly corners: readonly Region[];
  readonly hole: Region | undefined;
  readonly found: readonly { readonly hits: Point[]; overflow: boolean }[];
}

/** A table over needles. Build it once for the same needles: scanning is the cheap part. */
export class Grid {
  readonly #keys: readonly NeedleKeys[];
  readonly #sampling: Sampling;
  readonly #shape: RunShape;
  readonly #filter: MarkFilter;
  readonly #entries: Entry[] = [];
  readonly #table = new Array<Entry | undefined>(1 << TABLE_BITS).fill(undefined);

  /** At least one needle; all have the same shape of run. */
  constructor(keys: readonly NeedleKeys[]) {
    const [{ shape }] = keys as readonly [NeedleKeys];
    this.#keys = keys;
    this.#sampling = commonSampling(keys);
    this.#shape = shape;
    const marks: number[] = [];
    for (const [index, { needle, spotsFor }] of keys.entries()) {
      for (const { x, y } of spotsFor(this.#sampling)) {
        const at = y * needle.width + x;
        const hash = hashRun(needle.pixels, at, shape);
        const slot = hash >>> TABLE_SHIFT;
        const entry = { needle: index, x, y, hash, next: this.#table[slot] };
        this.#table[slot] = entry;
        this.#entries.push(entry);
        marks.push(markRun(needle.pixels, at, shape));
      }
    }
    this.#filter = new MarkFilter(marks, shape);
  }

  /**
   * Where each needle lies with its corner within its own `corners` (positions; an empty region is not looked for).
   * `hole` on the frame is not compared.
   */
  scan(frame: Picture, corners: readonly Region[], hole?: Region): SearchResult[] {
    const found = this.#keys.map(() => ({ hits: [], overflow: false }));
    const part = this.#scannedPart(frame, corners);
    if (!part) return found;
    const scan = { frame, corners, hole, found };
    this.#scanSampled(scan, part);
    if (hole) this.#scanHidden(scan, hole);
    return found;
  }

  /** The smallest part of the frame that has every spot of every needle at every allowed corner. */
  #scannedPart(frame: Picture, corners: readonly Region[]): Region | undefined {
    const parts = this.#keys.flatMap(({ needle }, index) => {
      const { x, y, width, height } = corners[index] as Region;
      if (width <= 0 || height <= 0) return [];
      return [{ x, y, width: width + needle.width - 1, height: height + needle.height - 1 }];
    });
    const all = unionAll(parts);
    return all && intersect(all, wholeOf(frame));
  }

  #scanSampled(scan: Scan, part: Region): void {
    const { rows, columns } = this.#sampling;
    const { pixels, width } = scan.frame;
    for (let y = Math.ceil(part.y / rows) * rows; y < part.y + part.height; y += rows) {
      const row = y * width;
      const end = row + part.x + part.width - this.#shape.length + 1;
      for (let i = row + Math.ceil(part.x / columns) * columns; ; i += columns) {
        i = this.#filter.next(pixels, i, end, columns);
        if (i >= end) break;
        const hash = hashRun(pixels, i, this.#shape);
        for (let entry = this.#table[hash >>> TABLE_SHIFT]; entry; entry = entry.next) {
          if (entry.hash === hash) this.#consider(scan, entry, i - row, y);
        }
      }
    }
  }

  /** Spots under the hole do not look as recorded: every entry is considered at every sampled position around it. */
  #scanHidden(scan: Scan, hole: Region): void {
    const { rows, columns } = this.#sampling;
    const overhang = this.#shape.length - 1;
    const hidden = intersect(
      { ...hole, x: hole.x - overhang, width: hole.width + overhang },
      wholeOf(scan.frame),
    );
    if (!hidden) return;
    for (let y = Math.ceil(hidden.y / rows) * rows; y < hidden.y + hidden.height; y += rows) {
      for (let x = Math.ceil(hidden.x / columns) * columns; x < hidden.x + hidden.width; x += columns) {
        for (const entry of this.#entries) this.#consider(scan, entry, x, y);
      }
    }
  }

  /** Whether the entry's needle lies with that spot at `spotX`, `spotY`. */
  #consider({ frame, corners, hole, found }: Scan, entry: Entry, spotX: number, spotY: number): void {
    const { needle, rarest } = this.#keys[entry.needle] as NeedleKeys;
    const allowed = corners[entry.needle] as Region;
    const collected = found[entry.needle] as Scan['found'][number];
    const [x, y] = [spotX - entry.x, spotY - entry.y];
    if (collected.overflow) return;
    if (x < allowed.x || y < allowed.y || x >= allowed.x + allowed.width || y >= allowed.y + allowed.height)
      return;
    if (x < 0 || y < 0 || x + needle.width > frame.width || y + needle.height > frame.height) return;
    if (hole) {
      if (!needleMatchesAround(needle, frame, x, y, hole)) return;
      if (collected.hits.some((hit) => hit.x === x && hit.y === y)) return; // seen by the scan already
    } else {
      const there = (y + rarest.y) * frame.width + x + rarest.x;
      const here = rarest.y * needle.width + rarest.x;
      for (let i = 0; i < this.#shape.length; i++) {
        if (frame.pixels[there + i] !== needle.pixels[here + i]) return;
      }
      if (!needleMatchesAt(needle, frame, x, y)) return;
    }
    if (collected.hits.length === MOST_HITS) collected.overflow = true;
    else collected.hits.push({ x, y });
  }
}
