/**
 * Finds the places of a picture, at any pixel, that show a glyph of some fonts.
 *
 * Every row of 8 pixels has 7 steps, each either between equal or unequal pixels, whatever the colours are. A rolling hash
 * over the steps of all rows is computed for every place; where it is a glyph's, the place is read as a cell.
 */
import type { Picture } from '../../frame/picture.ts';
import type { Point, Region } from '../../frame/region.ts';
import { type Cell, CellReader } from './cell.ts';
import type { Glyph, GlyphFont } from './font.ts';

/** A glyph of a font somewhere on a picture. */
export interface FoundGlyph extends Point {
  readonly cell: Cell;
  readonly font: GlyphFont;
}

/** Base of the rolling hash: odd, and larger than any row's steps are likely to be. */
const BASE = 0x01000193;
const FILTER_BITS = 15;
const FILTER_SHIFT = 32 - FILTER_BITS;
/** Other characters are read between these: strokes and dots alone are all over pictures. */
const TELLING = /[!-~\u00c0-\u017f]/;

/** Glyphs that can be read within `region`, row by row; `fonts` must be of one size. */
export function findGlyphs(picture: Picture, region: Region, fonts: readonly GlyphFont[]): FoundGlyph[] {
  const [first] = fonts;
  if (!first || region.width < first.width) return [];
  const { width, height } = first;
  const known = fontsByHash(fonts);
  const filter = new Uint8Array(1 << FILTER_BITS);
  for (const hash of known.keys()) filter[hash >>> FILTER_SHIFT] = 1;
  const readers = new Map(fonts.map((font) => [font, new CellReader(picture, font)]));
  const roller = new Roller(region.width - width + 1, width, height);
  const found: FoundGlyph[] = [];
  for (let row = 0; row < region.height; row++) {
    roller.add(picture.pixels, (region.y + row) * picture.width + region.x, row);
    if (row < height - 1) continue;
    const y = region.y + row - height + 1;
    for (let place = 0; place < roller.hashes.length; place++) {
      const hash = roller.hashes[place] as number;
      if (filter[hash >>> FILTER_SHIFT] === 0) continue;
      for (const font of known.get(hash) ?? []) {
        const cell = readers.get(font)?.read(region.x + place, y);
        if (!cell || cell.ink === 0) continue;
        found.push({ x: region.x + place, y, cell, font });
        break;
      }
    }
  }
  return found;
}

function fontsByHash(fonts: readonly GlyphFont[]): Map<number, GlyphFont[]> {
  const known = new Map<number, GlyphFont[]>();
  for (const font of fonts) {
    for (const glyph of font.glyphs) {
      const hash = TELLING.test(glyph.character) ? hashOf(glyph, font.width) : 0;
      if (hash === 0) continue; // strokes from edge to edge have no steps: they are read beside other characters
      const fontsSoFar = known.get(hash);
      if (!fontsSoFar) known.set(hash, [font]);
      else if (!fontsSoFar.includes(font)) fontsSoFar.push(font);
    }
  }
  return known;
}

/** A hash of the steps of the last rows, for every place of a row. */
class Roller {
  readonly hashes: Int32Array;
  readonly #width: number;
  /** Steps of the last rows, one entry a row of the glyph. */
  readonly #history: readonly Uint32Array[];
  /** Weight of the row that leaves. */
  readonly #oldest: number;

  constructor(places: number, width: number, height: number) {
    this.hashes = new Int32Array(places);
    this.#width = width;
    this.#history = Array.from({ length: height }, () => new Uint32Array(places));
    this.#oldest = Array.from({ length: height }).reduce<number>((power) => Math.imul(power, BASE), 1);
  }

  /** Adds row number `row`, whose pixels begin at `start`. */
  add(pixels: Uint32Array, start: number, row: number): void {
    const { hashes } = this;
    const oldest = this.#oldest;
    const steps = this.#history[row % this.#history.length] as Uint32Array;
    const all = 2 ** (this.#width - 1) - 1;
    let window = 0;
    let left = pixels[start] as number;
    let i = start + 1;
    for (; i < start + this.#width - 1; i++) {
      const right = pixels[i] as number;
      window = (window << 1) | (left === right ? 0 : 1);
      left = right;
    }
    for (let place = 0; place < hashes.length; place++, i++) {
      const right = pixels[i] as number;
      window = ((window << 1) | (left === right ? 0 : 1)) & all;
      left = right;
      hashes[place] =
        Math.imul(hashes[place] as number, BASE) + window - Math.imul(steps[place] as number, oldest);
      steps[place] = window;
    }
  }
}

function hashOf({ rows }: Glyph, width: number): number {
  const all = 2 ** (width - 1) - 1;
  let hash = 0;
  for (const row of rows) hash = (Math.imul(hash, BASE) + ((row ^ (row >>> 1)) & all)) | 0;
  return hash;
}
