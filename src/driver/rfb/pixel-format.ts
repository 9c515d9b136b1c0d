/** How a server writes a pixel: PIXEL_FORMAT of RFC 6143 section 7.4, from and to its 16 bytes. */
import type { ByteQueue } from './byte-queue.ts';
import { rfbError } from './parsing.ts';

export interface PixelFormat {
  /** 8, 16 or 32. */
  readonly bitsPerPixel: number;
  /** Useful bits of those. */
  readonly depth: number;
  readonly bigEndian: boolean;
  /** False: pixels are indexes of the colour map, and what follows means nothing. */
  readonly trueColour: boolean;
  readonly redMax: number;
  readonly greenMax: number;
  readonly blueMax: number;
  readonly redShift: number;
  readonly greenShift: number;
  readonly blueShift: number;
}

/** Bytes of a PIXEL_FORMAT. */
export const PIXEL_FORMAT_BYTES = 16;

/** What we ask for: 32 bits, 8 a channel, in memory R G B and a byte of no meaning, as frames have them. */
export const RGB_FORMAT: PixelFormat = {
  bitsPerPixel: 32,
  depth: 24,
  bigEndian: false,
  trueColour: true,
  redMax: 255,
  greenMax: 255,
  blueMax: 255,
  redShift: 0,
  greenShift: 8,
  blueShift: 16,
};

/** Reads the next 16 bytes, which must be there; errors (`protocol`) name the field that we cannot use. */
export function readPixelFormat(queue: ByteQueue): PixelFormat {
  const format = {
    bitsPerPixel: queue.u8(),
    depth: queue.u8(),
    bigEndian: queue.u8() !== 0,
    trueColour: queue.u8() !== 0,
    redMax: queue.u16(),
    greenMax: queue.u16(),
    blueMax: queue.u16(),
    redShift: queue.u8(),
    greenShift: queue.u8(),
    blueShift: queue.u8(),
  };
  queue.skip(3); // padding
  validatePixelFormat(format);
  return format;
}

/** The 16 bytes of `format`, as SetPixelFormat sends them. */
export function writePixelFormat(format: PixelFormat): Uint8Array {
  const bytes = new Uint8Array(PIXEL_FORMAT_BYTES);
  const { redMax, greenMax, blueMax, redShift, greenShift, blueShift } = format;
  bytes.set([format.bitsPerPixel, format.depth, Number(format.bigEndian), Number(format.trueColour)]);
  for (const [index, max] of [redMax, greenMax, blueMax].entries())
    bytes.set([max >> 8, max & 0xff], 4 + 2 * index);
  bytes.set([redShift, greenShift, blueShift], 10);
  return bytes;
}

/** Throws for formats that no exact picture can be made of. */
function validatePixelFormat(format: PixelFormat): void {
  const { bitsPerPixel, trueColour } = format;
  if (![8, 16, 32].includes(bitsPerPixel))
    throw rfbError('bits-per-pixel', `expected 8, 16 or 32, got ${bitsPerPixel}`);
  if (!trueColour) {
    if (bitsPerPixel !== 8)
      throw rfbError('bits-per-pixel', `expected 8 for a colour map, got ${bitsPerPixel}`);
    return;
  }
  for (const channel of ['red', 'green', 'blue'] as const) {
    const [max, shift] = [format[`${channel}Max`], format[`${channel}Shift`]];
    if (max === 0 || (max & (max + 1)) !== 0)
      throw rfbError(`${channel}-max`, `expected a power of 2 minus 1, from 1, got ${max}`);
    if (shift + bitsOf(max) > bitsPerPixel)
      throw rfbError(
        `${channel}-shift`,
        `expected the channel's ${bitsOf(max)} bits within ${bitsPerPixel}, got a shift of ${shift}`,
      );
  }
}

/** Bits of a channel whose largest value is `max`. */
export function bitsOf(max: number): number {
  return 32 - Math.clz32(max);
}
