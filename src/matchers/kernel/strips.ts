/**
 * Which rows of a frame a search can do without. Wherever a tall area lies, one of its rows of tiles lies within one of a
 * few strips of the frame: the strips are searched, each part of the places by the row of tiles that lies there.
 */
import type { Region } from '../../frame/region.ts';
import type { FuzzyArea } from '../fuzzy-area.ts';
import { powerOf } from '../probes.ts';
import { TILE } from '../rule.ts';

/** Rows of tiles that may lie between two that are used: the fewer, the lower the strips and the more parts. */
const WIDEST_GAP = 3;
/** High enough for a tile at every place from one used row of tiles to the next. */
const STRIP_ROWS = (WIDEST_GAP + 1) * TILE - 1;
/** Rows that are prepared above and below a strip, at the most: of cells, of a blur, and up to whole bands. */
const ROWS_AROUND = 32;
/** It must save so much: many parts have a price. */
const WORTH_IT = 1.5;
/** A row of tiles that tells as much, compared to the area's best one, is used. */
const TELLING_ENOUGH = 0.7;

/** Places that are looked for by one row of tiles. */
export interface Part {
  readonly corners: Region;
  /** Undefined: by any of the area's tiles. */
  readonly tileRow: number | undefined;
}

const chains = new WeakMap<FuzzyArea, readonly number[]>();

/** All places, from the top; as one part if strips would save nothing. */
export function partsOf(area: FuzzyArea, corners: Region): Part[] {
  const chain = chains.get(area) ?? chainOf(area);
  chains.set(area, chain);
  const bottom = corners.y + corners.height;
  if (coveredBy(chain) < WORTH_IT * (STRIP_ROWS + ROWS_AROUND) || corners.height <= STRIP_ROWS)
    return [{ corners, tileRow: undefined }];
  const parts: Part[] = [];
  for (let y = corners.y; y < bottom; ) {
    const strip = y + (chain[0] as number) * TILE;
    for (const tileRow of chain) {
      const end = Math.min(bottom, strip - tileRow * TILE + STRIP_ROWS - TILE + 1);
      if (end > y) parts.push({ corners: { ...corners, y, height: end - y }, tileRow });
      y = Math.max(y, end);
    }
  }
  return parts;
}

/** Places below each other that one strip is enough for. */
function coveredBy(chain: readonly number[]): number {
  const [first, last] = [chain[0] ?? 0, chain.at(-1) ?? 0];
  return (first - last) * TILE + STRIP_ROWS - TILE + 1;
}

/** The longest row of telling rows of tiles without a wide gap, from the lowest one up. */
function chainOf(area: FuzzyArea): readonly number[] {
  const telling = tellingRows(area);
  let longest: readonly number[] = [];
  for (const first of telling) {
    const chain = [first];
    for (let next: number | undefined = first; next !== undefined; ) {
      const before: number = next;
      next = telling.findLast((row) => row < before && row >= before - WIDEST_GAP);
      if (next !== undefined) chain.push(next);
    }
    if (coveredBy(chain) > coveredBy(longest)) longest = chain;
  }
  return longest;
}

/** Rows of whole tiles that tell nearly as much as the best, from the lowest one up. */
function tellingRows(area: FuzzyArea): number[] {
  const rows = Math.floor(area.size.height / TILE);
  const powers = Array.from({ length: rows }, (_, row) => powerOf(area, tilesOfRow(area, row)));
  const best = Math.max(0, ...powers);
  if (best === 0) return [];
  return powers.flatMap((power, row) => (power >= best * TELLING_ENOUGH ? row : [])).reverse();
}

/** The tiles of a row. */
export function tilesOfRow({ tilesAcross }: FuzzyArea, row: number): number[] {
  return Array.from({ length: tilesAcross }, (_, column) => row * tilesAcross + column);
}
