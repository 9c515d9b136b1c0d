/** Finds the glyph that a text cursor is drawn over. */
import type { Glyph, GlyphFont } from './font.ts';

/** An empty cell. */
export const BLANK: Glyph = { character: ' ', rows: new Uint32Array(0), ink: 0 };

/**
 * The glyph, or blank, under a cursor; undefined if there is none, or if it hides what tells two glyphs apart. Linux
 * inverts the last rows of a cell (drivers/video/fbdev/core/fbcon.c: one row in fonts below 10 pixels, else two); a VGA
 * draws full rows over the glyph.
 */
export function glyphUnderCursor(font: GlyphFont, rows: Uint32Array): Glyph | undefined {
  return underInverted(font, rows) ?? underDrawn(font, rows);
}

/** Below this height Linux's cursor is one row. */
const LOW = 10;

function underInverted(font: GlyphFont, rows: Uint32Array): Glyph | undefined {
  const first = font.height - (font.height < LOW ? 1 : 2);
  const bare = rows.map((row, index) => (index < first ? row : row ^ fullRow(font)));
  return bare.every((row) => row === 0) ? BLANK : font.find(bare);
}

function underDrawn(font: GlyphFont, rows: Uint32Array): Glyph | undefined {
  const full = fullRow(font);
  const last = rows.lastIndexOf(full);
  if (last < 0) return undefined;
  let first = last;
  while (rows[first - 1] === full) first--;
  if (rows.every((row, index) => row === 0 || (index >= first && index <= last))) return BLANK;
  const fitting = font.glyphs.filter((glyph) => sameAround(glyph.rows, rows, first, last));
  const characters = new Set(fitting.map(({ character }) => character));
  return characters.size === 1 ? fitting[0] : undefined;
}

/** Whether the rows before `first` and after `last` are the same. */
function sameAround(a: Uint32Array, b: Uint32Array, first: number, last: number): boolean {
  for (let row = 0; row < a.length; row++) if (a[row] !== b[row] && (row < first || row > last)) return false;
  return true;
}

/** All pixels of a row. */
export function fullRow({ width }: GlyphFont): number {
  return 2 ** width - 1;
}
