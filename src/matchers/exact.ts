/** The exact engine: identical pixels only, found by the row grid. */
import type { Picture } from '../frame/picture.ts';
import { area, type Dimensions, type Point, type Region } from '../frame/region.ts';
import { chooseKeys, type NeedleKeys } from './grid-keys.ts';
import { GridSet } from './grid-set.ts';
import {
  countDifferences,
  countHidden,
  createNeedle,
  type Needle,
  needleMatchesAround,
  needleMatchesAt,
} from './needle.ts';
import type { AreaMatch } from './outcome.ts';
import type {
  AreaReference,
  CompiledArea,
  Differences,
  MatchEngine,
  SearchRequest,
  SearchResult,
} from './registry.ts';
import { isExact } from './rule.ts';
import { searchEverywhere } from './search-everywhere.ts';

/** An area ready for exact comparison; what a search needs is prepared by the first one. */
class ExactArea implements CompiledArea {
  readonly engine = exactEngine;
  readonly needle: Needle;
  #keys: NeedleKeys | undefined | 'unprepared' = 'unprepared';

  constructor({ picture, exclude }: AreaReference) {
    this.needle = createNeedle(picture, exclude);
  }

  /** Undefined if no row has two pixels that differ. */
  get keys(): NeedleKeys | undefined {
    if (this.#keys === 'unprepared') this.#keys = chooseKeys(this.needle);
    return this.#keys;
  }

  get size(): Dimensions {
    return this.needle;
  }

  get searchCost(): number {
    const sampling = this.keys?.sampling;
    return sampling ? 1 / (sampling.rows * sampling.columns) : area(this.needle);
  }

  get comparedPixels(): number {
    return this.needle.compared;
  }

  hiddenPixels(at: Point, hole: Region): number {
    return countHidden(this.needle, at, hole);
  }

  matchAt(frame: Picture, at: Point, hole?: Region): AreaMatch | undefined {
    const matches = hole
      ? needleMatchesAround(this.needle, frame, at.x, at.y, hole)
      : needleMatchesAt(this.needle, frame, at.x, at.y);
    const { width, height } = this.needle;
    return matches ? { region: { x: at.x, y: at.y, width, height }, rule: 'exact' } : undefined;
  }

  differencesAt(frame: Picture, at: Point): Differences {
    return countDifferences(this.needle, frame, at);
  }
}

export const exactEngine: MatchEngine = {
  name: 'exact',
  accepts: isExact,
  compile: (reference) => new ExactArea(reference),
  search: searchExact,
};

/** A table over areas that are asked for together. */
interface Prepared {
  readonly areas: readonly ExactArea[];
  readonly grid: GridSet;
}

/** Kept as long as their first area, the last used first: waits ask for the same areas again and again. */
const prepared = new WeakMap<CompiledArea, readonly Prepared[]>();
/** Waits that begin and end change what is asked for together; a table takes about 0.1 MB. */
const MOST_PREPARED = 4;

function searchExact(frame: Picture, requests: readonly SearchRequest[], hole?: Region): SearchResult[] {
  const flat = requests.some(({ area }) => !(area as ExactArea).keys);
  if (!flat) return gridOf(requests).scan(frame, requests, hole);
  const searched = requests.filter(({ area }) => (area as ExactArea).keys);
  const found = searched.length > 0 ? gridOf(searched).scan(frame, searched, hole) : [];
  let next = 0;
  return requests.map((request) =>
    (request.area as ExactArea).keys
      ? (found[next++] as SearchResult)
      : searchEverywhere(frame, request, hole),
  );
}

/** The table for the areas of `requests`, all of which have keys. */
function gridOf(requests: readonly SearchRequest[]): GridSet {
  const { area: first } = requests[0] as SearchRequest;
  const known = prepared.get(first) ?? [];
  const same = known.find(({ areas }) => asksFor(requests, areas));
  if (same && same === known[0]) return same.grid;
  const areas = requests.map(({ area }) => area as ExactArea);
  const newest = same ?? { areas, grid: new GridSet(areas.map(({ keys }) => keys as NeedleKeys)) };
  const others = known.filter((each) => each !== same);
  prepared.set(first, [newest, ...others].slice(0, MOST_PREPARED));
  return newest.grid;
}

function asksFor(requests: readonly SearchRequest[], areas: readonly ExactArea[]): boolean {
  if (requests.length !== areas.length) return false;
  for (let index = 0; index < areas.length; index++) if (requests[index]?.area !== areas[index]) return false;
  return true;
}
