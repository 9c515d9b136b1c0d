/** What changed between two frames, as tile-aligned rectangles. */
import type { Damage } from './frame.ts';
import type { Picture } from './picture.ts';
import { contains, type Dimensions, type Region, touches, unionAll, wholeOf } from './region.ts';

/** Side of a tile in pixels: a text cell's height; small enough that a clock does not wake a waiter beside it. */
export const DAMAGE_TILE = 16;
/** More rectangles than this cost more to look at than they save. */
const MOST_RECTANGLES = 64;

/** What differs in `next`; `'all'` without a previous picture or after a change of size, `[]` if nothing does. */
export function frameDamage(previous: Picture | undefined, next: Picture): Damage {
  if (previous?.width !== next.width || previous.height !== next.height) return 'all';
  if (Buffer.compare(previous.data, next.data) === 0) return [];
  const found: Region[] = [];
  let open: Region[] = []; // rectangles that reach down to the current band of tiles
  for (let y = 0; y < next.height; y += DAMAGE_TILE) {
    const height = Math.min(DAMAGE_TILE, next.height - y);
    const runs = changedRuns(previous, next, y, height);
    const grown = runs.map((run) => {
      const index = open.findIndex(({ x, width }) => x === run.x && width === run.width);
      const [above] = index < 0 ? [] : open.splice(index, 1);
      return above ? { ...above, height: above.height + height } : run;
    });
    found.push(...open); // they end above this band
    open = grown;
  }
  return simplify([...found, ...open]);
}

/** What changed in one or the other. */
export function unionDamage(a: Damage, b: Damage): Damage {
  if (a === 'all' || b === 'all') return 'all';
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const kept = a.filter((region) => !b.some((other) => contains(other, region)));
  return simplify([...kept, ...b.filter((region) => !kept.some((other) => contains(other, region)))]);
}

/** Whether `region` may have changed. */
export function damageTouches(damage: Damage, region: Region): boolean {
  return damage === 'all' || damage.some((changed) => touches(changed, region));
}

/** The smallest rectangle around all that changed, or undefined if nothing did. */
export function damageBox(damage: Damage, size: Dimensions): Region | undefined {
  return damage === 'all' ? wholeOf(size) : unionAll(damage);
}

/** The runs of neighbouring tiles of one band that differ. */
function changedRuns(a: Picture, b: Picture, y: number, height: number): Region[] {
  const [from, to] = [y * b.width * 4, (y + height) * b.width * 4];
  if (Buffer.compare(a.data.subarray(from, to), b.data.subarray(from, to)) === 0) return [];
  const runs: Region[] = [];
  let start = -1;
  for (let x = 0; x < b.width; x += DAMAGE_TILE) {
    const changed = tileDiffers(a.pixels, b.pixels, b.width, {
      x,
      y,
      width: Math.min(DAMAGE_TILE, b.width - x),
      height,
    });
    if (changed && start < 0) start = x;
    if (!changed && start >= 0) {
      runs.push({ x: start, y, width: x - start, height });
      start = -1;
    }
  }
  if (start >= 0) runs.push({ x: start, y, width: b.width - start, height });
  return runs;
}

function tileDiffers(
  a: Uint32Array,
  b: Uint32Array,
  stride: number,
  { x, y, width, height }: Region,
): boolean {
  for (let row = y; row < y + height; row++) {
    const start = row * stride + x;
    for (let i = start; i < start + width; i++) if (a[i] !== b[i]) return true;
  }
  return false;
}

function simplify(regions: readonly Region[]): readonly Region[] {
  if (regions.length <= MOST_RECTANGLES) return regions;
  return [unionAll(regions) as Region];
}
