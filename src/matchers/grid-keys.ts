/**
 * Chooses, for each needle, the few spots by which the row grid finds it.
 *
 * The frame is sampled only at every `rows`-th row and every `columns`-th column. For each way that a needle can lie
 * over that grid, one spot of it falls on a sampled position: so one spot is chosen for each remainder, the rarest
 * within the needle. A spot is a short run of pixels whose first two differ: flat spots would be found everywhere.
 */
import type { Needle } from './needle.ts';

/** How coarsely the frame is sampled. */
export interface Sampling {
  readonly rows: number;
  readonly columns: number;
}

/** Cheapest to scan first. */
export const SAMPLINGS: readonly Sampling[] = [
  { rows: 16, columns: 4 },
  { rows: 16, columns: 2 },
  { rows: 8, columns: 4 },
  { rows: 16, columns: 1 },
  { rows: 8, columns: 2 },
  { rows: 4, columns: 4 },
  { rows: 8, columns: 1 },
  { rows: 4, columns: 2 },
  { rows: 2, columns: 4 },
  { rows: 4, columns: 1 },
  { rows: 2, columns: 2 },
  { rows: 1, columns: 4 },
  { rows: 2, columns: 1 },
  { rows: 1, columns: 2 },
  { rows: 1, columns: 1 },
];

/** With more spots in one table the filter lets nearly everything pass. */
const MOST_SPOTS = 3200;

/** Pixels in a spot: enough to tell letters of two colours apart. Needles narrower than that use the short run. */
export const RUN_LENGTHS = [8, 2] as const;
export type RunLength = (typeof RUN_LENGTHS)[number];

/** The spots of a needle that may be chosen, best ones known by their rarity. */
export interface NeedleKeys {
  readonly needle: Needle;
  readonly run: RunLength;
  /** The coarsest sampling for which every remainder has a spot. */
  readonly sampling: Sampling;
  /** The rarest spot of all: looked at first, since it tells most. */
  readonly rarest: Spot;
  /** One spot for each remainder. */
  spotsFor(sampling: Sampling): readonly Spot[];
}

/** A spot's place in its needle. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Rarities are counted in this many classes; a collision only makes a spot look less rare. */
const RARITY_CLASSES = 1 << 16;
/** Remainders of the coarsest sampling; those of every other one are unions of these. */
const COARSEST = SAMPLINGS[0] as Sampling;
const FINEST = SAMPLINGS[SAMPLINGS.length - 1] as Sampling;

interface RankedSpot extends Spot {
  /** How often it occurs in its needle; of equally rare ones the one whose first step of colour is rarer comes first. */
  readonly rarity: number;
}

/** Undefined if the needle has no spot at all (flat in every row): such an area cannot be searched for, only compared. */
export function chooseKeys(needle: Needle): NeedleKeys | undefined {
  for (const run of RUN_LENGTHS) {
    const ranked = rankSpots(needle, run);
    const [rarest] = ranked.toSorted((a, b) => a.rarity - b.rarity);
    if (!rarest) continue;
    const spotsFor = (sampling: Sampling) => spotsOf(ranked, sampling) ?? [];
    const sampling = SAMPLINGS.find((candidate) => spotsFor(candidate).length > 0) as Sampling;
    return { needle, run, sampling, rarest, spotsFor };
  }
  return undefined;
}

/** The sampling that suits all: the cheapest that none of them forbids and that does not crowd the table. */
export function commonSampling(keys: readonly NeedleKeys[]): Sampling {
  const suits = (sampling: Sampling) =>
    keys.length * sampling.rows * sampling.columns <= MOST_SPOTS &&
    keys.every((key) => key.spotsFor(sampling).length > 0);
  return SAMPLINGS.find(suits) ?? FINEST; // it wants one spot, and every key has one
}

/** A 32-bit mark of the `run` pixels from `index` on. */
export function hashRun(pixels: Uint32Array | Int32Array, index: number, run: number): number {
  let hash = 0;
  for (let i = index; i < index + run; i++) {
    hash = Math.imul(hash ^ (pixels[i] as number), HASH_MULTIPLIER);
    hash ^= hash >>> HASH_SHIFT;
  }
  return hash;
}

/** Knuth's multiplicative hashing; the shift brings the high bits, which it mixes best, down. */
const HASH_MULTIPLIER = 0x9e3779b1;
const HASH_SHIFT = 15;

/** The rarest spot of each remainder of the coarsest sampling. */
function rankSpots(needle: Needle, run: RunLength): RankedSpot[] {
  const { width, pixels } = needle;
  const runs = new Uint32Array(RARITY_CLASSES);
  const steps = new Uint32Array(RARITY_CLASSES);
  forEachSpot(needle, run, (x, y) => {
    count(runs, rarityClass(pixels, y * width + x, run));
    count(steps, rarityClass(pixels, y * width + x, 2));
  });
  const best: (RankedSpot | undefined)[] = [];
  forEachSpot(needle, run, (x, y) => {
    const at = y * width + x;
    const sameRun = runs[rarityClass(pixels, at, run)] as number;
    const sameStep = steps[rarityClass(pixels, at, 2)] as number;
    const rarity = sameRun + sameStep / (sameStep + 1);
    const remainder = (y % COARSEST.rows) * COARSEST.columns + (x % COARSEST.columns);
    if (rarity < (best[remainder]?.rarity ?? Number.POSITIVE_INFINITY)) best[remainder] = { x, y, rarity };
  });
  return best.filter((spot) => spot !== undefined);
}

/** Every run of compared pixels that begins with a step of colour. */
function forEachSpot(
  { width, height, pixels, spans, rowSpans }: Needle,
  run: RunLength,
  visit: (x: number, y: number) => void,
): void {
  for (let y = 0; y < height; y++) {
    for (let span = rowSpans[y] as number; span < (rowSpans[y + 1] as number); span += 2) {
      const last = (spans[span + 1] as number) - run;
      for (let x = spans[span] as number; x <= last; x++) {
        if (pixels[y * width + x] !== pixels[y * width + x + 1]) visit(x, y);
      }
    }
  }
}

function count(histogram: Uint32Array, index: number): void {
  histogram[index] = (histogram[index] as number) + 1;
}

function rarityClass(pixels: Uint32Array, index: number, run: number): number {
  return hashRun(pixels, index, run) >>> 16;
}

/** The rarest spot of each remainder of `sampling`; undefined if one has none. */
function spotsOf(ranked: readonly RankedSpot[], { rows, columns }: Sampling): RankedSpot[] | undefined {
  const chosen: RankedSpot[] = [];
  for (const spot of ranked) {
    const remainder = (spot.y % rows) * columns + (spot.x % columns);
    const other = chosen[remainder];
    if (!other || spot.rarity < other.rarity) chosen[remainder] = spot;
  }
  const complete = chosen.filter((spot) => spot !== undefined).length === rows * columns;
  return complete ? chosen : undefined;
}
