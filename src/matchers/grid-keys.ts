/**
 * Chooses, for each needle, the few spots by which the row grid finds it.
 *
 * The frame is sampled only at every `rows`-th row and every `columns`-th column. For each way that a needle can lie
 * over that grid, one spot of it falls on a sampled position: so one spot is chosen for each remainder, the rarest
 * within the needle. A spot is a short run of pixels that is not flat: flat spots would be found everywhere.
 */
import type { Needle } from './needle.ts';
import { hashRun, markRun, RUN_SHAPES, type RunShape } from './spot.ts';

/** How coarsely the frame is sampled. */
export interface Sampling {
  readonly rows: number;
  readonly columns: number;
}

/** Text has rows enough for these; the long run sees a thin line from three columns, an edge from seven. */
const MOST_ROWS = 16;
const MOST_COLUMNS = 6;
/** Cheapest to scan first. */
const SAMPLINGS: readonly Sampling[] = Array.from({ length: MOST_ROWS * MOST_COLUMNS }, (_, index) => ({
  rows: 1 + Math.floor(index / MOST_COLUMNS),
  columns: 1 + (index % MOST_COLUMNS),
})).sort((a, b) => b.rows * b.columns - a.rows * a.columns || b.rows - a.rows);
const FINEST = SAMPLINGS[SAMPLINGS.length - 1] as Sampling;

/** With more spots than these in one table the filter lets nearly everything pass. */
const MOST_SPOTS = 6400;

/** The spots of a needle that may be chosen, best ones known by their rarity. */
export interface NeedleKeys {
  readonly needle: Needle;
  readonly shape: RunShape;
  /** The cheapest sampling for which every remainder has a spot. */
  readonly sampling: Sampling;
  /** The rarest spot of all: looked at first, since it tells most. */
  readonly rarest: Spot;
  /** A pixel of the rarest colour: one comparison that rules out most places. */
  readonly probe: Spot;
  /** Whether every remainder has a spot. */
  suits(sampling: Sampling): boolean;
  /** One spot for each remainder; none if the sampling is too coarse for the needle. */
  spotsFor(sampling: Sampling): readonly Spot[];
}

/** A spot's place in its needle. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Rarities are counted in this many classes; a collision only makes a spot look less rare. */
const RARITY_CLASSES = 1 << 16;
/** Of the spots of one row that are the same to every sampling (60 is a multiple of 1 to 6) the rarest is kept. */
const SAME_COLUMNS = 60;

/** Undefined if the needle has no spot at all (flat in every row): such an area cannot be searched for, only compared. */
export function chooseKeys(needle: Needle): NeedleKeys | undefined {
  for (const shape of RUN_SHAPES) {
    const spots = rankSpots(needle, shape);
    if (spots.x.length === 0) continue;
    const suited = new Map<Sampling, boolean>();
    const suits = (sampling: Sampling) => {
      const known = suited.get(sampling) ?? coversAll(spots, sampling);
      suited.set(sampling, known);
      return known;
    };
    return {
      needle,
      shape,
      sampling: SAMPLINGS.find(suits) ?? FINEST, // it wants one spot, and there is one
      rarest: rarestOf(spots),
      probe: rarestPixel(needle),
      suits,
      spotsFor: (sampling) => (suits(sampling) ? spotsOf(spots, sampling) : []),
    };
  }
  return undefined;
}

/** The cheapest sampling that none of the needles forbids and that does not crowd the table: every pass serves all. */
export function commonSampling(keys: readonly NeedleKeys[]): Sampling {
  let [strictest] = keys as [NeedleKeys];
  const suitsAll = (sampling: Sampling) => {
    if (keys.length * sampling.rows * sampling.columns > MOST_SPOTS || !strictest.suits(sampling))
      return false;
    strictest = keys.find((key) => !key.suits(sampling)) ?? strictest; // likely the one to forbid the next, too
    return strictest.suits(sampling);
  };
  return SAMPLINGS.find(suitsAll) ?? FINEST;
}

/** Spots in columns of numbers: a panel has ten thousand. */
interface RankedSpots {
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  /** How often each occurs in its needle; of equally rare ones the one whose mark is rarer is less. */
  readonly rarity: Float32Array;
}

