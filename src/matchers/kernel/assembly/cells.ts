/** Shapes of the character cells of one row: which pixels have not their cell's corner's colour. */

/** Words of a shape before those of its rows: corner, other colour, kind, hash. */
const HEAD: usize = 16;
/** Kinds of cells: of one colour, of two, of more. */
const BLANK: i32 = 0;
const TWO_COLOURS: i32 = 1;
const MORE: i32 = 2;
/** Pixels of the widest cell, a bit each. */
const LANES: i32 = 16;
/** Of the hash of a font's glyphs: `hashOf` in glyphs/font.ts. */
const SPREAD: u32 = 0x85ebca6b;
const FINISH: u32 = 0xc2b2ae35;

/** Cells beside each other; written from outside, in this order, 32 bits a field. */
@unmanaged
export class CellRow {
  /** The first cell's corner. */
  pixels: usize;
  stride: i32;
  /** Pixels from one cell's corner to the next. */
  step: i32;
  cells: i32;
  /** Of a shape, at most 16 wide. */
  width: i32;
  height: i32;
  /** Room for the shapes: a head and a word a row, the leftmost pixel the highest of `width` bits. */
  shapes: usize;
}

/** Writes the shape of each cell. Rows of one that has more than two colours are of no use. */
export function takeCells(r: CellRow): void {
  const size = HEAD + ((<usize>r.height) << 2);
  let at = r.pixels;
  let shape = r.shapes;
  for (let i = 0; i < r.cells; i++) {
    takeCell(r, at, shape);
    at += (<usize>r.step) << 2;
    shape += size;
  }
}

function takeCell(r: CellRow, at: usize, shape: usize): void {
  const corner = load<i32>(at);
  const corners = i32x4.splat(corner);
  const isWide = r.width > 8;
  const unused = LANES - r.width;
  const all = (1 << r.width) - 1;
  let other = corner;
  let hash: u32 = 0;
  let kind = BLANK;
  for (let row = 0; row < r.height; row++) {
    const bits = ~(lanesLike(at, corners, isWide) >> unused) & all;
    if (bits !== 0) {
      if (kind === BLANK) {
        kind = TWO_COLOURS;
        other = load<i32>(at + ((<usize>(clz(bits) - 32 + r.width)) << 2));
      }
      if (((lanesLike(at, i32x4.splat(other), isWide) >> unused) & all) !== bits) {
        kind = MORE;
        break;
      }
    }
    store<u32>(shape + HEAD + ((<usize>row) << 2), bits);
    hash = ((hash ^ bits) + row) * SPREAD;
    at += (<usize>r.stride) << 2;
  }
  hash ^= hash >> 15;
  store<i32>(shape, corner);
  store<i32>(shape, other, 4);
  store<i32>(shape, kind, 8);
  store<u32>(shape, (hash * FINISH) ^ (hash >> 13), 12);
}

/** Which of 16 pixels have that colour, the leftmost the highest bit; of 8, where no more are wanted. */
function lanesLike(at: usize, colours: v128, isWide: bool): i32 {
  const left = i16x8.narrow_i32x4_s(i32x4.eq(v128.load(at), colours), i32x4.eq(v128.load(at, 16), colours));
  const right = isWide
    ? i16x8.narrow_i32x4_s(i32x4.eq(v128.load(at, 32), colours), i32x4.eq(v128.load(at, 48), colours))
    : left;
  const bytes = i8x16.narrow_i16x8_s(left, right);
  return i8x16.bitmask(i8x16.shuffle(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
}
