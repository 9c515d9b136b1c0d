/** The pixels of a fuzzy area that are looked at first when searching: those of its most telling tile. */
import type { Point, Region } from '../frame/region.ts';
import type { FuzzyArea } from './fuzzy-area.ts';
import { brightness } from './planes.ts';
import { TILE } from './rule.ts';

/** Pixels of one tile and their brightness. More of them differing than the tile's budget rules a place out. */
export interface Probes {
  /** Where they lie, relative to the area's corner. */
  readonly tile: Region;
  /** The order to look: the rarest brightness first, which most places lack. */
  readonly places: readonly Point[];
  readonly values: Uint8Array;
}

export function chooseProbes(area: FuzzyArea): Probes {
  const plane = brightness(area.compared);
  const { width, height } = area.size;
  let best: { probes: Probes; score: number } | undefined;
  for (let y = 0; y < height; y += TILE) {
    for (let x = 0; x < width; x += TILE) {
      const tile = { x, y, width: Math.min(TILE, width - x), height: Math.min(TILE, height - y) };
      const places = usablePlaces(area, tile);
      const ordered = rarestFirst(places, plane, width);
      const probes = { tile, ...ordered };
      if (!best || ordered.spread > best.score) best = { probes, score: ordered.spread };
    }
  }
  return best?.probes ?? { tile: { x: 0, y: 0, width, height }, places: [], values: new Uint8Array(0) };
}

/** Pixels of the tile that are compared; at the edge a blur depends on what the area does not have. */
function usablePlaces({ mask, size, rule }: FuzzyArea, tile: Region): Point[] {
  const margin = rule.blur ? 1 : 0;
  const places: Point[] = [];
  for (let y = Math.max(tile.y, margin); y < Math.min(tile.y + tile.height, size.height - margin); y++) {
    for (let x = Math.max(tile.x, margin); x < Math.min(tile.x + tile.width, size.width - margin); x++) {
      if (mask[y * size.width + x] === 1) places.push({ x, y });
    }
  }
  return places;
}

/** Ordered by distance from the usual brightness; `spread` is high where many pixels are far from it. */
function rarestFirst(
  places: readonly Point[],
  plane: Uint8Array,
  stride: number,
): Omit<Probes, 'tile'> & { spread: number } {
  const valueAt = ({ x, y }: Point) => plane[y * stride + x] as number;
  const histogram = new Uint32Array(256);
  for (const place of places) histogram[valueAt(place)] = (histogram[valueAt(place)] as number) + 1;
  const usual = histogram.indexOf(Math.max(...histogram));
  const distance = (place: Point) => Math.abs(valueAt(place) - usual);
  const ordered = places.toSorted((a, b) => distance(b) - distance(a));
  const spread = places.reduce((sum, place) => sum + distance(place), 0);
  return { places: ordered, values: Uint8Array.from(ordered, valueAt), spread };
}
