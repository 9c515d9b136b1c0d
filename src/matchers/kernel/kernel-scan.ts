/** One search by the SIMD kernel: it finds candidates by the probes of one tile and compares those as a whole. */
import { LARGEST_SIDE } from '../../frame/png-header.ts';
import type { Point, Region } from '../../frame/region.ts';
import type { FuzzyArea } from '../fuzzy-area.ts';
import { type FoundPlaces, withBeside } from '../places.ts';
import type { Need, Probes } from '../probes.ts';
import { TILE } from '../rule.ts';
import { AreaSlot } from './area-slot.ts';
import type { FrameCopy, KernelPlane } from './frame-copy.ts';
import type { Address, KernelMemory } from './kernel-memory.ts';
import type { Kernel } from './load-kernel.ts';
import { MOST_NEEDS, ProbePlan } from './probe-plan.ts';
import { type Part, partsOf } from './strips.ts';

/** Candidates are compared when there are so many, or at the end. */
const BATCH = 512;
/** If so many of a batch are no match, its tile does not tell much: another one is tried. */
const MANY_FAILURES = BATCH / 2;
/** Trying tiles is not to cost more than comparing. */
const MOST_SWITCHES = 8;
/** A usual search of a whole display looks at fewer probes of 16 places. One that takes more is worth a better plan. */
const PATIENCE = 150_000;
const ENDLESS = 0x7fffffff;
/** Every so manieth byte is enough to know what is rare; a prime, so that columns do not repeat. */
const SAMPLING = 61;
/** Bytes of a candidate: x and y. */
const CANDIDATE = 8;
const CANDIDATE_Y = 4;
/** The fields of `Scan` in the kernel's source, of which the seventh is `top`. */
const SCAN_WORDS = 29;
const PATIENCE_OFFSET = (SCAN_WORDS - 1) * 4;
const TOP_OFFSET = 6 * 4;
/** Those of a tile but one: counts of them fit a byte. */
const MOST_PROBES = 255;
/** The fields of `Need` in the kernel's source. */
const NEED_WORDS = 3;
/** Cells are as wide as a tile and half as high. */
const CELL_ROWS_A_TILE = 2;
/** 16 places side by side are a group. */
const GROUP = 16;

/** Probes as the kernel takes them. */
interface ProbeTable {
  readonly width: number;
  /** Of their pixels from that under the area's corner. */
  readonly offsets: Int32Array;
  /** The lowest byte that each may have. At the lower end of bytes more are let through than the rule allows: candidates only. */
  readonly lowest: Uint8Array;
}

export class KernelScan {
  readonly #kernel: Kernel;
  readonly #memory: KernelMemory;
  readonly #copy: FrameCopy;
  readonly #scan: Address;
  readonly #offsets: Address;
  readonly #lowest: Address;
  readonly #needs: Address;
  readonly #live: Address;
  readonly #candidates: Address;
  readonly #slot: AreaSlot;
  /** For all rows of tiles, or for one. */
  readonly #plans = new WeakMap<FuzzyArea, Map<number | undefined, ProbePlan>>();
  readonly #tables = new WeakMap<Probes, ProbeTable>();

