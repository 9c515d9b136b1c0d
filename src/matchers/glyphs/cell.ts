/** Reads one character cell: its two colours, its shape, its character. */
import type { Picture } from '../../frame/picture.ts';
import { UNKNOWN_CHARACTER } from '../text.ts';
import { BLANK, glyphUnderCursor } from './cursor.ts';
import type { FontSize, Glyph, GlyphFont } from './font.ts';

/** What a cell shows. */
export interface Cell {
  /** One character; U+FFFD where the pixels are no glyph of the font. */
  readonly character: string;
  /** Pixel words, as signed numbers; the same for a blank cell. */
  readonly foreground: number;
  readonly background: number;
  /** A text cursor is drawn over the character. */
  readonly cursor: boolean;
  /** Pixels set. */
  readonly ink: number;
  /** It fills this cell and the next one. */
  readonly wide: boolean;
}

/** A screen has one text cursor: looking for it in more unreadable cells only costs time. */
const CURSORS_LOOKED_FOR = 8;

/**
 * Reads cells of `size` in `font`. A cell may be a pixel wider than the font's glyphs, as in VGA's text modes.
 * One cell at a time: a reader keeps the shape in hand.
 */
export class CellReader {
  /** Signed: V8 keeps whole numbers of 32 bits with a sign as they are, others as floating point. */
  readonly #pixels: Int32Array;
  readonly #stride: number;
  readonly #font: GlyphFont;
  readonly #hasNinthColumn: boolean;
  readonly #rows: Uint32Array;
  /** The second colour of the shape in hand, the corner's if there is none. */
  #other = 0;
  #blank = cellOf(BLANK, 0, 0);
  #cursors = CURSORS_LOOKED_FOR;
  /** Cells of the two colours in hand by their glyph: a screen has thousands of cells and few that differ. */
  readonly #cells = new Map<Glyph, Cell>();
  #foreground = 0;
  #background = 0;

  constructor(picture: Picture, font: GlyphFont, size: FontSize = font) {
    const { buffer, byteOffset, length } = picture.pixels;
    this.#pixels = new Int32Array(buffer, byteOffset, length);
    this.#stride = picture.width;
    this.#font = font;
    this.#hasNinthColumn = size.width > font.width;
    this.#rows = new Uint32Array(font.height);
  }

