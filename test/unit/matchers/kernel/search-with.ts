/** One area's search by a finder of its own, as the engine does it. */
import type { Region } from '../../../../src/frame/region.ts';
import type { FuzzyArea } from '../../../../src/matchers/fuzzy-area.ts';
import { type PlaceFinder, resultOf } from '../../../../src/matchers/places.ts';
import type { SearchResult } from '../../../../src/matchers/registry.ts';

export function searchWith(
  finder: PlaceFinder,
  area: FuzzyArea,
  corners: Region,
  hole: Region | undefined,
): SearchResult {
  return resultOf(finder.find(area, corners, hole), (places) => finder.countUnequal(area, places, hole));
}
