/** The pixels of a fuzzy area that are looked at first when searching: those of one telling tile. */
import type { Point, Region } from '../frame/region.ts';
import type { FuzzyArea } from './fuzzy-area.ts';
import { ALL_WEIGHTS, BLUR_SLACK, type Weights } from './planes.ts';

/** So many telling pixels more than twice the tile's limit rule nearly every wrong place out, before it is long. */
const PLENTY = 12;

/** Tiles with at least this part of the most contrast are as good as that. */
const ENOUGH_CONTRAST = 0.7;

/** What a place must have somewhere under a tile, or more of its pixels differ than its limit allows. */
export interface Need {
  readonly tile: number;
  /** More pixels than the limit are not above the one byte, more are not below the other. */
  readonly highestLow: number;
  readonly lowestHigh: number;
}

/** Pixels of one tile and their bytes in a plane. More of them differing than the tile's limit rules a place out. */
export interface Probes extends Need {
  /** Where it lies, relative to the area's corner. */
  readonly region: Region;
  readonly weights: Weights;
  /** The most that bytes of compared pixels differ which the rule takes for equal. */
  readonly tolerance: number;
  /** The most pixels beyond the tolerance. */
  readonly limit: number;
  /** Whether the tile tells itself from its ground at all. */
  readonly telling: boolean;
  /** The order to look: the rarest bytes first, which most places lack. */
  readonly places: readonly Point[];
  readonly values: Uint8Array;
}

/** That of these tiles which rules out most, as far as the area itself tells. */
export function chooseProbes(area: FuzzyArea, tiles: readonly number[]): Probes {
  return probesOf(area, tiles.map((tile) => rankTile(area, tile)).reduce(better));
}

/** How much the most telling one of these tiles tells, 0 to 1. */
export function powerOf(area: FuzzyArea, tiles: readonly number[]): number {
  return Math.max(0, tiles.map((tile) => rankTile(area, tile)).reduce(better).power);
}

/** The probes of a tile that was found to rule out more, in each plane. */
export function chooseProbesOf(area: FuzzyArea, tile: number): Probes[] {
  return ALL_WEIGHTS.map((weights) => probesOf(area, rankIn(area, tile, weights)));
}

/** What `most` of these tiles that have much to tell need in one plane; they lie all over. */
export function chooseNeeds(
  area: FuzzyArea,
  weights: Weights,
  tiles: readonly number[],
  most: number,
): Need[] {
  const ranks = tiles.map((tile) => rankIn(area, tile, weights));
  const contrast = ({ highestLow, lowestHigh }: Need) => lowestHigh - highestLow;
  const furthest = Math.max(...ranks.map(contrast));
  const telling = ranks.filter((rank) => contrast(rank) >= furthest * ENOUGH_CONTRAST);
  const step = Math.max(1, telling.length / most);
  return Array.from(
    { length: Math.min(most, telling.length) },
    (_, i) => telling[Math.floor(i * step)] as Rank,
  );
}

/** How much a tile says in one plane. */
interface Rank extends Need {
  readonly weights: Weights;
  readonly tolerance: number;
  readonly limit: number;
  /** The byte that most of its pixels have. */
  readonly ground: number;
  /** Pixels that tell the tile from its ground beyond the limit, as a part of plenty: more are of no further use. */
  readonly power: number;
  /** How far they are from the ground. */
  readonly spread: number;
}

/** As powerful with a lower limit is quicker: no place is ruled out before more probes than that are looked at. */
function better(a: Rank, b: Rank): Rank {
  if (a.power !== b.power) return a.power > b.power ? a : b;
  if (a.limit !== b.limit) return a.limit < b.limit ? a : b;
  return a.spread >= b.spread ? a : b;
}

/** In the first plane that tells it from its ground. */
function rankTile(area: FuzzyArea, tile: number): Rank {
  const [first, ...others] = ALL_WEIGHTS as [Weights, ...Weights[]];
  const rank = rankIn(area, tile, first);
  if (rank.power > 0) return rank;
  return [rank, ...others.map((weights) => rankIn(area, tile, weights))].reduce(better);
}

function rankIn(area: FuzzyArea, tile: number, weights: Weights): Rank {
  const limit = area.limits[tile] as number;
  const tolerance = Math.min(255, area.rule.tolerance + (area.rule.blur ? BLUR_SLACK : 0));
  const plane = area.plane(weights);
  const histogram = new Uint32Array(256);
  const usable = usablePlaces(area, area.tileRegion(tile));
  for (const { x, y } of usable) {
    const value = plane[y * area.size.width + x] as number;
    histogram[value] = (histogram[value] as number) + 1;
  }
  const ground = histogram.indexOf(Math.max(...histogram));
  let [telling, spread, seen] = [0, 0, 0];
  let [highestLow, lowestHigh] = [255, 0];
  for (const [value, count] of histogram.entries()) {
    const distance = Math.abs(value - ground);
    spread += distance * count;
    if (distance > tolerance) telling += count;
    if (seen <= limit && seen + count > limit) highestLow = value;
    if (usable.length - seen > limit) lowestHigh = value;
    seen += count;
  }
  const power = Math.min(1, (telling - limit) / (2 * limit + PLENTY));
  return { tile, weights, tolerance, limit, ground, power, spread, highestLow, lowestHigh };
}

function probesOf(area: FuzzyArea, rank: Rank): Probes {
  const { tile, weights, tolerance, limit, ground, power, highestLow, lowestHigh } = rank;
  const region = area.tileRegion(tile);
  const plane = area.plane(weights);
  const usable = usablePlaces(area, region).map((place) => ({
    place,
    value: plane[place.y * area.size.width + place.x] as number,
  }));
  const ordered = usable.toSorted((a, b) => Math.abs(b.value - ground) - Math.abs(a.value - ground));
  return {
    ...{ tile, region, weights, tolerance, limit, highestLow, lowestHigh, telling: power > 0 },
    places: ordered.map(({ place }) => place),
    values: Uint8Array.from(ordered, ({ value }) => value),
  };
}

/**
 * Pixels of the tile that are compared. At the area's edge a blur depends on what the area does not have; without the
 * tile's upper and left edge it depends on nothing left of the tile or above, so that as few cells matter as without a blur.
 */
function usablePlaces({ mask, size, rule }: FuzzyArea, tile: Region): Point[] {
  const margin = rule.blur ? 1 : 0;
  const right = Math.min(tile.x + tile.width, size.width - margin);
  const bottom = Math.min(tile.y + tile.height, size.height - margin);
  const places: Point[] = [];
  for (let y = tile.y + margin; y < bottom; y++) {
    for (let x = tile.x + margin; x < right; x++) if (mask[y * size.width + x] === 1) places.push({ x, y });
  }
  return places;
}
