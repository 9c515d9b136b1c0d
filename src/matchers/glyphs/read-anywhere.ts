/**
 * Reads glyphs that a graphics mode shows at any pixel.
 *
 * Every row of 8 pixels has 7 steps, each either between equal or unequal pixels, whatever the colours are. A rolling hash
 * over the steps of 16 rows is computed for every place; where it is a glyph's, the place is read as a cell. Places are
 * then joined into lines, and where readings overlap the one with more ink wins: letters cut in half look like strokes.
 */
import type { Picture } from '../../frame/picture.ts';
import { area, type Point, type Region } from '../../frame/region.ts';
import { type ReadText, type TextLine, trimmedLine } from '../text.ts';
import { type Cell, readCell, UNKNOWN_CHARACTER } from './cell.ts';
import { GLYPH_WIDTH, type Glyph, type GlyphFont, vgaFont } from './font.ts';

const HEIGHT = 16;
/** Base of the rolling hash: odd, and larger than any row's steps. */
const BASE = 0x01000193;
const FILTER_BITS = 13;
const FILTER_SHIFT = 32 - FILTER_BITS;
/** A row's steps: 7 bits. */
const STEPS = 0x7f;

interface PlacedCell extends Point {
  readonly cell: Cell;
}

/** Cells beside each other. */
type Run = readonly PlacedCell[];

/** All lines of 8x16 glyphs within `region`. Places that look like nothing known are not counted: most are pictures. */
export function readAnywhere(picture: Picture, region: Region): ReadText {
  const font = vgaFont(HEIGHT);
  const runs = joinRuns(picture, findGlyphs(picture, region, font), font);
  const taken = new Uint8Array(area(picture));
  const lines = runs
    .sort((a, b) => inkOf(b) - inkOf(a))
    .flatMap((run) => freeParts(picture, run, taken))
    .flatMap((run) => lineOf(run));
  return { lines: lines.sort(readingOrder), unknown: 0 };
}

/** Places whose steps are those of a glyph and that can be read as one. */
function findGlyphs(picture: Picture, region: Region, font: GlyphFont): PlacedCell[] {
  const known = new Set(font.glyphs.map(hashOf));
  known.delete(0); // strokes from edge to edge have no steps: they are read beside other characters
  const filter = new Uint8Array(1 << FILTER_BITS);
  for (const hash of known) filter[hash >>> FILTER_SHIFT] = 1;
  const places = Math.max(0, region.width - GLYPH_WIDTH + 1);
  const hashes = new Int32Array(places);
  const history = Array.from({ length: HEIGHT }, () => new Uint8Array(places));
  const found: PlacedCell[] = [];
  for (let row = 0; row < region.height; row++) {
    const start = (region.y + row) * picture.width + region.x;
    rollRow(picture.pixels, start, hashes, history[row % HEIGHT] as Uint8Array);
    if (row < HEIGHT - 1) continue;
    const y = region.y + row - HEIGHT + 1;
    for (let place = 0; place < places; place++) {
      const hash = hashes[place] as number;
      if (filter[hash >>> FILTER_SHIFT] === 0 || !known.has(hash)) continue;
      const x = region.x + place;
      const cell = readCell(picture, x, y, GLYPH_WIDTH, font);
      if (cell.ink > 0 && !cell.cursor) found.push({ x, y, cell });
    }
  }
  return found;
}

/** Adds a row, whose pixels begin at `start`, to every place's hash; `steps` holds the row that leaves, then the new one. */
function rollRow(pixels: Uint32Array, start: number, hashes: Int32Array, steps: Uint8Array): void {
  let window = 0;
  let left = pixels[start] as number;
  let i = start + 1;
  for (; i < start + GLYPH_WIDTH - 1; i++) {
    const right = pixels[i] as number;
    window = (window << 1) | (left === right ? 0 : 1);
    left = right;
  }
  for (let place = 0; place < hashes.length; place++, i++) {
    const right = pixels[i] as number;
    window = ((window << 1) | (left === right ? 0 : 1)) & STEPS;
    left = right;
    hashes[place] =
      Math.imul(hashes[place] as number, BASE) + window - Math.imul(steps[place] as number, BASE_16);
    steps[place] = window;
  }
}

