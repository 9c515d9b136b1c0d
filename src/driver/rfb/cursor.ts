/** The pointer's picture (RFC 6143 section 7.8.1): kept apart, so that frames show the guest's pixels alone. */
import type { Point, Region } from '../../frame/region.ts';
import type { ByteQueue } from './byte-queue.ts';
import { checkLimit, type RfbLimits } from './limits.ts';
import type { Parsing } from './parsing.ts';
import type { PixelReader } from './pixel-reader.ts';

export interface CursorPicture {
  readonly width: number;
  readonly height: number;
  /** The pixel of the picture that is at the pointer's position. */
  readonly hotspot: Point;
  /** RGBA; alpha is 255 or 0. */
  readonly data: Uint8Array;
}

/** Pixels, then a mask of one bit a pixel, its rows padded to bytes. Undefined for a picture of no pixels. */
export function* readCursor(
  queue: ByteQueue,
  { x, y, width, height }: Region,
  reader: PixelReader,
  limits: RfbLimits,
): Parsing<CursorPicture | undefined> {
  checkLimit('Cursor width', width, limits.cursorSide, 'pixels');
  checkLimit('Cursor height', height, limits.cursorSide, 'pixels');
  const pixelBytes = width * height * reader.bytes;
  const maskRow = Math.ceil(width / 8);
  yield pixelBytes + maskRow * height;
  const source = queue.take(pixelBytes);
  const mask = queue.take(maskRow * height);
  if (width === 0 || height === 0) return undefined;
  const pixels = new Uint32Array(width * height);
  reader.copy(source, 0, width * height, pixels, 0);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const bits = mask[row * maskRow + (column >> 3)] as number;
      if ((bits & (0x80 >> (column & 7))) === 0) pixels[row * width + column] = 0;
    }
  }
  return { width, height, hotspot: { x, y }, data: new Uint8Array(pixels.buffer) };
}
