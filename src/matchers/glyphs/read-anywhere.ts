/**
 * Joins glyphs that a graphics mode shows at any pixel into lines. Where readings overlap the one with more ink wins:
 * letters cut in half look like strokes.
 */
import type { Picture } from '../../frame/picture.ts';
import { area, type Region } from '../../frame/region.ts';
import { type TextLine, UNKNOWN_CHARACTER } from '../text.ts';
import { type Cell, CellReader } from './cell.ts';
import { lineOfCells, usualColours } from './cell-line.ts';
import type { FoundGlyph } from './find-glyphs.ts';
import type { GlyphFont } from './font.ts';

/** A cell and where it is. */
interface PlacedCell {
  readonly cell: Cell;
  readonly place: Region;
}

/** Cells beside each other, of one font. */
interface Run {
  readonly font: GlyphFont;
  readonly cells: PlacedCell[];
}

/** The lines that these glyphs make, which must be of one size and in the order of their rows; in no order. */
export function linesAnywhere(picture: Picture, glyphs: readonly FoundGlyph[]): TextLine[] {
  const runs = joinRuns(picture, glyphs);
  const taken = new Uint8Array(area(picture));
  const free = runs.sort((a, b) => inkOf(b) - inkOf(a)).flatMap((run) => freeParts(picture, run, taken));
  const usual = usualColours(free.map(cellsOf));
  return free.flatMap((run) =>
    lineOfCells(cellsOf(run), run.font, usual, (count) =>
      run.cells.slice(0, count).map(({ place }) => place),
    ),
  );
}

function cellsOf({ cells }: Run): Cell[] {
  return cells.map(({ cell }) => cell);
}

/** Glyphs on the same row whose distance is whole cells, with blanks and readable cells in between. */
function joinRuns(picture: Picture, glyphs: readonly FoundGlyph[]): Run[] {
  const rows = new Map<string, FoundGlyph[]>();
  for (const glyph of glyphs) {
    const key = `${glyph.font.name} ${glyph.y} ${glyph.x % glyph.font.width}`;
    const row = rows.get(key);
    if (row) row.push(glyph);
    else rows.set(key, [glyph]);
  }
  const runs: Run[] = [];
  for (const row of rows.values()) {
    const reader = new CellReader(picture, (row[0] as FoundGlyph).font);
    let last: FoundGlyph | undefined;
    for (const glyph of row) {
      const gap = last && cellsBetween(reader, last, glyph);
      if (gap) runs.at(-1)?.cells.push(...gap, placed(glyph));
      else runs.push({ font: glyph.font, cells: [placed(glyph)] });
      last = glyph;
    }
  }
  return runs;
}

/** The cells between two glyphs of a row; undefined if one cannot be read or has a ground of its own. */
function cellsBetween(reader: CellReader, left: FoundGlyph, right: FoundGlyph): PlacedCell[] | undefined {
  const cells: PlacedCell[] = [];
  const { font, y } = left;
  for (let x = left.x + font.width; x < right.x; x += font.width) {
    const cell = reader.read(x, y, left.cell.background);
    if (cell.character === UNKNOWN_CHARACTER || cell.background !== left.cell.background) return undefined;
    cells.push(placed({ x, y, cell, font }));
  }
  return cells;
}

function placed({ x, y, cell, font: { width, height } }: FoundGlyph): PlacedCell {
  return { cell, place: { x, y, width, height } };
}

function inkOf({ cells }: Run): number {
  return cells.reduce((sum, { cell }) => sum + cell.ink, 0);
}

/** The parts of `run` whose places no run before has taken; takes them. */
function freeParts(picture: Picture, { font, cells }: Run, taken: Uint8Array): Run[] {
  const parts: PlacedCell[][] = [];
  let last: PlacedCell | undefined;
  for (const cell of cells) {
    if (isTaken(picture, cell.place, taken)) continue;
    if (last && last.place.x + font.width === cell.place.x) parts.at(-1)?.push(cell);
    else parts.push([cell]);
    last = cell;
  }
  const telling = parts.filter(saysSomething);
  for (const { place } of telling.flat()) {
    for (let row = place.y; row < place.y + place.height; row++) {
      const start = row * picture.width + place.x;
      taken.fill(1, start, start + place.width);
    }
  }
  return telling.map((part) => ({ font, cells: part }));
}

function isTaken({ width: stride }: Picture, { x, y, width, height }: Region, taken: Uint8Array): boolean {
  for (let row = y; row < y + height; row++) {
    const start = row * stride + x;
    if (taken.subarray(start, start + width).includes(1)) return true;
  }
  return false;
}

/** A dot or a stroke alone is more often part of a picture. */
function saysSomething(run: readonly PlacedCell[]): boolean {
  const text = run.map(({ cell }) => cell.character).join('');
  return /[\p{L}\p{N}]/u.test(text) || text.replaceAll(' ', '').length > 1;
}
