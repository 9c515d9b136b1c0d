/** Whether a small rectangle brought other pixels: servers answer our 1x1 question with what we know already. */
import type { Region } from '../../../frame/region.ts';
import type { Framebuffer } from '../framebuffer.ts';

/** Comparing more pixels slows decoding down: the many small rectangles of Tight and RRE are larger. */
const MOST_COMPARED = 64;

/** The pixels of `region` as they are before it is drawn; undefined where it is too large to compare. */
export function pixelsBefore(framebuffer: Framebuffer, region: Region): Uint32Array | undefined {
  const { x, y, width, height } = region;
  if (width * height > MOST_COMPARED) return undefined;
  const pixels = new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (y + row) * framebuffer.width + x;
    pixels.set(framebuffer.pixels.subarray(start, start + width), row * width);
  }
  return pixels;
}

/** Whether a pixel of `region` is not what it was. */
export function hasChanged(framebuffer: Framebuffer, region: Region, before: Uint32Array): boolean {
  const { x, y, width, height } = region;
  for (let row = 0; row < height; row++) {
    const start = (y + row) * framebuffer.width + x;
    for (let i = 0; i < width; i++) {
      if (framebuffer.pixels[start + i] !== before[row * width + i]) return true;
    }
  }
  return false;
}