/** BASE to the power of 16: the weight of the row that leaves. */
const BASE_16 = Array.from({ length: HEIGHT }).reduce<number>((power) => Math.imul(power, BASE), 1);

function hashOf({ rows }: Glyph): number {
  let hash = 0;
  for (const row of rows) hash = (Math.imul(hash, BASE) + ((row ^ (row >> 1)) & STEPS)) | 0;
  return hash;
}

/** Glyphs on the same row whose distance is whole cells, with blanks and readable cells in between. */
function joinRuns(picture: Picture, glyphs: readonly PlacedCell[], font: GlyphFont): Run[] {
  const rows = new Map<string, PlacedCell[]>();
  for (const glyph of glyphs) {
    const key = `${glyph.y} ${glyph.x % GLYPH_WIDTH}`;
    rows.set(key, [...(rows.get(key) ?? []), glyph]);
  }
  const runs: PlacedCell[][] = [];
  for (const row of rows.values()) {
    let last: PlacedCell | undefined;
    for (const glyph of row) {
      const gap = last && cellsBetween(picture, last, glyph, font);
      if (gap) runs.at(-1)?.push(...gap, glyph);
      else runs.push([glyph]);
      last = glyph;
    }
  }
  return runs;
}

/** The cells between two glyphs of a row; undefined if one cannot be read or has a ground of its own. */
function cellsBetween(
  picture: Picture,
  left: PlacedCell,
  right: PlacedCell,
  font: GlyphFont,
): PlacedCell[] | undefined {
  const cells: PlacedCell[] = [];
  for (let x = left.x + GLYPH_WIDTH; x < right.x; x += GLYPH_WIDTH) {
    const cell = readCell(picture, x, left.y, GLYPH_WIDTH, font);
    if (cell.character === UNKNOWN_CHARACTER || cell.background !== left.cell.background) return undefined;
    cells.push({ x, y: left.y, cell });
  }
  return cells;
}

function inkOf(run: Run): number {
  return run.reduce((sum, { cell }) => sum + cell.ink, 0);
}

/** The parts of `run` whose places no run before has taken; takes them. */
function freeParts(picture: Picture, run: Run, taken: Uint8Array): Run[] {
  const parts: PlacedCell[][] = [];
  let last: PlacedCell | undefined;
  for (const cell of run) {
    if (isTaken(picture, cell, taken)) continue;
    if (last && last.x + GLYPH_WIDTH === cell.x) parts.at(-1)?.push(cell);
    else parts.push([cell]);
    last = cell;
  }
  const telling = parts.filter(saysSomething);
  for (const { x, y } of telling.flat()) {
    for (let row = y; row < y + HEIGHT; row++)
      taken.fill(1, row * picture.width + x, row * picture.width + x + GLYPH_WIDTH);
  }
  return telling;
}

function isTaken({ width }: Picture, { x, y }: Point, taken: Uint8Array): boolean {
  for (let row = y; row < y + HEIGHT; row++) {
    const start = row * width + x;
    if (taken.subarray(start, start + GLYPH_WIDTH).includes(1)) return true;
  }
  return false;
}

/** A dot or a stroke alone is more often part of a picture. */
function saysSomething(run: Run): boolean {
  const text = textOf(run);
  return /[\p{L}\p{N}]/u.test(text) || text.replaceAll(' ', '').length > 1;
}

function textOf(run: Run): string {
  return run.map(({ cell }) => cell.character).join('');
}

function lineOf(run: Run): TextLine[] {
  return trimmedLine(
    textOf(run),
    run.map(({ x, y }) => ({ x, y, width: GLYPH_WIDTH, height: HEIGHT })),
  );
}

function readingOrder(a: TextLine, b: TextLine): number {
  const [first, second] = [a.places[0] as Region, b.places[0] as Region];
  return first.y - second.y || first.x - second.x;
}
