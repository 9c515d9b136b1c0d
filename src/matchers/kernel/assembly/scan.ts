/** Rules places out by the probes of one tile, 16 places at a time; what remains are candidates. */

import { lanesBetween } from './area';
import { blurCell } from './planes';

const LANES: i32 = 16;
/** Rows of a cell, as a shift. */
const CELL_SHIFT: i32 = 3;

/** Probes between looks whether any place is left. */
const CHECK_EVERY: i32 = 4;

/** What to look for and where; written from outside, in this order, 32 bits a field. */
@unmanaged
export class Scan {
  plane: usize;
  stride: i32;
  height: i32;
  /** The plane's blur, if that is what the probes are for, and a byte for each cell of it: whether it is made. */
  blurred: usize;
  made: usize;
  /** Corners looked at: `left`, `top` inclusive, `right`, `bottom` exclusive. `top` moves on to the next row not seen. */
  left: i32;
  top: i32;
  right: i32;
  bottom: i32;
  /** The tile's corner, relative to the area's. */
  tileX: i32;
  tileY: i32;
  /** Bytes of the plane, relative to the area's corner's; the lowest that each may be; how many. */
  offsets: usize;
  lowest: usize;
  probes: i32;
  /** How far a byte may be off: at the most twice as far above its lowest; and how many of them may be farther. */
  tolerance: i32;
  limit: i32;
  /** What the cells under some of the area's tiles must have: `Need`s. */
  needs: usize;
  needCount: i32;
  /** The extremes of the plane's cells; cell 0,0 lies one row and one cell behind, as it does in `made`. */
  lows: usize;
  highs: usize;
  cellStride: i32;
  /** Corners that are candidates whatever the probes say. */
  freeLeft: i32;
  freeTop: i32;
  freeRight: i32;
  freeBottom: i32;
  /** Groups that are looked at: room for two bytes each. */
  live: usize;
  /** Candidates as pairs of x and y, in reading order; no further row is begun when there are `room` of them. */
  candidates: usize;
  room: i32;
  /** So many probes more are looked at, then the scan pauses after the row. */
  patience: i32;
}

/** Of one tile more pixels than its limit are not above the one byte, and more not below the other. */
@unmanaged
class Need {
  /** The tile's first cell, from that of the tile that is probed. */
  cell: i32;
  highestLow: i32;
  lowestHigh: i32;
}

/** Bytes of a `Need`. */
const NEED_SIZE: usize = 12;

/** How many candidates there are from row `top` on; `top` tells where to go on. */
export function scan(s: Scan): i32 {
  let count = 0;
  let groups = 0;
  let cellRow = -1;
  let y = s.top;
  for (; y < s.bottom && count < s.room && s.patience > 0; y++) {
    if ((y + s.tileY) >> CELL_SHIFT !== cellRow) {
      cellRow = (y + s.tileY) >> CELL_SHIFT;
      groups = findLive(s, cellRow);
    }
    const free = y >= s.freeTop && y < s.freeBottom;
    const row = (s.blurred ? s.blurred : s.plane) + y * s.stride;
    for (let i = 0; i < groups; i++) {
      const left = ((<i32>load<u16>(s.live + ((<usize>i) << 1))) << 4) - s.tileX;
      let passed = passing(s, row + left);
      if (free) passed |= lanesBetween(s.freeLeft - left, s.freeRight - left);
      passed &= lanesBetween(s.left - left, s.right - left);
      for (; passed !== 0; passed &= passed - 1) {
        const to = s.candidates + ((<usize>count) << 3);
        store<i32>(to, left + ctz(passed));
        store<i32>(to, y, 4);
        count++;
      }
    }
  }
  s.top = y;
  return count;
}

/** The lanes whose probes are within the limit, as bits. */
function passing(s: Scan, at: usize): i32 {
  const span = i8x16.splat(<i8>min(2 * s.tolerance, 255));
  const last = s.offsets + ((<usize>s.probes) << 2);
  let offset = s.offsets;
  let lowest = s.lowest;
  let within = i8x16.splat(0); // how many probes are
  let passed = 0;
  let end = min(offset + ((<usize>(s.limit + 1)) << 2), last); // before that many, nothing is ruled out
  do {
    for (; offset < end; offset += 4, lowest++) {
      const above = i8x16.sub(v128.load(at + load<i32>(offset)), v128.load8_splat(lowest));
      within = i8x16.sub(within, i8x16.le_u(above, span));
    }
    const needed = (<i32>(offset - s.offsets) >> 2) - s.limit;
    passed = i8x16.bitmask(i8x16.ge_u(within, i8x16.splat(<i8>max(needed, 0))));
    end = min(end + (CHECK_EVERY << 2), last);
  } while (passed !== 0 && offset < last);
  s.patience -= <i32>(offset - s.offsets) >> 2;
  return passed;
}

