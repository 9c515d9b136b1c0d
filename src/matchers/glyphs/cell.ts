/** Reads one character cell: its two colours, its shape, its character. */
import type { Picture } from '../../frame/picture.ts';
import { UNKNOWN_CHARACTER } from '../text.ts';
import { CellShape } from './cell-shape.ts';
import { BLANK, glyphUnderCursor } from './cursor.ts';
import { type FontSize, type Glyph, type GlyphFont, hashOf } from './font.ts';

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
  /** It may be the left half of a wide one. */
  readonly half: boolean;
}

/** A screen has one text cursor: looking for it in more unreadable cells only costs time. */
const CURSORS_LOOKED_FOR = 8;

/**
 * Reads cells of `size` in `font`. A cell may be a pixel wider than the font's glyphs, as in VGA's text modes.
 * One cell at a time: a reader keeps the shape in hand.
 */
export class CellReader {
  readonly #stride: number;
  readonly #font: GlyphFont;
  readonly #size: FontSize;
  readonly #hasNinthColumn: boolean;
  readonly #shape: CellShape;
  /** The rows of the shape in hand with their bits the other way round. */
  readonly #inverted: Uint32Array;
  #blank = cellOf(BLANK, 0, 0);
  #cursors = CURSORS_LOOKED_FOR;
  /** By colours and glyph: a screen has thousands of cells and few that differ. */
  readonly #known = new Map<number, Map<Glyph, Cell>>();
  /** Those of the two colours in hand. */
  #cells = new Map<Glyph, Cell>();
  #foreground = 0;
  #background = 0;

  constructor(picture: Picture, font: GlyphFont, size: FontSize = font) {
    this.#stride = picture.width;
    this.#font = font;
    this.#size = size;
    this.#hasNinthColumn = size.width > font.width;
    this.#shape = new CellShape(picture, font.height);
    this.#inverted = new Uint32Array(font.height);
  }

  /** Cells beside each other, from one at `x`, `y` on as far as the picture goes, are to be read: quicker at once. */
  prepare(x: number, y: number): void {
    const { width: step, height } = this.#size;
    const count = Math.floor((this.#stride - x) / step);
    if (count > 0) this.#shape.prepare({ at: { x, y }, step, count, width: this.#font.width, height });
  }

  /**
   * The cell with its corner at `x`, `y`, which must lie on the picture. Which of its two colours is the background is
   * told by the shape; where both readings are glyphs (▀ and ▄), `ground`, the background of the cell before, tells.
   */
  read(x: number, y: number, ground?: number): Cell {
    const shape = this.#shape;
    const twoColours = shape.take(x, y, this.#font.width);
    const { corner, other } = shape;
    if (!twoColours) return unknownCell(corner);
    const fits = this.#ninthColumnFits(x, y, corner);
    if (other === corner) return fits ? this.#blankOf(corner) : unknownCell(corner);
    const plain = fits ? this.#font.find(shape.words, shape.start, shape.hash) : undefined;
    if (plain && (ground === undefined || ground === corner)) return this.#cellOf(plain, other, corner);
    const reverse = this.#ninthColumnFits(x, y, other) ? this.#findInverted(this.#font) : undefined;
    if (reverse && (!plain || ground === other)) return this.#cellOf(reverse, corner, other);
    if (plain) return this.#cellOf(plain, other, corner);
    return unknownCell(corner);
  }

  /** The cell under a text cursor, for one that cannot be read as it is. */
  readUnderCursor(x: number, y: number): Cell | undefined {
    const shape = this.#shape;
    const font = this.#font;
    if (this.#cursors-- <= 0 || !shape.take(x, y, font.width)) return undefined;
    const { corner, other, words, start } = shape;
    const rows = words.slice(start, start + font.height);
    const light = this.#ninthColumnFits(x, y, corner) ? glyphUnderCursor(font, rows) : undefined;
    if (light) return cellOf(light, other, corner, { cursor: true });
    const inverted = this.#invert(font.width);
    const dark = this.#ninthColumnFits(x, y, other) ? glyphUnderCursor(font, inverted) : undefined;
    return dark && cellOf(dark, corner, other, { cursor: true });
  }

  /** The glyph that fills this cell and the next one, if the font has it. */
  readWide(x: number, y: number): Cell | undefined {
    const { wide } = this.#font;
    const shape = this.#shape;
    if (!wide || x < 0 || x + wide.width > this.#stride) return undefined;
    if (!shape.take(x, y, wide.width) || shape.other === shape.corner) return undefined;
    const { corner, other } = shape;
    const plain = wide.find(shape.words, shape.start, shape.hash);
    if (plain) return cellOf(plain, other, corner, { wide: true });
    const reverse = this.#findInverted(wide);
    return reverse && cellOf(reverse, corner, other, { wide: true });
  }

  #findInverted(font: GlyphFont): Glyph | undefined {
    const rows = this.#invert(font.width);
    return font.find(rows, 0, hashOf(rows));
  }

  #invert(width: number): Uint32Array {
    const rows = this.#inverted;
    const { words, start } = this.#shape;
    const full = 2 ** width - 1;
    for (let row = 0; row < rows.length; row++) rows[row] = (words[start + row] as number) ^ full;
    return rows;
  }

  /** The ninth column of a 9-pixel cell is background, or repeats the eighth (line graphics, cursors). */
  #ninthColumnFits(x: number, y: number, background: number): boolean {
    if (!this.#hasNinthColumn) return true;
    const { width, height } = this.#font;
    for (let row = y; row < y + height; row++)
      if (!this.#shape.continues(x + width, row, background)) return false;
    return true;
  }

  #cellOf(glyph: Glyph, foreground: number, background: number): Cell {
    if (foreground !== this.#foreground || background !== this.#background)
      this.#take(foreground, background);
    const known = this.#cells.get(glyph);
    if (known) return known;
    const half = this.#font.halves.has(glyph.character);
    const cell = cellOf(glyph, foreground, background, { half });
    this.#cells.set(glyph, cell);
    return cell;
  }

  /** Takes two colours in hand. */
  #take(foreground: number, background: number): void {
    const colours = (foreground & RGB) * (RGB + 1) + (background & RGB); // below 2^48
    const cells = this.#known.get(colours) ?? new Map<Glyph, Cell>();
    this.#known.set(colours, cells);
    this.#cells = cells;
    this.#foreground = foreground;
    this.#background = background;
  }

  /** Most cells are blank, and most of these alike. */
  #blankOf(colour: number): Cell {
    if (this.#blank.background !== colour) this.#blank = cellOf(BLANK, colour, colour);
    return this.#blank;
  }
}

/** Alpha is the same everywhere. */
const RGB = 0xffffff;

function cellOf(
  { character, ink }: Glyph,
  foreground: number,
  background: number,
  { cursor = false, wide = false, half = false } = {},
): Cell {
  return { character, foreground, background, cursor, ink, wide, half };
}

function unknownCell(colour: number): Cell {
  return cellOf({ ...BLANK, character: UNKNOWN_CHARACTER }, colour, colour);
}
