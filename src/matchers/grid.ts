/** The row grid: finds any number of needles in one sampled pass over the frame, with one table for all. */
import type { Picture } from '../frame/picture.ts';
import { intersect, type Point, type Region, unionAll, wholeOf } from '../frame/region.ts';
import { commonSampling, hashRun, type NeedleKeys, RUN_LENGTHS, type Sampling } from './grid-keys.ts';
import { needleMatchesAround, needleMatchesAt } from './needle.ts';
import { MOST_HITS, type SearchResult } from './registry.ts';

/** Slots of the first filter, one byte each: small enough for the first-level cache. */
const FILTER_BITS = 13;
const FILTER_SHIFT = 32 - FILTER_BITS;
/** Slots of the table of spots. */
const TABLE_BITS = 14;
/** Multipliers for the filter; one is taken under which no chosen spot shares the slot of "no step of colour". */
const MULTIPLIERS = [0x1e3779b1, 0x05ebca77, 0x02b2ae3d, 0x27d4eb2f, 0x165667b1] as const;

/** One spot of one needle. */
interface Entry {
  readonly needle: number;
  readonly x: number;
  readonly y: number;
  readonly hash: number;
  /** The next entry of the same slot, or undefined. */
  readonly next: Entry | undefined;
}

/** What a scan collects. */
interface Collected {
  readonly hits: Point[];
  overflow: boolean;
}

/** A table over needles. Build it once for the same needles: scanning is the cheap part. */
export class Grid {
  readonly #keys: readonly NeedleKeys[];
  readonly #sampling: Sampling;
  readonly #filter = new Uint8Array(1 << FILTER_BITS);
  readonly #multiplier: number;
  /** One table a run length in use. */
  readonly #tables: { readonly run: number; readonly slots: (Entry | undefined)[] }[] = [];

