/** Needles searched for together: one grid for all, and another for those too narrow for its runs. */
import type { Picture } from '../frame/picture.ts';
import type { Region } from '../frame/region.ts';
import { Grid } from './grid.ts';
import type { NeedleKeys } from './grid-keys.ts';
import type { Wanted } from './grid-scan.ts';
import type { SearchResult } from './registry.ts';
import { RUN_SHAPES } from './spot.ts';

/** At most one grid for each shape of runs. */
export class GridSet {
  /** A grid and the indices of its needles. */
  readonly #groups: readonly { readonly grid: Grid; readonly members: readonly number[] }[];

  constructor(keys: readonly NeedleKeys[]) {
    this.#groups = RUN_SHAPES.flatMap((shape) => {
      const members = keys.flatMap((key, index) => (key.shape === shape ? index : []));
      const grouped = keys.filter((key) => key.shape === shape);
      return grouped.length > 0 ? { grid: new Grid(grouped), members } : [];
    });
  }

  /** As `Grid.scan`, for all needles in the order that they were given. */
  scan(frame: Picture, wanted: readonly Wanted[], hole?: Region): SearchResult[] {
    const [only, ...others] = this.#groups;
    if (only && others.length === 0) return only.grid.scan(frame, wanted, hole);
    const results: SearchResult[] = [];
    for (const { grid, members } of this.#groups) {
      const asked = members.map((index) => wanted[index] as Wanted);
      const found = grid.scan(frame, asked, hole);
      for (const [position, index] of members.entries()) results[index] = found[position] as SearchResult;
    }
    return results;
  }
}
