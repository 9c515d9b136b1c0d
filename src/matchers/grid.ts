/** The row grid: finds any number of needles in one sampled pass over the frame, with one table for all. */
import type { Picture } from '../frame/picture.ts';
import { intersect, type Region, wholeOf } from '../frame/region.ts';
import { commonSampling, type NeedleKeys, type Sampling } from './grid-keys.ts';
import { GridScan, type Wanted } from './grid-scan.ts';
import { GridTable } from './grid-table.ts';
import type { SearchResult } from './registry.ts';
import { hashRun, MarkFilter, type RunShape } from './spot.ts';

/** A table over needles. Build it once for the same needles: scanning is the cheap part. */
export class Grid {
  readonly #keys: readonly NeedleKeys[];
  readonly #sampling: Sampling;
  readonly #shape: RunShape;
  readonly #table: GridTable;
  readonly #filter: MarkFilter;

  /** At least one needle; all have the same shape of run. */
  constructor(keys: readonly NeedleKeys[]) {
    const [{ shape }] = keys as readonly [NeedleKeys];
    this.#keys = keys;
    this.#sampling = commonSampling(keys);
    this.#shape = shape;
    this.#table = new GridTable(keys, this.#sampling, shape);
    this.#filter = new MarkFilter(this.#table.marks, shape);
  }

  /**
   * Where each needle lies with its corner within its own `wanted` (positions; an empty region is not looked for).
   * Corners outside of `within` may be told too. `hole` on the frame is not compared.
   */
  scan(frame: Picture, wanted: readonly Wanted[], hole?: Region): SearchResult[] {
    const scan = new GridScan(frame, this.#keys, wanted, hole);
    for (const part of scan.parts) this.#scanPart(scan, part);
    if (hole && scan.open) this.#scanHidden(scan, hole);
    return scan.results;
  }

  #scanPart(scan: GridScan, part: Region): void {
    const { rows, columns } = this.#sampling;
    const { pixels, width } = scan.frame;
    for (let y = Math.ceil(part.y / rows) * rows; y < part.y + part.height && scan.open; y += rows) {
      const row = y * width;
      const end = row + part.x + part.width - this.#shape.length + 1;
      for (let i = row + Math.ceil(part.x / columns) * columns; ; i += columns) {
        i = this.#filter.next(pixels, i, end, columns);
        if (i >= end) break;
        scan.consider(this.#table, hashRun(pixels, i, this.#shape), i - row, y);
      }
    }
  }

  /** Spots under the hole do not look as recorded: every entry is considered at every sampled position around it. */
  #scanHidden(scan: GridScan, hole: Region): void {
    const { rows, columns } = this.#sampling;
    const overhang = this.#shape.length - 1;
    const around = { ...hole, x: hole.x - overhang, width: hole.width + overhang };
    const hidden = intersect(around, wholeOf(scan.frame));
    if (!hidden) return;
    for (let y = Math.ceil(hidden.y / rows) * rows; y < hidden.y + hidden.height; y += rows) {
      for (let x = Math.ceil(hidden.x / columns) * columns; x < hidden.x + hidden.width; x += columns) {
        scan.considerAll(this.#table, x, y, hole);
      }
    }
  }
}