/** The rarest spots of each row. */
function rankSpots(needle: Needle, shape: RunShape): RankedSpots {
  const { width, height, pixels } = needle;
  const runs = new Uint32Array(RARITY_CLASSES);
  const marks = new Uint32Array(RARITY_CLASSES);
  forEachSpot(needle, shape, (x, y) => {
    count(runs, classOf(hashRun(pixels, y * width + x, shape)));
    count(marks, classOf(markRun(pixels, y * width + x, shape)));
  });
  const best = new Float32Array(height * SAME_COLUMNS).fill(Number.POSITIVE_INFINITY);
  const columns = new Uint16Array(height * SAME_COLUMNS);
  let found = 0;
  forEachSpot(needle, shape, (x, y) => {
    const sameRun = runs[classOf(hashRun(pixels, y * width + x, shape))] as number;
    const sameMark = marks[classOf(markRun(pixels, y * width + x, shape))] as number;
    const rarity = sameRun + sameMark / (sameMark + 1);
    const place = y * SAME_COLUMNS + (x % SAME_COLUMNS);
    const other = best[place] as number;
    if (other === Number.POSITIVE_INFINITY) found++;
    if (rarity >= other) return;
    best[place] = rarity;
    columns[place] = x;
  });
  const ranked = { x: new Uint16Array(found), y: new Uint16Array(found), rarity: new Float32Array(found) };
  let next = 0;
  for (let place = 0; place < best.length; place++) {
    if (best[place] === Number.POSITIVE_INFINITY) continue;
    ranked.x[next] = columns[place] as number;
    ranked.y[next] = Math.floor(place / SAME_COLUMNS);
    ranked.rarity[next++] = best[place] as number;
  }
  return ranked;
}

function rarestOf({ x, y, rarity }: RankedSpots): Spot {
  let best = 0;
  for (let spot = 1; spot < rarity.length; spot++)
    if ((rarity[spot] as number) < (rarity[best] as number)) best = spot;
  return { x: x[best] as number, y: y[best] as number };
}

function coversAll({ x, y }: RankedSpots, { rows, columns }: Sampling): boolean {
  const seen = new Uint8Array(rows * columns);
  let missing = rows * columns;
  for (let spot = 0; spot < x.length; spot++) {
    const remainder = ((y[spot] as number) % rows) * columns + ((x[spot] as number) % columns);
    if (seen[remainder] === 1) continue;
    seen[remainder] = 1;
    if (--missing === 0) return true;
  }
  return false;
}

/** The rarest spot of each remainder. */
function spotsOf({ x, y, rarity }: RankedSpots, { rows, columns }: Sampling): Spot[] {
  const chosen = new Int32Array(rows * columns).fill(-1);
  for (let spot = 0; spot < x.length; spot++) {
    const remainder = ((y[spot] as number) % rows) * columns + ((x[spot] as number) % columns);
    const other = chosen[remainder] as number;
    if (other < 0 || (rarity[spot] as number) < (rarity[other] as number)) chosen[remainder] = spot;
  }
  return Array.from(chosen, (spot) => ({ x: x[spot] as number, y: y[spot] as number }));
}

/** The first compared pixel whose colour no other colour of the needle is rarer than. */
function rarestPixel(needle: Needle): Spot {
  const { width, pixels } = needle;
  const colours = new Uint32Array(RARITY_CLASSES);
  forEachPixel(needle, (x, y) => count(colours, colourClass(pixels[y * width + x] as number)));
  let rarest = { x: 0, y: 0 };
  let fewest = Number.POSITIVE_INFINITY;
  forEachPixel(needle, (x, y) => {
    const same = colours[colourClass(pixels[y * width + x] as number)] as number;
    if (same >= fewest) return;
    fewest = same;
    rarest = { x, y };
  });
  return rarest;
}

function forEachPixel(needle: Needle, visit: (x: number, y: number) => void): void {
  const { height, spans, rowSpans } = needle;
  for (let y = 0; y < height; y++) {
    for (let span = rowSpans[y] as number; span < (rowSpans[y + 1] as number); span += 2) {
      for (let x = spans[span] as number; x < (spans[span + 1] as number); x++) visit(x, y);
    }
  }
}

/** Knuth's multiplicative hashing: its high bits tell colours apart. */
function colourClass(colour: number): number {
  return classOf(Math.imul(colour, 0x9e3779b1));
}

/** Every run of compared pixels that is not flat, as far as its mark tells. */
function forEachSpot(needle: Needle, shape: RunShape, visit: (x: number, y: number) => void): void {
  const { width, height, pixels, spans, rowSpans } = needle;
  for (let y = 0; y < height; y++) {
    for (let span = rowSpans[y] as number; span < (rowSpans[y + 1] as number); span += 2) {
      const last = (spans[span + 1] as number) - shape.length;
      for (let x = spans[span] as number; x <= last; x++) {
        if (markRun(pixels, y * width + x, shape) !== 0) visit(x, y);
      }
    }
  }
}

function count(histogram: Uint32Array, index: number): void {
  histogram[index] = (histogram[index] as number) + 1;
}

function classOf(hash: number): number {
  return hash >>> 16;
}
