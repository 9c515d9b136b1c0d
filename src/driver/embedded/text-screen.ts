/** Draws VGA text modes exactly as QEMU does, cell by cell, only what changed since the last time. */
import { createPicture, type Picture } from '../../frame/picture.ts';

/** Everything that decides how a text screen looks. */
export interface TextMode {
  readonly columns: number;
  readonly rows: number;
  /** Pixels: 8, 9, or 16 for modes of 40 columns. */
  readonly cellWidth: number;
  /** Pixels, 1 to 32. */
  readonly cellHeight: number;
  /** Character and attribute, alternating; addresses count such pairs. */
  readonly memory: Uint8Array;
  /** Address of the first cell. */
  readonly start: number;
  /** Addresses from one row to the next. */
  readonly pitch: number;
  /** Fonts of 256 glyphs of 32 bytes, for attributes without and with bit 3. */
  readonly fonts: readonly [Uint8Array, Uint8Array];
  /** Pixel words of the 16 colours. */
  readonly palette: readonly number[];
  /** Whether the ninth column of line-drawing characters repeats the eighth. */
  readonly repeatEighth: boolean;
  /** Undefined while it is hidden. Scan lines within the cell, both inclusive. */
  readonly cursor: { readonly address: number; readonly first: number; readonly last: number } | undefined;
}

/** Bytes from one glyph to the next. */
const GLYPH_BYTES = 32;
/** Bytes of a font. */
export const FONT_BYTES = 256 * GLYPH_BYTES;
/** Line-drawing characters: QEMU's range, which is wider than the VGA's C0 to DF. */
const LINE_DRAWING = { first: 0xb0, last: 0xdf };
/** Attribute bit that chooses the second font. */
const SECOND_FONT = 0x08;
const NEVER_DRAWN = -1;
const NO_CELL = -1;
/** A character and its attribute. */
const CELL_BYTES = 2;
/** Text memory wraps at 64 KiB. */
const LAST_ADDRESS = 0xffff;

/** A text screen as it was drawn last. */
export class TextScreen {
  #picture: Picture = createPicture({ width: 0, height: 0 });
  /** What stands in each cell of the picture: attribute and character, or NEVER_DRAWN. */
  #drawn = new Int32Array(0);
  #look = '';
  #fonts = Buffer.alloc(0);
  #cursorCell = NO_CELL;

  get picture(): Picture {
    return this.#picture;
  }

  /**
   * Brings the picture up to date; whether anything changed.
   * The cursor does not blink: a frame that changes by itself matches nothing.
   */
  draw(mode: TextMode): boolean {
    let changed = this.#prepare(mode);
    const cursorCell = cellOfCursor(mode);
    const lastCursorCell = this.#cursorCell;
    changed ||= cursorCell !== lastCursorCell;
    this.#cursorCell = cursorCell;
    for (let row = 0, cell = 0; row < mode.rows; row++) {
      for (let column = 0; column < mode.columns; column++, cell++) {
        const address = ((mode.start + row * mode.pitch + column) * CELL_BYTES) & LAST_ADDRESS;
        const content = (mode.memory[address] as number) | ((mode.memory[address + 1] as number) << 8);
        const same = this.#drawn[cell] === content;
        if (same && cell !== cursorCell && cell !== lastCursorCell) continue;
        changed ||= !same;
        this.#drawn[cell] = content;
        drawCell(this.#picture, mode, row, column, content);
      }
    }
    if (cursorCell !== NO_CELL)
      drawCursor(this.#picture, mode, cursorCell, this.#drawn[cursorCell] as number);
    return changed;
  }

  /** Forgets the picture if anything but cells and cursor position changed, and says so. */
  #prepare(mode: TextMode): boolean {
    const { columns, rows, cellWidth, cellHeight, fonts, palette, repeatEighth, cursor } = mode;
    const shape = [cursor?.first, cursor?.last];
    const look = [columns, rows, cellWidth, cellHeight, repeatEighth, ...palette, ...shape].join();
    const size = fonts[0].length;
    const sameFonts =
      this.#fonts.length === size * 2 &&
      this.#fonts.compare(fonts[0], 0, size, 0, size) === 0 &&
      this.#fonts.compare(fonts[1], 0, size, size) === 0;
    if (look === this.#look && sameFonts) return false;
    this.#look = look;
    this.#fonts = Buffer.concat(fonts);
    const [width, height] = [columns * cellWidth, rows * cellHeight];
    if (this.#picture.width !== width || this.#picture.height !== height) {
      this.#picture = createPicture({ width, height });
    }
    this.#drawn = new Int32Array(columns * rows).fill(NEVER_DRAWN);
    this.#cursorCell = NO_CELL;
    return true;
  }
}

function cellOfCursor({ cursor, start, pitch, columns, rows, cellHeight }: TextMode): number {
  if (!cursor || cursor.last < cursor.first || cursor.first >= cellHeight) return NO_CELL;
  const offset = cursor.address - start;
  const [row, column] = [Math.floor(offset / pitch), offset % pitch];
  return offset >= 0 && row < rows && column < columns ? row * columns + column : NO_CELL;
}

function drawCell(
  { pixels, width }: Picture,
  mode: TextMode,
  row: number,
  column: number,
  content: number,
): void {
  const { cellWidth, cellHeight, fonts, palette, repeatEighth } = mode;
  const [character, attribute] = [content & 0xff, content >> 8];
  const font = attribute & SECOND_FONT ? fonts[1] : fonts[0];
  const ink = palette[attribute & 0xf] as number;
  const paper = palette[attribute >> 4] as number; // all four bits: no emulator's screen blinks
  const repeats = repeatEighth && character >= LINE_DRAWING.first && character <= LINE_DRAWING.last;
  const doubled = cellWidth === 16;
  for (let y = 0; y < cellHeight; y++) {
    const bits = font[character * GLYPH_BYTES + y] as number;
    let at = (row * cellHeight + y) * width + column * cellWidth;
    for (let bit = 0x80; bit > 0; bit >>= 1) {
      const word = bits & bit ? ink : paper;
      pixels[at++] = word;
      if (doubled) pixels[at++] = word;
    }
    if (cellWidth === 9) pixels[at] = repeats && bits & 1 ? ink : paper;
  }
}

function drawCursor({ pixels, width }: Picture, mode: TextMode, cell: number, content: number): void {
  const { cellWidth, cellHeight, columns, palette, cursor } = mode;
  if (!cursor) return;
  const ink = palette[(content >> 8) & 0xf] as number;
  const left = (cell % columns) * cellWidth;
  const top = Math.floor(cell / columns) * cellHeight;
  for (let y = cursor.first; y <= Math.min(cursor.last, cellHeight - 1); y++) {
    const start = (top + y) * width + left;
    pixels.fill(ink, start, start + cellWidth);
  }
}
