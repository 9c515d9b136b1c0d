/** Compares a whole area at one place: the fuzzy rule, tile by tile, and the count of pixels that are not identical. */
import { Area, beyondIn, lanesBetween, unequalIn } from './area';
import { blurTile } from './blur-tile';

const TILE: i32 = 16;
/** Bytes of a tile: 16x16 pixels of four. */
const TILE_SHIFT: i32 = 10;
/** Bytes of a tile's row. */
const ROW: i32 = 64;
/** Tiles that failed last come first: a wrong place is found out by one of so many. */
const LIKELY_FAILURES: i32 = 2;

/** Puts each of `count` candidates with those apart if it fits, or with those beside them; returns how many did not fit. */
export function settle(a: Area, candidates: usize, count: i32): i32 {
  let failed = 0;
  for (let i = 0; i < count && a.apartCount < a.mostApart; i++) {
    const at = candidates + ((<usize>i) << 3);
    const x = load<i32>(at);
    const y = load<i32>(at, 4);
    if (isBeside(a, x, y)) a.besideCount = append(a.beside, a.besideCount, x, y);
    else if (fits(a, x, y)) a.apartCount = append(a.apart, a.apartCount, x, y);
    else failed++;
  }
  return failed;
}

function isBeside(a: Area, x: i32, y: i32): bool {
  for (let i = a.apartCount - 1; i >= 0; i--) {
    const at = a.apart + ((<usize>i) << 3);
    if (abs(load<i32>(at) - x) < a.samePlace && abs(load<i32>(at, 4) - y) < a.samePlace) return true;
  }
  return false;
}

function append(list: usize, count: i32, x: i32, y: i32): i32 {
  const to = list + ((<usize>count) << 3);
  store<i32>(to, x);
  store<i32>(to, y, 4);
  return count + 1;
}

/** Whether every tile of the area at `x`, `y` is within its limit. */
export function fits(a: Area, x: i32, y: i32): bool {
  for (let i = 0; i < a.tiles; i++) {
    const tile = <i32>load<u16>(a.order + ((<usize>i) << 1));
    if (a.blur && i === LIKELY_FAILURES) markIdentical(a, x, y);
    if (a.blur && i >= LIKELY_FAILURES && isIdenticalAround(a, tile)) continue;
    if (tileFits(a, tile, x, y)) continue;
    const failures = a.failures + ((<usize>tile) << 2);
    store<u32>(failures, load<u32>(failures) + 1);
    for (let j = i; j > 0; j--)
      store<u16>(a.order + ((<usize>j) << 1), load<u16>(a.order + ((<usize>(j - 1)) << 1)));
    store<u16>(a.order, <u16>tile);
    return false;
  }
  return true;
}

/** Notes which tiles are identical to the recorded ones: a blur costs more than looking. */
function markIdentical(a: Area, x: i32, y: i32): void {
  for (let tile = 0; tile < a.tiles; tile++) {
    const left = x + (tile % a.tilesAcross) * TILE;
    const top = y + (tile / a.tilesAcross) * TILE;
    const rows = min(TILE, y + a.height - top);
    const columns = lanesBetween(0, x + a.width - left);
    let seen = a.frame + ((<usize>(top * a.stride + left)) << 2);
    let recorded = a.recorded + ((<usize>tile) << TILE_SHIFT);
    let unequal = 0;
    for (let row = 0; row < rows && unequal === 0; row++) {
      unequal = columns & unequalIn(seen, recorded);
      seen += a.stride << 2;
      recorded += ROW;
    }
    store<u8>(a.identical + tile, unequal === 0 ? 1 : 0);
  }
}

/** Whether the tile and those around it are identical: then so is its blur. */
function isIdenticalAround(a: Area, tile: i32): bool {
  const column = tile % a.tilesAcross;
  const first = max(column - 1, 0);
  const last = min(column + 1, a.tilesAcross - 1);
  for (let row = tile - column - a.tilesAcross; row <= tile - column + a.tilesAcross; row += a.tilesAcross) {
    if (row < 0 || row >= a.tiles) continue;
    for (let i = first; i <= last; i++) if (!load<u8>(a.identical + row + i)) return false;
  }
  return true;
}

function tileFits(a: Area, tile: i32, x: i32, y: i32): bool {
  const left = x + (tile % a.tilesAcross) * TILE;
  const top = y + (tile / a.tilesAcross) * TILE;
  const rows = min(TILE, y + a.height - top);
  const holed =
    left < a.holeRight && left + TILE > a.holeLeft && top < a.holeBottom && top + rows > a.holeTop;
  const hidden = holed ? lanesBetween(a.holeLeft - left, a.holeRight - left) : 0;
  let seen = a.frame + ((<usize>(top * a.stride + left)) << 2);
  let seenRow = a.stride << 2;
  if (a.blur) {
    blurTile(a, x, y, left, top, rows);
    seen = a.blurred;
    seenRow = ROW;
  }
  const tolerance = v128.or(i8x16.splat(<i8>a.tolerance), i32x4.splat(0xff000000));
  const masks = a.masks + ((<usize>tile) << 5);
  const limit = load<i32>(a.limits + ((<usize>tile) << 2));
  let expected = a.compared + ((<usize>tile) << TILE_SHIFT);
  let compared = 0;
  let beyond = 0;
  for (let row = 0; row < rows; row++) {
    let mask = <i32>load<u16>(masks + ((<usize>row) << 1));
    if (holed && top + row >= a.holeTop && top + row < a.holeBottom) mask &= ~hidden;
    compared += popcnt(mask);
    beyond += popcnt(mask & beyondIn(seen, expected, tolerance));
    if (beyond > limit && !holed) return false;
    seen += seenRow;
    expected += ROW;
  }
  return beyond <= (holed ? (a.budget * compared) / (TILE * TILE) : limit);
}

/** How many compared pixels of the area at `x`, `y` are not identical. */
export function countUnequal(a: Area, x: i32, y: i32): i32 {
  let unequal = 0;
  for (let tile = 0; tile < a.tiles; tile++) {
    const left = x + (tile % a.tilesAcross) * TILE;
    const top = y + (tile / a.tilesAcross) * TILE;
    const rows = min(TILE, y + a.height - top);
    const hidden = lanesBetween(a.holeLeft - left, a.holeRight - left);
    for (let row = 0; row < rows; row++) {
      let mask = <i32>load<u16>(a.masks + ((<usize>tile) << 5) + ((<usize>row) << 1));
      if (top + row >= a.holeTop && top + row < a.holeBottom) mask &= ~hidden;
      const seen = a.frame + ((<usize>((top + row) * a.stride + left)) << 2);
      const recorded = a.recorded + ((<usize>tile) << TILE_SHIFT) + row * ROW;
      unequal += popcnt(mask & unequalIn(seen, recorded));
    }
  }
  return unequal;
}