  constructor(kernel: Kernel, memory: KernelMemory, copy: FrameCopy) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#copy = copy;
    this.#scan = this.#memory.reserve(SCAN_WORDS * 4);
    this.#offsets = this.#memory.reserve(MOST_PROBES * 4);
    this.#lowest = this.#memory.reserve(MOST_PROBES);
    this.#needs = this.#memory.reserve(MOST_NEEDS * NEED_WORDS * 4);
    this.#live = this.#memory.reserve((LARGEST_SIDE / GROUP + GROUP) * 2);
    this.#candidates = this.#memory.reserve((BATCH + LARGEST_SIDE) * CANDIDATE);
    this.#slot = new AreaSlot(kernel, this.#memory);
  }

  /** Every place with its corner in `corners`. */
  find(area: FuzzyArea, corners: Region, hole: Region | undefined): FoundPlaces {
    try {
      this.#slot.begin();
      this.#scanAll(area, corners, hole);
      const { isFull, apart } = this.#slot;
      if (isFull) return { apart, all: undefined };
      return withBeside(apart, this.#slot.beside, (place) => {
        this.#load(area, hole);
        return this.#slot.fits(place);
      });
    } finally {
      this.#slot.unload();
    }
  }

  /** How many pixels are not identical at each of the places. */
  countUnequal(area: FuzzyArea, places: readonly Point[], hole: Region | undefined): number[] {
    try {
      this.#load(area, hole);
      return places.map((place) => {
        this.#copy.copyRows(place.y, place.y + area.size.height);
        return this.#slot.countUnequal(place);
      });
    } finally {
      this.#slot.unload();
    }
  }

  /** Settles all candidates, as long as they are not too many. */
  #scanAll(area: FuzzyArea, corners: Region, hole: Region | undefined): void {
    for (const part of partsOf(area, corners)) {
      this.#scanPart(area, part, hole, Math.ceil((PATIENCE * part.corners.height) / corners.height));
      if (this.#slot.isFull) return;
    }
  }

  #planFor(area: FuzzyArea, tileRow: number | undefined): ProbePlan {
    const plans = this.#plans.get(area) ?? new Map<number | undefined, ProbePlan>();
    this.#plans.set(area, plans);
    const plan = plans.get(tileRow) ?? new ProbePlan(area, tileRow);
    plans.set(tileRow, plan);
    return plan;
  }

  #scanPart(area: FuzzyArea, { corners, tileRow }: Part, hole: Region | undefined, limit: number): void {
    const plan = this.#planFor(area, tileRow);
    const bottom = corners.y + corners.height;
    let patience = plan.begin() ? limit : ENDLESS;
    let switches = 0;
    this.#prepare(area, plan, corners, hole, patience);
    for (let top = corners.y; top < bottom; ) {
      const count = this.#kernel.scan(this.#scan);
      top = this.#memory.readWord(this.#scan + TOP_OFFSET);
      const failed = count > 0 ? this.#settle(area, hole, count) : 0;
      if (this.#slot.isFull) return;
      const tedious = this.#memory.readWord(this.#scan + PATIENCE_OFFSET) <= 0;
      const rest = { ...corners, y: top, height: bottom - top };
      if (top >= bottom) return;
      if (failed >= MANY_FAILURES && switches < MOST_SWITCHES && plan.switchTo(this.#slot.takeMostFailed())) {
        switches++;
        plan.order(this.#sample(plan, area, rest));
      } else if (tedious) plan.adapt(this.#sample(plan, area, rest));
      else continue;
      if (tedious) patience = ENDLESS;
      this.#prepare(area, plan, rest, hole, patience);
    }
  }

  /** Compares the scan's candidates, which are in reading order; returns how many do not fit. */
  #settle(area: FuzzyArea, hole: Region | undefined, count: number): number {
    this.#load(area, hole);
    const first = this.#memory.readWord(this.#candidates + CANDIDATE_Y);
    const last = this.#memory.readWord(this.#candidates + (count - 1) * CANDIDATE + CANDIDATE_Y);
    this.#copy.copyRows(first, last + area.size.height);
    return this.#slot.settle(this.#candidates, count);
  }

  /** Some bytes of the plane that is searched, from all of the rows that matter. */
  #sample(plan: ProbePlan, area: FuzzyArea, corners: Region): Uint8Array {
    const { width, height } = this.#copy.size;
    const { plane } = this.#planeUnder(plan, area, corners);
    const { top, end } = rowsUnder(plan, area, corners);
    return this.#memory.sample(plane + top * width, (Math.min(height, end) - top) * width, SAMPLING);
  }

  #planeUnder(plan: ProbePlan, area: FuzzyArea, corners: Region): KernelPlane {
    this.#slot.unload(); // the plane may need memory
    const { top, end } = rowsUnder(plan, area, corners);
    return this.#copy.plane(plan.current.weights, area.rule.blur, top, end);
  }

  /** From the first cell under one tile of the area to that under another: all lie alike on the grid of cells. */
  #cellsBetween({ tilesAcross }: FuzzyArea, one: number, other: number, cellStride: number): number {
    const across = (other % tilesAcross) - (one % tilesAcross);
    const down = Math.floor(other / tilesAcross) - Math.floor(one / tilesAcross);
    return down * CELL_ROWS_A_TILE * cellStride + across;
  }

  /** On a frame of that width. */
  #tableOf(probes: Probes, width: number): ProbeTable {
    const known = this.#tables.get(probes);
    if (known?.width === width) return known;
    const places = probes.places.slice(0, MOST_PROBES);
    const offsets = Int32Array.from(places, ({ x, y }) => y * width + x);
    const values = probes.values.subarray(0, MOST_PROBES);
    const table = { width, offsets, lowest: values.map((value) => Math.max(0, value - probes.tolerance)) };
    this.#tables.set(probes, table);
    return table;
  }

  #load(area: FuzzyArea, hole: Region | undefined): void {
    const { width } = this.#copy.size;
    if (!this.#slot.isLoaded) this.#slot.load(area, this.#copy.pixels, width, hole);
  }

  /** Tells the kernel what to scan for. */
  #prepare(
    area: FuzzyArea,
    plan: ProbePlan,
    corners: Region,
    hole: Region | undefined,
    patience: number,
  ): void {
    const { width, height } = this.#copy.size;
    const { blur } = area.rule;
    const { current: probes } = plan;
    const [right, bottom] = [corners.x + corners.width, corners.y + corners.height];
    const plane = this.#planeUnder(plan, area, corners);
    const { offsets, lowest } = this.#tableOf(probes, width);
    this.#memory.writeWords(this.#offsets, offsets);
    this.#memory.write(this.#lowest, lowest);
    const needs = hole ? [probes] : plan.needs; // what a hole hides of the probed tile is free below
    const cellsOf = ({ tile }: Need) => this.#cellsBetween(area, probes.tile, tile, plane.cellStride);
    this.#memory.writeWords(
      this.#needs,
      needs.flatMap((need) => [cellsOf(need), need.highestLow, need.lowestHigh]),
    );
    const free = hole ? cornersOf(probes.region, area.widened(hole)) : NOWHERE;
    this.#memory.writeWords(this.#scan, [
      ...[plane.plane, width, height, blur ? plane.blurred : 0, plane.made],
      ...[corners.x, corners.y, right, bottom],
      ...[probes.region.x, probes.region.y, this.#offsets, this.#lowest, offsets.length],
      ...[probes.tolerance, probes.limit, this.#needs, needs.length],
      ...[plane.lows, plane.highs, plane.cellStride],
      ...[free.x, free.y, free.x + free.width, free.y + free.height],
      ...[this.#live, this.#candidates, BATCH, patience],
    ]);
  }
}

/** Of the frame: those that may lie under the tiles that a plan looks at. */
function rowsUnder(
  { current, needs }: ProbePlan,
  { tilesAcross }: FuzzyArea,
  { y, height }: Region,
): { readonly top: number; readonly end: number } {
  const rows = [current, ...needs].map(({ tile }) => Math.floor(tile / tilesAcross));
  return { top: y + Math.min(...rows) * TILE, end: y + height - 1 + (Math.max(...rows) + 1) * TILE };
}

const NOWHERE: Region = { x: 0, y: 0, width: 0, height: 0 };

/** Corners at which `tile`, relative to them, has pixels in common with `hole`. */
function cornersOf(tile: Region, hole: Region): Region {
  return {
    x: hole.x - tile.x - tile.width + 1,
    y: hole.y - tile.y - tile.height + 1,
    width: hole.width + tile.width - 1,
    height: hole.height + tile.height - 1,
  };
}
