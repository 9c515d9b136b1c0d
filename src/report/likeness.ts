/** Whether two pictures show the same things in other colours or another font: compares where there is anything at all. */
import type { Picture } from '../frame/picture.ts';
import type { Region } from '../frame/region.ts';
import type { ScreenVariant } from '../matchers/screen.ts';

/** Side of the blocks in pixels: about a letter's, so that words fall into the same blocks in another font. */
const BLOCK = 8;

/**
 * Of the blocks of `before`'s areas that are not of one colour in either variant, the share that is so in both, 0 to 1.
 * A theme's colours do not change it, another page does.
 */
export function likeness(before: ScreenVariant, after: ScreenVariant): number {
  let [both, either] = [0, 0];
  for (const [index, area] of before.areas.entries()) {
    const twin = after.areas[index];
    if (!twin) continue;
    for (let y = 0; y < area.height; y += BLOCK) {
      for (let x = 0; x < area.width; x += BLOCK) {
        const size = { width: Math.min(BLOCK, area.width - x), height: Math.min(BLOCK, area.height - y) };
        const marked = [before, after].map((variant, side) => {
          const { x: left, y: top } = side === 0 ? area : twin;
          const at = { x: left + x - variant.origin.x, y: top + y - variant.origin.y };
          return hasMark(variant.picture, { ...at, ...size });
        });
        if (marked.includes(true)) either++;
        if (!marked.includes(false)) both++;
      }
    }
  }
  return either === 0 ? 1 : both / either;
}

function hasMark({ pixels, width }: Picture, region: Region): boolean {
  const first = pixels[region.y * width + region.x];
  for (let y = region.y; y < region.y + region.height; y++) {
    for (let x = region.x; x < region.x + region.width; x++) {
      if (pixels[y * width + x] !== first) return true;
    }
  }
  return false;
}
