/** Blurs one tile of an area where it is compared. */
import { Area } from './area';
import { ninth } from './planes';

const TILE: i32 = 16;
/** Bytes of a tile's row. */
const ROW: i32 = 64;
/** Where the tile begins in a patch: behind the pixel on its left, aligned. */
const PATCH_START: i32 = 16;
/** Bytes of a row of a patch's sums, 16 bits a channel. */
const SUMS_ROW: i32 = 128;

/** Blurs the tile at `left`, `top` of the area at `x`, `y`; beyond the area's edge the edge's pixels count again. */
export function blurTile(a: Area, x: i32, y: i32, left: i32, top: i32, rows: i32): void {
  const columns = min(TILE, x + a.width - left);
  const atLeft = left === x;
  const atRight = left + columns === x + a.width;
  for (let row = -1; row <= rows; row++) {
    const from = min(max(top + row, y), y + a.height - 1);
    const source = a.frame + ((<usize>(from * a.stride + left)) << 2);
    const patch = a.patch + PATCH_START;
    for (let i = 0; i < ROW; i += 16) v128.store(patch + i, v128.load(source + i));
    store<u32>(patch - 4, load<u32>(atLeft ? source : source - 4));
    const end = (<usize>columns) << 2;
    store<u32>(patch + end, load<u32>(atRight ? source + end - 4 : source + end));
    sumRow(patch, a.sums + (row + 1) * SUMS_ROW);
  }
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < ROW; i += 16) {
      const sums = a.sums + row * SUMS_ROW + (i << 1);
      v128.store(a.blurred + row * ROW + i, i8x16.narrow_i16x8_u(ninthOf(sums), ninthOf(sums + 16)));
    }
  }
}

/** Each channel with those of the pixels on both sides. */
function sumRow(patch: usize, sums: usize): void {
  for (let i = 0; i < ROW; i += 16) {
    const before = v128.load(patch + i - 4);
    const here = v128.load(patch + i);
    const after = v128.load(patch + i + 4);
    const low = i16x8.add(
      i16x8.add(i16x8.extend_low_i8x16_u(before), i16x8.extend_low_i8x16_u(here)),
      i16x8.extend_low_i8x16_u(after),
    );
    const high = i16x8.add(
      i16x8.add(i16x8.extend_high_i8x16_u(before), i16x8.extend_high_i8x16_u(here)),
      i16x8.extend_high_i8x16_u(after),
    );
    v128.store(sums + (i << 1), low);
    v128.store(sums + (i << 1), high, 16);
  }
}

function ninthOf(sums: usize): v128 {
  return ninth(
    i16x8.add(i16x8.add(v128.load(sums), v128.load(sums + SUMS_ROW)), v128.load(sums + 2 * SUMS_ROW)),
  );
}
