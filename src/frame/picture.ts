/** Pixels with a size, of a frame or of a reference, and how to cut and copy them. */
import { GuestwrightError } from '../base/errors.ts';
import { contains, type Dimensions, formatRegion, type Region, wholeOf } from './region.ts';

/** RGBA, 8 bits a channel, row-major, alpha 255. A `Frame` is one too. */
export interface Picture extends Dimensions {
  /** `width * height * 4` bytes, 4-byte aligned. */
  readonly data: Uint8Array;
  /** The same memory, one 32-bit word a pixel. */
  readonly pixels: Uint32Array;
}

/** Opaque black, as one pixel's word. */
export const OPAQUE_BLACK = wordOf(0, 0, 0);

/** One pixel's word, as it stands in `pixels`: bytes R G B 255 in memory on a little-endian computer. */
export function wordOf(red: number, green: number, blue: number): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}

/** A picture over `data`, or opaque black. */
export function createPicture(
  { width, height }: Dimensions,
  data: Uint8Array = opaque(new Uint8Array(width * height * 4)),
): Picture {
  if (data.byteLength !== width * height * 4 || data.byteOffset % 4 !== 0) {
    throw new RangeError(`picture: expected ${width * height * 4} aligned bytes, got ${data.byteLength}`);
  }
  return { width, height, data, pixels: new Uint32Array(data.buffer, data.byteOffset, width * height) };
}

/** Sets every pixel's alpha to 255, in place: drivers call it once, so that comparing whole words is comparing colours. */
export function opaque(data: Uint8Array): Uint8Array {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.byteLength >> 2);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (pixels[i] as number) | 0xff000000;
  return data;
}

/** The pixels of `region`, in memory of their own. */
export function cropPixels(picture: Picture, region: Region): Picture {
  if (!contains(wholeOf(picture), region)) {
    throw new GuestwrightError(
      `crop: expected a region within ${picture.width}x${picture.height}, got ${formatRegion(region)}`,
      { code: 'invalid-argument', remedy: 'Clip the region to the display first.' },
    );
  }
  const { x, y, width, height } = region;
  const data = new Uint8Array(width * height * 4);
  const pixels = new Uint32Array(data.buffer);
  for (let row = 0; row < height; row++) {
    const start = (y + row) * picture.width + x;
    pixels.set(picture.pixels.subarray(start, start + width), row * width);
  }
  return { width, height, data, pixels };
}

/** Whether both have the same size and the same pixels. */
export function samePixels(a: Picture, b: Picture): boolean {
  return a.width === b.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0;
}
