/** A bitmap font by shape: which character looks like these rows of pixels. */
import { CONSOLE_GLYPHS } from './console-glyphs.ts';
import { CP437 } from './cp437.ts';
import { VGA_FONT_8X8, VGA_FONT_8X16 } from './vga-font.generated.ts';

/** Glyphs are 8 pixels wide; a ninth column of text modes is not in the font. */
export const GLYPH_WIDTH = 8;
/** All eight pixels of a row. */
const FULL_ROW = 0xff;

/** Rows of a glyph. */
export type GlyphHeight = 8 | 16;

/** A character and its rows, one byte each, the left pixel the highest bit. */
export interface Glyph {
  readonly character: string;
  readonly rows: Uint8Array;
  /** Pixels set. */
  readonly ink: number;
}

/** Finds glyphs by their exact pixels. */
export class GlyphFont {
  readonly height: GlyphHeight;
  /** Every glyph that is not blank; of equal ones the first with an ASCII character. */
  readonly glyphs: readonly Glyph[];
  readonly #byHash = new Map<number, Glyph[]>();

  constructor(height: GlyphHeight, shapes: readonly (readonly [character: string, rows: Uint8Array])[]) {
    this.height = height;
    const glyphs: Glyph[] = [];
    for (const [character, rows] of [...shapes].sort(asciiFirst)) {
      if (rows.every((row) => row === 0) || this.find(rows)) continue;
      const glyph = { character, rows, ink: inkOf(rows) };
      glyphs.push(glyph);
      const hash = hashRows(rows);
      this.#byHash.set(hash, [...(this.#byHash.get(hash) ?? []), glyph]);
    }
    this.glyphs = glyphs;
  }

  /** The glyph with exactly these rows. */
  find(rows: Uint8Array): Glyph | undefined {
    for (const glyph of this.#byHash.get(hashRows(rows)) ?? NONE)
      if (sameRows(glyph.rows, rows)) return glyph;
    return undefined;
  }

  /** The glyph, or blank, under a text cursor: full rows drawn over it. Undefined if there are no full rows. */
  findUnderCursor(rows: Uint8Array): Glyph | undefined {
    const last = rows.lastIndexOf(FULL_ROW);
    if (last < 0) return undefined;
    let first = last;
    while (rows[first - 1] === FULL_ROW) first--;
    if (sameRowsAround(rows, BLANK.rows, first, last)) return BLANK;
    for (const glyph of this.glyphs) if (sameRowsAround(rows, glyph.rows, first, last)) return glyph;
    return undefined;
  }
}

const BLANK: Glyph = { character: ' ', rows: new Uint8Array(16), ink: 0 };
const NONE: readonly Glyph[] = [];

/** Printable ASCII before the rest: where two glyphs look alike, the usual one is meant. */
function asciiFirst([a]: readonly [string, Uint8Array], [b]: readonly [string, Uint8Array]): number {
  return Number(b > ' ' && b < '\x7f') - Number(a > ' ' && a < '\x7f');
}

/** Odd, and larger than any row. */
const HASH_BASE = 257;

function hashRows(rows: Uint8Array): number {
  let hash = 0;
  for (let i = 0; i < rows.length; i++) hash = (Math.imul(hash, HASH_BASE) + (rows[i] as number)) | 0;
  return hash;
}

function sameRows(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether the rows before `first` and after `last` are the same. */
function sameRowsAround(a: Uint8Array, b: Uint8Array, first: number, last: number): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && (i < first || i > last)) return false;
  return true;
}

function inkOf(rows: Uint8Array): number {
  let ink = 0;
  for (const row of rows) for (let bits = row; bits !== 0; bits &= bits - 1) ink++;
  return ink;
}

const fonts = new Map<GlyphHeight, GlyphFont>();

/** The VGA BIOS's font with glyphs of `height` pixels: 16 or 8. */
export function vgaFont(height: GlyphHeight): GlyphFont {
  const known = fonts.get(height);
  if (known) return known;
  const bitmaps = new Uint8Array(Buffer.from(height === 16 ? VGA_FONT_8X16 : VGA_FONT_8X8, 'base64'));
  const shapes = [...CP437].map(
    (character, code) => [character, bitmaps.subarray(code * height, (code + 1) * height)] as const,
  );
  const alternatives = CONSOLE_GLYPHS.map(
    ([character, rows]) => [character, new Uint8Array(Buffer.from(rows, 'hex'))] as const,
  );
  const font = new GlyphFont(height, height === 16 ? [...shapes, ...alternatives] : shapes);
  fonts.set(height, font);
  return font;
}