/** Lists the groups of the cell row of which no tile is ruled out by its cells; blurs what their probes look at. */
function findLive(s: Scan, cellRow: i32): i32 {
  const first = (s.left + s.tileX) >> 4;
  const last = (s.right - 1 + s.tileX) >> 4;
  const top = (cellRow << CELL_SHIFT) - s.tileY;
  const free = top < s.freeBottom && top + (1 << CELL_SHIFT) > s.freeTop;
  let groups = 0;
  for (let group = first; group <= last; group += LANES) {
    const cell = (cellRow + 1) * s.cellStride + group + 1;
    let live = lanesBetween(0, last + 1 - group);
    for (let i = 0; i < s.needCount && live !== 0; i++) {
      const need = changetype<Need>(s.needs + <usize>i * NEED_SIZE);
      live &= meeting(s, need, cell + need.cell);
    }
    if (free) {
      const left = (s.freeLeft + s.tileX) >> 4;
      const right = (s.freeRight + s.tileX + 15) >> 4;
      live |= lanesBetween(left - group, min(right, last + 1) - group);
    }
    for (; live !== 0; live &= live - 1) {
      const found = group + ctz(live);
      store<u16>(s.live + ((<usize>groups) << 1), <u16>found);
      groups++;
      if (s.blurred) blurUnder(s, found, cellRow);
    }
  }
  return groups;
}

/** In which of 16 groups the 2x3 cells that the tile may cover have what it needs. */
function meeting(s: Scan, need: Need, cell: i32): i32 {
  const low = lowestAround(s.lows + cell, s.cellStride);
  const high = highestAround(s.highs + cell, s.cellStride);
  const tolerance = i8x16.splat(<i8>s.tolerance);
  const highestLow = i8x16.add_sat_u(i8x16.splat(<i8>need.highestLow), tolerance);
  const lowestHigh = i8x16.sub_sat_u(i8x16.splat(<i8>need.lowestHigh), tolerance);
  return i8x16.bitmask(v128.and(i8x16.le_u(low, highestLow), i8x16.ge_u(high, lowestHigh)));
}

/** Blurs the 2x3 cells that the tile may cover in a group, unless that was done. */
function blurUnder(s: Scan, group: i32, cellRow: i32): void {
  const made = s.made + (cellRow + 1) * s.cellStride + group + 1;
  const stride = s.cellStride;
  const all = <i32>load<u16>(made) & <i32>load<u16>(made + stride) & <i32>load<u16>(made + 2 * stride);
  if (all !== BOTH_MADE) blurCells(s, group, cellRow);
}

/** Two cells side by side. */
const BOTH_MADE: i32 = 0x0101;

function blurCells(s: Scan, group: i32, cellRow: i32): void {
  for (let row = cellRow; row < cellRow + 3; row++) {
    for (let column = group; column < group + 2; column++) {
      const made = s.made + (row + 1) * s.cellStride + column + 1;
      if (load<u8>(made)) continue;
      store<u8>(made, 1); // beside the frame, too: there is nothing to make
      if (row << CELL_SHIFT >= s.height || column << 4 >= s.stride) continue;
      blurCell(s.plane, s.blurred, s.stride, s.height, column, row);
    }
  }
}

/** Of each cell with the one beside it and the two below both. */
function lowestAround(at: usize, stride: i32): v128 {
  const here = i8x16.min_u(v128.load(at), v128.load(at, 1));
  const below = i8x16.min_u(v128.load(at + stride), v128.load(at + stride, 1));
  const bottom = i8x16.min_u(v128.load(at + 2 * stride), v128.load(at + 2 * stride, 1));
  return i8x16.min_u(i8x16.min_u(here, below), bottom);
}

function highestAround(at: usize, stride: i32): v128 {
  const here = i8x16.max_u(v128.load(at), v128.load(at, 1));
  const below = i8x16.max_u(v128.load(at + stride), v128.load(at + stride, 1));
  const bottom = i8x16.max_u(v128.load(at + 2 * stride), v128.load(at + 2 * stride, 1));
  return i8x16.max_u(i8x16.max_u(here, below), bottom);
}
