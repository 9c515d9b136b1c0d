/** The shape in a cell: which pixels have not its corner's colour, as long as all of these have one other. */
import type { Picture } from '../../frame/picture.ts';
import { type CellRow, cellKernel, SHAPE_HEAD, SHAPE_KIND, WIDEST_CELL } from '../kernel/kernel-cells.ts';
import { hashOf } from './font.ts';

/** Most fonts' width, in pixels. */
const BYTE = 8;

/** Takes one cell after the other in hand: by the kernel those of a row that was prepared, else here. */
export class CellShape {
  /** Signed: V8 keeps whole numbers of 32 bits with a sign as they are, others as floating point. */
  readonly #pixels: Int32Array;
  readonly #picture: Picture;
  readonly #height: number;
  readonly #own: Uint32Array;
  #row: CellRow | undefined;
  #shapes = new Uint32Array(0);
  #colours = new Int32Array(0);
  /** A word a row from `start` on, the leftmost pixel its highest bit; what there is holds until the next row is prepared. */
  words: Uint32Array;
  start = 0;
  /** Pixel words, as signed numbers: the corner's, and that of the bits; the corner's again where there are none. */
  corner = 0;
  other = 0;
  /** `hashOf` the rows. */
  hash = 0;

  /** For cells of `height` pixels. */
  constructor(picture: Picture, height: number) {
    const { buffer, byteOffset, length } = picture.pixels;
    this.#pixels = new Int32Array(buffer, byteOffset, length);
    this.#picture = picture;
    this.#height = height;
    this.#own = new Uint32Array(height);
    this.words = this.#own;
  }

  /** Takes all cells of a row at once, where there is a kernel for it. */
  prepare(row: CellRow): void {
    const kernel = row.width <= WIDEST_CELL ? cellKernel() : undefined;
    if (!kernel) return;
    const words = row.count * (SHAPE_HEAD + this.#height);
    if (this.#shapes.length < words) {
      this.#shapes = new Uint32Array(words);
      this.#colours = new Int32Array(this.#shapes.buffer);
    }
    kernel.take(this.#picture, row, this.#shapes);
    this.#row = row;
  }

  /** False if the cell with its corner at `x`, `y` has more than two colours: then there is no shape. */
  take(x: number, y: number, width: number): boolean {
    const row = this.#row;
    if (row && y === row.at.y && width === row.width) {
      const index = (x - row.at.x) / row.step;
      if (Number.isInteger(index) && index >= 0 && index < row.count) return this.#takePrepared(index);
    }
    return this.#scan(x, y, width);
  }

  /** Whether a pixel has that colour, or that of the pixel before it. */
  continues(x: number, y: number, colour: number): boolean {
    const at = y * this.#picture.width + x;
    const pixel = this.#pixels[at];
    return pixel === colour || pixel === this.#pixels[at - 1];
  }

  #takePrepared(index: number): boolean {
    const head = index * (SHAPE_HEAD + this.#height);
    this.corner = this.#colours[head] as number;
    this.other = this.#colours[head + 1] as number;
    this.hash = this.#shapes[head + 3] as number;
    this.words = this.#shapes;
    this.start = head + SHAPE_HEAD;
    return this.#shapes[head + 2] !== SHAPE_KIND.more;
  }

  #scan(x: number, y: number, width: number): boolean {
    const rows = this.#own;
    const pixels = this.#pixels;
    const stride = this.#picture.width;
    const corner = pixels[y * stride + x] as number;
    this.corner = corner;
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
    this.other = other;
    this.words = rows;
    this.start = 0;
    this.hash = other === corner ? 0 : hashOf(rows);
    return true;
  }
}

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
