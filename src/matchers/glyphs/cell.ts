/** Reads one character cell: its two colours, its shape, its character. */
import type { Picture } from '../../frame/picture.ts';
import { GLYPH_WIDTH, type GlyphFont } from './font.ts';

/** What a cell shows. */
export interface Cell {
  /** One character; U+FFFD where the pixels are no glyph of the font. */
  readonly character: string;
  /** Pixel words; the same for a blank cell. */
  readonly foreground: number;
  readonly background: number;
  /** A text cursor is drawn over the character. */
  readonly cursor: boolean;
  /** Pixels set. */
  readonly ink: number;
}

/** Stands for a cell that cannot be read. */
export const UNKNOWN_CHARACTER = '\ufffd';

/** The rows of the cell being read: reading does not wait for anything, so one buffer of each height is enough. */
const buffers = { 8: new Uint8Array(8), 16: new Uint8Array(16) };

/**
 * The cell of `width` pixels (8 or 9) with its corner at `x`, `y`, which must lie on the picture. Which of the two
 * colours is the background is told by the shape; where both readings are glyphs (▀ and ▄), the corner's colour is it.
 */
export function readCell(picture: Picture, x: number, y: number, width: number, font: GlyphFont): Cell {
  const { pixels, width: stride } = picture;
  const corner = pixels[y * stride + x] as number;
  const rows = buffers[font.height];
  let other = corner;
  for (let row = 0, start = y * stride + x; row < rows.length; row++, start += stride) {
    let bits = 0;
    for (let i = start; i < start + GLYPH_WIDTH; i++) {
      const pixel = pixels[i] as number;
      bits <<= 1;
      if (pixel === corner) continue;
      if (other === corner) other = pixel;
      else if (pixel !== other) return unknownCell(corner);
      bits |= 1;
    }
    rows[row] = bits;
  }
  const wide = width > GLYPH_WIDTH;
  if (other === corner) {
    if (wide && !ninthColumnFits(picture, x, y, rows.length, corner)) return unknownCell(corner);
    return { character: ' ', foreground: corner, background: corner, cursor: false, ink: 0 };
  }
  if (!wide || ninthColumnFits(picture, x, y, rows.length, corner)) {
    const cell = recognise(font, rows, other, corner);
    if (cell) return cell;
  }
  if (wide && !ninthColumnFits(picture, x, y, rows.length, other)) return unknownCell(corner);
  for (let row = 0; row < rows.length; row++) rows[row] = ~(rows[row] as number);
  return recognise(font, rows, corner, other) ?? unknownCell(corner);
}

function recognise(
  font: GlyphFont,
  rows: Uint8Array,
  foreground: number,
  background: number,
): Cell | undefined {
  const plain = font.find(rows);
  const glyph = plain ?? font.findUnderCursor(rows);
  return (
    glyph && {
      character: glyph.character,
      foreground,
      background,
      cursor: plain === undefined,
      ink: glyph.ink,
    }
  );
}

/** The ninth column of a 9-pixel cell is background, or repeats the eighth (line graphics, cursors). */
function ninthColumnFits(
  { pixels, width }: Picture,
  x: number,
  y: number,
  height: number,
  background: number,
): boolean {
  for (let row = y; row < y + height; row++) {
    const at = row * width + x + GLYPH_WIDTH;
    if (pixels[at] !== background && pixels[at] !== pixels[at - 1]) return false;
  }
  return true;
}

function unknownCell(colour: number): Cell {
  return { character: UNKNOWN_CHARACTER, foreground: colour, background: colour, cursor: false, ink: 0 };
}
