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

/** Cheapest to scan first. */
const SAMPLINGS: readonly Sampling[] = [
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
/** Remainders of the coarsest sampling; those of every other one are unions of these. */
const COARSEST = SAMPLINGS[0] as Sampling;
const FINEST = SAMPLINGS[SAMPLINGS.length - 1] as Sampling;

interface RankedSpot extends Spot {
  /** How often it occurs in its needle; of equally rare ones the one whose mark is rarer comes first. */
  readonly rarity: number;
}

/** Undefined if the needle has no spot at all (flat in every row): such an area cannot be searched for, only compared. */
export function chooseKeys(needle: Needle): NeedleKeys | undefined {
  for (const shape of RUN_SHAPES) {
    const ranked = rankSpots(needle, shape);
    const [rarest] = ranked.toSorted((a, b) => a.rarity - b.rarity);
    if (!rarest) continue;
    const spotsFor = (sampling: Sampling) => spotsOf(ranked, sampling) ?? [];
    const sampling = SAMPLINGS.find((candidate) => spotsFor(candidate).length > 0) ?? FINEST;
    return { needle, shape, sampling, rarest, spotsFor };
  }
  return undefined;
}

/** The cheapest sampling that none of the needles forbids and that does not crowd the table: every pass serves all. */
export function commonSampling(keys: readonly NeedleKeys[]): Sampling {
  const suits = (sampling: Sampling) =>
    keys.length * sampling.rows * sampling.columns <= MOST_SPOTS &&
    keys.every((key) => key.spotsFor(sampling).length > 0);
  return SAMPLINGS.find(suits) ?? FINEST; // it wants one spot, and every needle has one
}

/** The rarest spot of each remainder of the coarsest sampling. */
function rankSpots(needle: Needle, shape: RunShape): RankedSpot[] {
  const { width, pixels } = needle;
  const runs = new Uint32Array(RARITY_CLASSES);
  const marks = new Uint32Array(RARITY_CLASSES);
  forEachSpot(needle, shape, (x, y) => {
    count(runs, classOf(hashRun(pixels, y * width + x, shape)));
    count(marks, classOf(markRun(pixels, y * width + x, shape)));
  });
  const best: (RankedSpot | undefined)[] = [];
  forEachSpot(needle, shape, (x, y) => {
    const sameRun = runs[classOf(hashRun(pixels, y * width + x, shape))] as number;
    const sameMark = marks[classOf(markRun(pixels, y * width + x, shape))] as number;
    const rarity = sameRun + sameMark / (sameMark + 1);
    const remainder = (y % COARSEST.rows) * COARSEST.columns + (x % COARSEST.columns);
    if (rarity < (best[remainder]?.rarity ?? Number.POSITIVE_INFINITY)) best[remainder] = { x, y, rarity };
  });
  return best.filter((spot) => spot !== undefined);
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
