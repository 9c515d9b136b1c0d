/** An area in the kernel's memory, and what is asked of 16 of its pixels at once. */

const LANES: i32 = 16;

/** The area; written from outside, in this order, 32 bits a field. */
@unmanaged
export class Area {
  frame: usize;
  stride: i32;
  width: i32;
  height: i32;
  blur: i32;
  tolerance: i32;
  /** Pixels a whole tile may have beyond the tolerance. */
  budget: i32;
  tilesAcross: i32;
  tiles: i32;
  /** A 16-bit index a tile: the order to look. The tile that failed last comes first. */
  order: usize;
  /** 32 bits a tile: how often it failed. */
  failures: usize;
  /** 32 bits a tile: how many pixels it may have beyond the tolerance. */
  limits: usize;
  /** 16 rows a tile, a bit for each pixel that is compared. */
  masks: usize;
  /** 16x16 pixels a tile, as compared and as recorded. */
  compared: usize;
  recorded: usize;
  /** Left out: a part of the frame. */
  holeLeft: i32;
  holeTop: i32;
  holeRight: i32;
  holeBottom: i32;
  /** Room for a blurred tile, for a row of it with a pixel on both sides, and for the sums of 18 such rows. */
  blurred: usize;
  patch: usize;
  sums: usize;
  /** Places that fit, far from each other, as pairs of x and y: how many there are, and may be. */
  apart: usize;
  apartCount: i32;
  mostApart: i32;
  /** Candidates beside them. */
  beside: usize;
  besideCount: i32;
  /** Places nearer than this are beside each other. */
  samePlace: i32;
  /** A byte a tile: whether it is identical at the place that is compared. */
  identical: usize;
}

/** Which of 16 pixels differ by more than the tolerance in any channel, as bits. */
export function beyondIn(a: usize, b: usize, tolerance: v128): i32 {
  let bits = 0;
  for (let i = 0; i < 4; i++) {
    const seen = v128.load(a + ((<usize>i) << 4));
    const expected = v128.load(b + ((<usize>i) << 4));
    const off = v128.or(i8x16.sub_sat_u(seen, expected), i8x16.sub_sat_u(expected, seen));
    const beyond = i32x4.ne(i8x16.sub_sat_u(off, tolerance), i32x4.splat(0));
    bits |= i32x4.bitmask(beyond) << (i << 2);
  }
  return bits;
}

/** Which of 16 pixels are not identical, as bits. */
export function unequalIn(a: usize, b: usize): i32 {
  let bits = 0;
  for (let i = 0; i < 4; i++) {
    const differ = i32x4.ne(v128.load(a + ((<usize>i) << 4)), v128.load(b + ((<usize>i) << 4)));
    bits |= i32x4.bitmask(differ) << (i << 2);
  }
  return bits;
}

/** The bits `from` to `to` of 16, as far as there are such. */
export function lanesBetween(from: i32, to: i32): i32 {
  const first = min(max(from, 0), LANES);
  const end = min(max(to, 0), LANES);
  return end > first ? (1 << end) - (1 << first) : 0;
}
