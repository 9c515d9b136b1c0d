/** The plain search: asks an area at each allowed corner, row by row. */
import type { Picture } from '../frame/picture.ts';
import type { Point, Region } from '../frame/region.ts';
import { MOST_HITS, type SearchRequest, type SearchResult } from './registry.ts';

export function searchEverywhere(
  frame: Picture,
  { area, corners }: SearchRequest,
  hole?: Region,
): SearchResult {
  const hits: Point[] = [];
  const right = Math.min(corners.x + corners.width, frame.width - area.size.width + 1);
  const bottom = Math.min(corners.y + corners.height, frame.height - area.size.height + 1);
  for (let y = Math.max(0, corners.y); y < bottom; y++) {
    for (let x = Math.max(0, corners.x); x < right; x++) {
      if (!area.matchAt(frame, { x, y }, hole)) continue;
      if (hits.length === MOST_HITS) return { hits, overflow: true };
      hits.push({ x, y });
    }
  }
  return { hits, overflow: false };
}
