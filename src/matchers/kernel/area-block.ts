/** A fuzzy area as the kernel compares it: cut into tiles of 16x16 pixels, whole ones even at the edges. */
import type { Picture } from '../../frame/picture.ts';
import type { FuzzyArea } from '../fuzzy-area.ts';
import { TILE } from '../rule.ts';

const TILE_WORDS = TILE * TILE;

export interface AreaBlock {
  /** Tile by tile, the pixels as compared and as recorded; the same memory where the rule does not blur. */
  readonly compared: Uint8Array;
  readonly recorded: Uint8Array;
  /** 16 rows a tile of 16 bits, one for each pixel that is compared, the left one the lowest. */
  readonly masks: Uint8Array;
}

const blocks = new WeakMap<FuzzyArea, AreaBlock>();

/** Made when the first place is compared as a whole; kept as long as the area. */
export function blockOf(area: FuzzyArea): AreaBlock {
  const known = blocks.get(area);
  if (known) return known;
  const recorded = tiled(area, area.picture);
  const compared = area.rule.blur ? tiled(area, area.compared) : recorded;
  const block = { compared, recorded, masks: masksOf(area) };
  blocks.set(area, block);
  return block;
}

function tiled({ limits, tilesAcross }: FuzzyArea, { width, height, pixels }: Picture): Uint8Array {
  const words = new Uint32Array(limits.length * TILE_WORDS);
  for (let y = 0; y < height; y++) {
    for (let left = 0; left < width; left += TILE) {
      const tile = Math.floor(y / TILE) * tilesAcross + left / TILE;
      const start = y * width + left;
      const row = pixels.subarray(start, start + Math.min(TILE, width - left));
      words.set(row, tile * TILE_WORDS + (y % TILE) * TILE);
    }
  }
  return new Uint8Array(words.buffer);
}

function masksOf({ limits, tilesAcross, mask, size: { width, height } }: FuzzyArea): Uint8Array {
  const rows = new Uint16Array(limits.length * TILE);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const tile = Math.floor(y / TILE) * tilesAcross + Math.floor(x / TILE);
      const row = tile * TILE + (y % TILE);
      rows[row] = (rows[row] as number) | ((mask[i] as number) << (x % TILE));
    }
  }
  return new Uint8Array(rows.buffer);
}
