/** A server's side of pixels: a colour's bytes in each of the layouts that encodings use. */
import type { PixelFormat } from '../../../src/driver/rfb/pixel-format.ts';
import type { Colour } from './test-picture.ts';

/** PIXEL. */
export function plainPixel(format: PixelFormat, [red, green, blue]: Colour): number[] {
  const value = BigInt(
    red * 2 ** format.redShift + green * 2 ** format.greenShift + blue * 2 ** format.blueShift,
  );
  const bytes = Array.from({ length: format.bitsPerPixel / 8 }, (_, i) =>
    Number((value >> BigInt(8 * i)) & 255n),
  );
  return format.bigEndian ? bytes.reverse() : bytes;
}

/** CPIXEL: without the byte of a 32-bit pixel that has no colour. */
export function compactPixel(format: PixelFormat, colour: Colour): number[] {
  const bytes = plainPixel(format, colour);
  if (format.bitsPerPixel !== 32 || format.depth > 24) return bytes;
  const lowBytes = Math.max(format.redShift, format.greenShift, format.blueShift) <= 16;
  const unused = lowBytes === format.bigEndian ? 0 : 3;
  return bytes.filter((_, index) => index !== unused);
}

/** TPIXEL: R, G, B of 8 bits each, or PIXEL. */
export function tightPixel(format: PixelFormat, colour: Colour): number[] {
  const bytewise = format.redMax === 255 && format.greenMax === 255 && format.blueMax === 255;
  return format.bitsPerPixel === 32 && format.depth === 24 && bytewise
    ? [...colour]
    : plainPixel(format, colour);
}