  constructor(keys: readonly NeedleKeys[]) {
    this.#keys = keys;
    this.#sampling = commonSampling(keys);
    const steps: number[] = [];
    for (const run of RUN_LENGTHS) {
      const slots = new Array<Entry | undefined>(1 << TABLE_BITS).fill(undefined);
      const members = keys.flatMap((key, needle) => (key.run === run ? [{ key, needle }] : []));
      for (const { key, needle } of members) {
        for (const { x, y } of key.spotsFor(this.#sampling)) {
          const { pixels, width } = key.needle;
          const hash = hashRun(pixels, y * width + x, run);
          const slot = hash >>> (32 - TABLE_BITS);
          slots[slot] = { needle, x, y, hash, next: slots[slot] };
          steps.push((pixels[y * width + x] as number) ^ (pixels[y * width + x + 1] as number));
        }
      }
      if (members.length > 0) this.#tables.push({ run, slots });
    }
    this.#multiplier =
      MULTIPLIERS.find((multiplier) => steps.every((step) => filterSlot(step, multiplier) !== 0)) ??
      MULTIPLIERS[0];
    for (const step of steps) this.#filter[filterSlot(step, this.#multiplier)] = 1;
  }

  /**
   * Where each needle lies with its corner within its own `corners` (positions; an empty region is not looked for).
   * `hole` on the frame is not compared.
   */
  scan(frame: Picture, corners: readonly Region[], hole?: Region): SearchResult[] {
    const found: Collected[] = this.#keys.map(() => ({ hits: [], overflow: false }));
    const scanned = this.#scannedPart(frame, corners);
    if (!scanned) return found;
    const visit = (entry: Entry, x: number, y: number) => {
      this.#consider(frame, entry, { x: x - entry.x, y: y - entry.y }, corners, found, hole);
    };
    this.#scanSampled(frame, scanned, visit);
    if (hole) this.#visitHidden(frame, hole, visit);
    return found;
  }

  /** The smallest part of the frame that has every spot of every needle at every allowed corner. */
  #scannedPart(frame: Picture, corners: readonly Region[]): Region | undefined {
    const parts = this.#keys.flatMap(({ needle }, index) => {
      const { x, y, width, height } = corners[index] ?? { x: 0, y: 0, width: 0, height: 0 };
      if (width <= 0 || height <= 0) return [];
      return [{ x, y, width: width + needle.width - 1, height: height + needle.height - 1 }];
    });
    const all = unionAll(parts);
    return all && intersect(all, wholeOf(frame));
  }

  #scanSampled(frame: Picture, part: Region, visit: (entry: Entry, x: number, y: number) => void): void {
    const { rows, columns } = this.#sampling;
    for (let y = Math.ceil(part.y / rows) * rows; y < part.y + part.height; y += rows) {
      const row = y * frame.width;
      const end = row + part.x + part.width - 1; // the last pixel starts no pair
      for (let i = row + Math.ceil(part.x / columns) * columns; ; i += columns) {
        i = nextStep(frame.pixels, this.#filter, this.#multiplier, columns, i, end);
        if (i >= end) break;
        this.#lookUp(frame.pixels, i, i - row, y, visit);
      }
    }
  }

  #lookUp(
    pixels: Uint32Array,
    index: number,
    x: number,
    y: number,
    visit: (entry: Entry, x: number, y: number) => void,
  ): void {
    for (const { run, slots } of this.#tables) {
      if (index + run > pixels.length) continue;
      const hash = hashRun(pixels, index, run);
      for (let entry = slots[hash >>> (32 - TABLE_BITS)]; entry; entry = entry.next)
        if (entry.hash === hash) visit(entry, x, y);
    }
  }

  /** Spots under the hole do not look as recorded: every entry is considered at every sampled position around it. */
  #visitHidden(frame: Picture, hole: Region, visit: (entry: Entry, x: number, y: number) => void): void {
    const { rows, columns } = this.#sampling;
    for (const { run, slots } of this.#tables) {
      const hidden = intersect({ ...hole, x: hole.x - run + 1, width: hole.width + run - 1 }, wholeOf(frame));
      if (!hidden) continue;
      for (let y = Math.ceil(hidden.y / rows) * rows; y < hidden.y + hidden.height; y += rows) {
        for (let x = Math.ceil(hidden.x / columns) * columns; x < hidden.x + hidden.width; x += columns) {
          for (const slot of slots) for (let entry = slot; entry; entry = entry.next) visit(entry, x, y);
        }
      }
    }
  }

  #consider(
    frame: Picture,
    entry: Entry,
    corner: Point,
    corners: readonly Region[],
    found: readonly Collected[],
    hole: Region | undefined,
  ): void {
    const { needle, rarest, run } = this.#keys[entry.needle] as NeedleKeys;
    const allowed = corners[entry.needle];
    const collected = found[entry.needle] as Collected;
    if (!allowed || collected.overflow) return;
    const { x, y } = corner;
    if (x < allowed.x || y < allowed.y || x >= allowed.x + allowed.width || y >= allowed.y + allowed.height)
      return;
    if (x < 0 || y < 0 || x + needle.width > frame.width || y + needle.height > frame.height) return;
    if (hole) {
      if (!needleMatchesAround(needle, frame, x, y, hole)) return;
      if (collected.hits.some((hit) => hit.x === x && hit.y === y)) return; // seen by the scan already
    } else {
      const there = (y + rarest.y) * frame.width + x + rarest.x;
      const here = rarest.y * needle.width + rarest.x;
      for (let i = 0; i < run; i++) if (frame.pixels[there + i] !== needle.pixels[here + i]) return;
      if (!needleMatchesAt(needle, frame, x, y)) return;
    }
    if (collected.hits.length === MOST_HITS) collected.overflow = true;
    else collected.hits.push(corner);
  }
}

/**
 * The first sampled pixel from `index` on whose step to its right neighbour the filter knows, else `end` or beyond.
 * The hot loop: four at a time, without a branch for each.
 */
function nextStep(
  pixels: Uint32Array,
  filter: Uint8Array,
  multiplier: number,
  columns: number,
  index: number,
  end: number,
): number {
  const last = end - 3 * columns;
  let i = index;
  for (;;) {
    for (; i < last; i += 4 * columns) {
      const j = i + columns;
      const k = j + columns;
      const l = k + columns;
      const a = filter[
        Math.imul((pixels[i] as number) ^ (pixels[i + 1] as number), multiplier) >>> FILTER_SHIFT
      ] as number;
      const b = filter[
        Math.imul((pixels[j] as number) ^ (pixels[j + 1] as number), multiplier) >>> FILTER_SHIFT
      ] as number;
      const c = filter[
        Math.imul((pixels[k] as number) ^ (pixels[k + 1] as number), multiplier) >>> FILTER_SHIFT
      ] as number;
      const d = filter[
        Math.imul((pixels[l] as number) ^ (pixels[l + 1] as number), multiplier) >>> FILTER_SHIFT
      ] as number;
      if ((a | b | c | d) !== 0) break;
    }
    for (const stop = Math.min(i + 4 * columns, end); i < stop; i += columns) {
      if (filter[filterSlot((pixels[i] as number) ^ (pixels[i + 1] as number), multiplier)] !== 0) return i;
    }
    if (i >= end) return i;
  }
}

function filterSlot(step: number, multiplier: number): number {
  return Math.imul(step, multiplier) >>> FILTER_SHIFT;
}
