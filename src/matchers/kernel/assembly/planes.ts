/** Planes of the frame, one byte a pixel: a weighed sum of its colours, the extremes of its cells, and its blur. */

/** Pixels of a vector: one byte each. They are the columns of a cell. */
const LANES: i32 = 16;
const CELL_ROWS: i32 = 8;
/** Of 32768, which is one in `q15mulr`: a ninth, so that (sum - 4) times it, rounded, is sum / 9, rounded down. */
const NINTH: i16 = 3641;
const HALF_OF_NINE: i16 = 4;

/** How a pixel becomes a byte; written from outside, in this order, 32 bits a field. */
@unmanaged
export class Plane {
  plane: usize;
  stride: i32;
  height: i32;
  /** The byte is (red R + green G + blue B + offset) >> 2; `redBlue` holds 16 bits each, blue's the upper ones. */
  redBlue: i32;
  green: i32;
  offset: i32;
  /** Extremes of cells; cell 0,0 lies one row and one cell behind, beside cells that change nothing. */
  lows: usize;
  highs: usize;
  cellStride: i32;
}

/**
 * Writes the plane and its cells' extremes for the rows of cells `from` to `to`. Their pixels lie as if all of the frame's
 * lay behind the address `pixels`.
 */
export function makePlane(p: Plane, pixels: usize, from: i32, to: i32): void {
  if (p.redBlue === 0) makeRows(p, pixels, from, to, true);
  else makeRows(p, pixels, from, to, false);
}

/** Inlined, once for each kind of plane; what does not change is read once: no compiler knows that stores leave it alone. */
function makeRows(p: Plane, pixels: usize, from: i32, to: i32, greenOnly: bool): void {
  const stride = p.stride;
  const height = p.height;
  const plane = p.plane;
  const redBlue = i32x4.splat(p.redBlue);
  const green = i32x4.splat(p.green);
  const offset = i16x8.splat(<i16>p.offset);
  for (let row = from; row < to; row++) {
    const top = row * CELL_ROWS * stride;
    const bottom = min(row * CELL_ROWS + CELL_ROWS, height) * stride;
    let cell = (row + 1) * p.cellStride + 1;
    for (let x = 0; x < stride; x += LANES, cell++) {
      const left = min(x, stride - LANES);
      let lowest = i8x16.splat(-1);
      let highest = i8x16.splat(0);
      for (let i = top + left; i < bottom; i += stride) {
        const at = pixels + (i << 2);
        const bytes = greenOnly ? greenOf(at) : weigh(at, redBlue, green, offset);
        v128.store(plane + i, bytes);
        lowest = i8x16.min_u(lowest, bytes);
        highest = i8x16.max_u(highest, bytes);
      }
      const extremes = lowestOfBoth(lowest, v128.not(highest));
      store<u8>(p.lows + cell, i8x16.extract_lane_u(extremes, 0));
      store<u8>(p.highs + cell, 255 - i8x16.extract_lane_u(extremes, 8));
    }
  }
}

/** The green of 16 pixels. */
function greenOf(at: usize): v128 {
  const first = greenOfEight(v128.load(at), v128.load(at, 16));
  return i8x16.narrow_i16x8_u(first, greenOfEight(v128.load(at, 32), v128.load(at, 48)));
}

/** 16 bits each. */
function greenOfEight(a: v128, b: v128): v128 {
  const green = i32x4.splat(0xff00);
  return i16x8.shr_u(i16x8.narrow_i32x4_u(v128.and(a, green), v128.and(b, green)), 8);
}

/** The bytes of 16 pixels. */
function weigh(at: usize, redBlue: v128, green: v128, offset: v128): v128 {
  const first = weighEight(v128.load(at), v128.load(at, 16), redBlue, green, offset);
  const second = weighEight(v128.load(at, 32), v128.load(at, 48), redBlue, green, offset);
  return i8x16.narrow_i16x8_u(first, second);
}

function weighEight(a: v128, b: v128, redBlue: v128, green: v128, offset: v128): v128 {
  const sums = i16x8.narrow_i32x4_s(weighFour(a, redBlue, green), weighFour(b, redBlue, green));
  return i16x8.shr_u(i16x8.add(sums, offset), 2);
}

function weighFour(pixels: v128, redBlue: v128, green: v128): v128 {
  const low = i32x4.dot_i16x8_s(v128.and(pixels, i16x8.splat(0xff)), redBlue);
  return i32x4.add(low, i32x4.dot_i16x8_s(i16x8.shr_u(pixels, 8), green));
}

/** The lowest lane of `a` in lane 0 and that of `b` in lane 8. */
function lowestOfBoth(a: v128, b: v128): v128 {
  let v = i8x16.min_u(
    i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
    i8x16.shuffle(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
  );
  v = i8x16.min_u(v, i64x2.shr_u(v, 32));
  v = i8x16.min_u(v, i64x2.shr_u(v, 16));
  return i8x16.min_u(v, i64x2.shr_u(v, 8));
}

/** Averages 3x3 bytes, rounded down, in one cell. The frame's outermost rows and columns are of no use. */
export function blurCell(
  plane: usize,
  blurred: usize,
  stride: i32,
  height: i32,
  column: i32,
  row: i32,
): void {
  const left = min(column * LANES, stride - LANES);
  const top = row * CELL_ROWS;
  const bottom = min(top + CELL_ROWS, height);
  let at = plane + max(top - 1, 0) * stride + left;
  let evenAbove = evenSums(at);
  let oddAbove = oddSums(at);
  at = plane + top * stride + left;
  let even = evenSums(at);
  let odd = oddSums(at);
  for (let y = top; y < bottom; y++) {
    at = plane + min(y + 1, height - 1) * stride + left;
    const evenBelow = evenSums(at);
    const oddBelow = oddSums(at);
    const evenBytes = ninth(i16x8.add(i16x8.add(evenAbove, even), evenBelow));
    const oddBytes = ninth(i16x8.add(i16x8.add(oddAbove, odd), oddBelow));
    v128.store(blurred + y * stride + left, v128.or(evenBytes, i16x8.shl(oddBytes, 8)));
    evenAbove = even;
    oddAbove = odd;
    even = evenBelow;
    odd = oddBelow;
  }
}

/** Each second byte from the first one on with its neighbours in the row. */
function evenSums(at: usize): v128 {
  const withLeft = i16x8.extadd_pairwise_i8x16_u(v128.load(at - 1));
  return i16x8.add(withLeft, i16x8.shr_u(v128.load(at), 8));
}

/** Each second byte from the second one on with its neighbours in the row. */
function oddSums(at: usize): v128 {
  const withLeft = i16x8.extadd_pairwise_i8x16_u(v128.load(at));
  return i16x8.add(withLeft, i16x8.shr_u(v128.load(at, 1), 8));
}

/** Each 16-bit sum of nine bytes divided by nine, rounded down. */
export function ninth(sums: v128): v128 {
  return i16x8.q15mulr_sat_s(i16x8.sub(sums, i16x8.splat(HALF_OF_NINE)), i16x8.splat(NINTH));
}
