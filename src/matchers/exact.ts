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

/** The table over the areas last asked for together: a wait asks for the same ones again and again. */
const grids = new WeakMap<CompiledArea, { readonly areas: readonly ExactArea[]; readonly grid: GridSet }>();

function searchExact(frame: Picture, requests: readonly SearchRequest[], hole?: Region): SearchResult[] {
  const results: SearchResult[] = requests.map((request) =>
    (request.area as ExactArea).keys ? { hits: [], overflow: false } : searchEverywhere(frame, request, hole),
  );
  const searched = requests.flatMap((request, index) =>
    (request.area as ExactArea).keys ? [{ request, index }] : [],
  );
  if (searched.length === 0) return results;
  const grid = gridOf(searched.map(({ request }) => request.area as ExactArea));
  const found = grid.scan(
    frame,
    searched.map(({ request }) => request.corners),
    hole,
  );
  for (const [position, { index }] of searched.entries()) results[index] = found[position] as SearchResult;
  return results;
}

function gridOf(areas: readonly ExactArea[]): GridSet {
  const [first] = areas as [ExactArea];
  const known = grids.get(first);
  if (known?.areas.length === areas.length && known.areas.every((area, index) => area === areas[index]))
    return known.grid;
  const grid = new GridSet(areas.map(({ keys }) => keys as NeedleKeys));
  grids.set(first, { areas, grid });
  return grid;
}
