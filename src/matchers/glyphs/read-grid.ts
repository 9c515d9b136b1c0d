/** Reads a text-mode screen, or a console: characters in a grid of cells. */
import type { Picture } from '../../frame/picture.ts';
import type { Point, Region } from '../../frame/region.ts';
import { type TextLine, UNKNOWN_CHARACTER } from '../text.ts';
import { type Cell, CellReader } from './cell.ts';
import { lineOfCells, usualColours } from './cell-line.ts';
import type { FontSize, GlyphFont } from './font.ts';
import { isOneColour } from './one-colour.ts';

/** Where a grid's cells are, and what is written in them. */
export interface Grid {
  readonly font: GlyphFont;
  /** Of a cell: the font's, or a pixel wider. */
  readonly size: FontSize;
  /** The first cell's corner: less than a cell from the display's. */
  readonly origin: Point;
}

/** A picture above a console, such as Linux's penguins, may have so many cells before the text begins. */
const MOST_UNKNOWN_AT_FIRST = 200;

/** Strokes, dots and blocks look the same in cells of any size: they do not tell what a screen is written in. */
const TELLING = /[0-9A-Za-z#$%&@?<>\u00c0-\u024f\u0370-\u1fff\u3040-\ud7ff]/;

/** A row of a grid. */
export interface GridRow {
  readonly y: number;
  /** From the left, without a gap. */
  readonly cells: readonly Cell[];
}

export interface GridReading {
  readonly grid: Grid;
  /** Rows of one colour are left out. */
  readonly rows: readonly GridRow[];
  /** Cells that show a character. */
  readonly known: number;
  /** One of them at least shows what no picture shows by chance. */
  readonly telling: boolean;
  /** Places of cells that show something else. */
  readonly unknown: readonly Region[];
}

/**
 * The whole display as such a grid; what is left over at its edges is not read. Gives up, with what it has, where more
 * cells are unknown than known: the display shows no such grid.
 */
export function readGrid(picture: Picture, grid: Grid): GridReading {
  const { font, size, origin } = grid;
  const reader = new CellReader(picture, font, size);
  const rows: GridRow[] = [];
  const unknown: Region[] = [];
  let known = 0;
  let telling = false;
  for (let y = origin.y; y + size.height <= picture.height; y += size.height) {
    if (unknown.length > MOST_UNKNOWN_AT_FIRST && unknown.length > known) break;
    // Half of most consoles is empty.
    if (isOneColour(picture, y * picture.width, (y + size.height) * picture.width)) continue;
    const cells = readRow(reader, picture.width, y, grid);
    let x = origin.x;
    for (const cell of cells) {
      const width = widthOf(cell, size);
      if (cell.character === UNKNOWN_CHARACTER) unknown.push({ x, y, width, height: size.height });
      else if (cell.ink > 0) {
        known++;
        telling ||= TELLING.test(cell.character);
      }
      x += width;
    }
    rows.push({ y, cells });
  }
  return { grid, rows, known, telling, unknown };
}

function widthOf({ wide }: Cell, { width }: FontSize): number {
  return wide ? 2 * width : width;
}

function readRow(
  reader: CellReader,
  pictureWidth: number,
  y: number,
  { font, size: { width }, origin }: Grid,
): Cell[] {
  const cells: Cell[] = [];
  let ground: number | undefined;
  reader.prepare(origin.x, y);
  for (let x = origin.x; x + width <= pictureWidth; x += width) {
    let cell = reader.read(x, y, ground);
    const wide = font.wide && wideGlyph(reader, cell, cells.at(-1), { x, y, width });
    if (wide) {
      if (wide.x < x) cells.pop();
      cells.push(wide.cell);
      x = wide.x + width;
    } else {
      if (cell.character === UNKNOWN_CHARACTER) cell = reader.readUnderCursor(x, y) ?? cell;
      cells.push(cell);
    }
    ground = (wide?.cell ?? cell).background;
  }
  return cells;
}

/** Strokes and ASCII beside each other rather than one wide glyph that looks like both. */
const PLAIN = /[!-~\u2500-\u259f]/;

/** The wide glyph that a cell is the left half of, or the right one behind a half that is blank. */
function wideGlyph(
  reader: CellReader,
  narrow: Cell,
  before: Cell | undefined,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): { cell: Cell; x: number } | undefined {
  if (narrow.character === UNKNOWN_CHARACTER) {
    const here = reader.readWide(x, y);
    if (here) return { cell: here, x };
    if (before?.character !== ' ' || before.wide) return undefined;
    const behind = reader.readWide(x - width, y);
    return behind && { cell: behind, x: x - width };
  }
  if (!narrow.half) return undefined;
  const cell = reader.readWide(x, y);
  const both = PLAIN.test(narrow.character) && PLAIN.test(reader.read(x + width, y).character);
  return cell && !both ? { cell, x } : undefined;
}

/** The lines of a grid. */
export function linesOfGrid({ grid, rows }: GridReading): TextLine[] {
  const usual = usualColours(rows.map(({ cells }) => cells));
  return rows.flatMap((row) => lineOfCells(row.cells, grid.font, usual, placesIn(row, grid)));
}

/** Tells where the first cells of a row are, as many as are asked for. */
function placesIn({ y, cells }: GridRow, { size, origin }: Grid): (count: number) => Region[] {
  return (count) => {
    const places: Region[] = [];
    let x = origin.x;
    for (let index = 0; index < count; index++) {
      const width = widthOf(cells[index] as Cell, size);
      places.push({ x, y, width, height: size.height });
      x += width;
    }
    return places;
  };
}
