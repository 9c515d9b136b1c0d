/** Hashes of pixels: to tell a few pictures of one wait apart, not against anybody who means harm. */
import { DAMAGE_TILE } from './damage.ts';
import type { Damage } from './frame.ts';
import type { Picture } from './picture.ts';
import { type Dimensions, intersect, type Region, wholeOf } from './region.ts';

/** FNV-1a over whole pixels, and the same with another prime: together 53 bits, which a number holds. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const OTHER_PRIME = 0x01000197;
const OTHER_BITS = 21;

/** A hash of the region's pixels, which must lie on the picture; the same for the same pixels of the same size. */
export function hashRegion({ pixels, width: stride }: Picture, { x, y, width, height }: Region): number {
  let one = FNV_OFFSET ^ (width * 0x10000 + height);
  let other = one;
  for (let row = y; row < y + height; row++) {
    for (let i = row * stride + x, end = i + width; i < end; i++) {
      const pixel = pixels[i] as number;
      one = Math.imul(one ^ pixel, FNV_PRIME);
      other = Math.imul(other ^ (pixel >>> 7), OTHER_PRIME) ^ (other >>> 15);
    }
  }
  return (one >>> 0) * 2 ** OTHER_BITS + (other >>> (32 - OTHER_BITS));
}

/** Hashes frame after frame, of each only the bands of rows that changed. */
export class FrameHasher {
  #size: Dimensions = { width: 0, height: 0 };
  #bands: number[] = [];

  /** `damage` must be relative to the frame of the last call. */
  hash(frame: Picture, damage: Damage): number {
    const known = frame.width === this.#size.width && frame.height === this.#size.height;
    this.#size = { width: frame.width, height: frame.height };
    const changed = known && damage !== 'all' ? damage : [wholeOf(frame)];
    const stale = new Set<number>();
    for (const { y, height } of changed) {
      for (let band = Math.floor(y / DAMAGE_TILE); band * DAMAGE_TILE < y + height; band++) stale.add(band);
    }
    if (!known) this.#bands = [];
    for (const band of stale) {
      const rows = { x: 0, y: band * DAMAGE_TILE, width: frame.width, height: DAMAGE_TILE };
      const region = intersect(rows, wholeOf(frame));
      if (region) this.#bands[band] = hashRegion(frame, region);
    }
    let all = FNV_OFFSET;
    for (const band of this.#bands) {
      all = Math.imul(all ^ (band % 2 ** 32), FNV_PRIME);
      all = Math.imul(all ^ Math.floor(band / 2 ** 32), FNV_PRIME);
    }
    return all;
  }
}