  /**
   * The cell with its corner at `x`, `y`, which must lie on the picture. Which of its two colours is the background is
   * told by the shape; where both readings are glyphs (▀ and ▄), `ground`, the background of the cell before, tells.
   */
  read(x: number, y: number, ground?: number): Cell {
    const rows = this.#rows;
    const corner = this.#cornerOf(x, y);
    if (!this.#scan(x, y, this.#font.width, rows)) return unknownCell(corner);
    const other = this.#other;
    const fits = this.#ninthColumnFits(x, y, corner);
    if (other === corner) return fits ? this.#blankOf(corner) : unknownCell(corner);
    const plain = fits ? this.#font.find(rows) : undefined;
    if (plain && (ground === undefined || ground === corner)) return this.#cellOf(plain, other, corner);
    const fitsReverse = this.#ninthColumnFits(x, y, other);
    invert(rows, this.#font.width);
    const reverse = fitsReverse ? this.#font.find(rows) : undefined;
    if (reverse && (!plain || ground === other)) return this.#cellOf(reverse, corner, other);
    if (plain) return this.#cellOf(plain, other, corner);
    return unknownCell(corner);
  }

  /** The cell under a text cursor, for one that cannot be read as it is. */
  readUnderCursor(x: number, y: number): Cell | undefined {
    const rows = this.#rows;
    const corner = this.#cornerOf(x, y);
    if (this.#cursors-- <= 0 || !this.#scan(x, y, this.#font.width, rows)) return undefined;
    const other = this.#other;
    const light = this.#ninthColumnFits(x, y, corner) ? glyphUnderCursor(this.#font, rows) : undefined;
    if (light) return cellOf(light, other, corner, { cursor: true });
    invert(rows, this.#font.width);
    const dark = this.#ninthColumnFits(x, y, other) ? glyphUnderCursor(this.#font, rows) : undefined;
    return dark && cellOf(dark, corner, other, { cursor: true });
  }

  /** The glyph that fills this cell and the next one, if the font has it. */
  readWide(x: number, y: number): Cell | undefined {
    const { wide } = this.#font;
    if (!wide || x < 0 || x + wide.width > this.#stride) return undefined;
    const rows = this.#rows;
    const corner = this.#cornerOf(x, y);
    if (!this.#scan(x, y, wide.width, rows) || this.#other === corner) return undefined;
    const other = this.#other;
    const plain = wide.find(rows);
    if (plain) return cellOf(plain, other, corner, { wide: true });
    invert(rows, wide.width);
    const reverse = wide.find(rows);
    return reverse && cellOf(reverse, corner, other, { wide: true });
  }

  #cornerOf(x: number, y: number): number {
    return this.#pixels[y * this.#stride + x] as number;
  }

  /** Sets the bits that are not of the corner's colour, and their colour; false if they have several. */
  #scan(x: number, y: number, width: number, rows: Uint32Array): boolean {
    const pixels = this.#pixels;
    const stride = this.#stride;
    const corner = pixels[y * stride + x] as number;
    let other = corner;
    for (let row = 0, start = y * stride + x; row < rows.length; row++, start += stride) {
      rows[row] = 0;
      if (width === BYTE && isFlat(pixels, start, corner)) continue;
      let bits = 0;
      for (let i = start; i < start + width; i++) {
        const pixel = pixels[i] as number;
        bits <<= 1;
        if (pixel === corner) continue;
        if (other === corner) other = pixel;
        else if (pixel !== other) return false;
        bits |= 1;
      }
      rows[row] = bits;
    }
    this.#other = other;
    return true;
  }

  /** The ninth column of a 9-pixel cell is background, or repeats the eighth (line graphics, cursors). */
  #ninthColumnFits(x: number, y: number, background: number): boolean {
    if (!this.#hasNinthColumn) return true;
    const pixels = this.#pixels;
    for (let row = y; row < y + this.#rows.length; row++) {
      const at = row * this.#stride + x + this.#font.width;
      if (pixels[at] !== background && pixels[at] !== pixels[at - 1]) return false;
    }
    return true;
  }

  #cellOf(glyph: Glyph, foreground: number, background: number): Cell {
    if (foreground !== this.#foreground || background !== this.#background) {
      this.#cells.clear();
      this.#foreground = foreground;
      this.#background = background;
    }
    const known = this.#cells.get(glyph);
    if (known) return known;
    const cell = cellOf(glyph, foreground, background);
    this.#cells.set(glyph, cell);
    return cell;
  }

  /** Most cells are blank, and most of these alike. */
  #blankOf(colour: number): Cell {
    if (this.#blank.background !== colour) this.#blank = cellOf(BLANK, colour, colour);
    return this.#blank;
  }
}

/** Most fonts' width, in pixels. */
const BYTE = 8;

/** Whether 8 pixels have this colour: most rows of most cells, so it is asked without branches. */
function isFlat(pixels: Int32Array, at: number, colour: number): boolean {
  return (
    (((pixels[at] as number) ^ colour) |
      ((pixels[at + 1] as number) ^ colour) |
      ((pixels[at + 2] as number) ^ colour) |
      ((pixels[at + 3] as number) ^ colour) |
      ((pixels[at + 4] as number) ^ colour) |
      ((pixels[at + 5] as number) ^ colour) |
      ((pixels[at + 6] as number) ^ colour) |
      ((pixels[at + 7] as number) ^ colour)) ===
    0
  );
}

function cellOf(
  { character, ink }: Glyph,
  foreground: number,
  background: number,
  { cursor = false, wide = false } = {},
): Cell {
  return { character, foreground, background, cursor, ink, wide };
}

function unknownCell(colour: number): Cell {
  return cellOf({ ...BLANK, character: UNKNOWN_CHARACTER }, colour, colour);
}

function invert(rows: Uint32Array, width: number): void {
  const full = 2 ** width - 1;
  for (let row = 0; row < rows.length; row++) rows[row] = (rows[row] as number) ^ full;
}
