/** Tight's filters undone: pixels as they are, indexes of a palette, differences from a gradient. */
import type { Region } from '../../../frame/region.ts';
import { rfbError } from '../parsing.ts';
import type { PixelFormat } from '../pixel-format.ts';
import { OPAQUE, scale } from '../pixel-reader.ts';
import { MOST_AHEAD } from '../zlib/inflater.ts';
import type { DecodeContext } from './decoder.ts';

/** Where filtered bytes come from: a zlib stream. */
export interface PixelSource {
  /** The next `count` bytes, at most `MOST_AHEAD`; valid until the next call. */
  take(count: number): Uint8Array;
  /** Throws if there are more. */
  finish(): void;
}

const BYTE_MAX = 255;
/** Pixels that fit into `MOST_AHEAD` bytes of any format. */
const MOST_PIXELS_AHEAD = MOST_AHEAD / 4;

/** Pixels row by row. */
export function drawCopied(source: PixelSource, rectangle: Region, context: DecodeContext): void {
  const { framebuffer, pixels } = context;
  const { tight } = pixels;
  for (const { index, width, rows } of pieces(rectangle, framebuffer.width)) {
    const bytes = source.take(rows * width * tight.bytes);
    for (let row = 0; row < rows; row++)
      tight.copy(
        bytes,
        row * width * tight.bytes,
        width,
        framebuffer.pixels,
        index + row * framebuffer.width,
      );
  }
}

/**
 * A byte a pixel, or a bit for up to two colours; rows begin at whole bytes. `palette` has a word for every index, the
 * first `colours` of them from the server.
 */
export function drawPalette(
  source: PixelSource,
  { x, y, width, height }: Region,
  { palette, colours }: { readonly palette: Uint32Array; readonly colours: number },
  { framebuffer }: DecodeContext,
): void {
  const { pixels: words, width: stride } = framebuffer;
  const bits = colours <= 2;
  const [zero = OPAQUE, one = OPAQUE] = palette;
  const rowBytes = bits ? Math.ceil(width / 8) : width;
  const batch = Math.max(1, Math.floor(MOST_AHEAD / rowBytes));
  let highest = 0;
  for (let row = 0; row < height; row += batch) {
    const rows = Math.min(batch, height - row);
    const bytes = source.take(rows * rowBytes);
    for (let i = 0; i < rows; i++) {
      const index = (y + row + i) * stride + x;
      const from = i * rowBytes;
      if (bits) {
        for (let column = 0; column < width; column++) {
          const set = ((bytes[from + (column >> 3)] as number) << (column & 7)) & 0x80;
          words[index + column] = set === 0 ? zero : one;
          highest |= set;
        }
      } else {
        for (let column = 0; column < width; column++) {
          const entry = bytes[from + column] as number;
          if (entry > highest) highest = entry;
          words[index + column] = palette[entry] as number;
        }
      }
    }
  }
  if (bits) highest >>= 7;
  if (highest >= colours)
    throw rfbError('Tight palette index', `expected at most ${colours - 1}, got ${highest}`);
}

/** Each channel is its difference from left + above - above left, clamped to the channel's range. */
export function drawGradient(source: PixelSource, rectangle: Region, context: DecodeContext): void {
  const { framebuffer, pixels } = context;
  const { format, tight } = pixels;
  if (!format.trueColour || format.bitsPerPixel === 8)
    throw rfbError('Tight filter-id', 'expected no gradient filter for pixels of 8 bits, got it');
  const { read, maxima } = channelsOf(format, tight.bytes);
  const values = new Int32Array(3 * (rectangle.width + 1)); // the row above; first the border, which is zero
  const left = new Int32Array(3);
  const corner = new Int32Array(3);
  const channels = new Int32Array(3);
  for (const { index, width, column } of pieces(rectangle, framebuffer.width, 1)) {
    const bytes = source.take(width * tight.bytes);
    if (column === 0) {
      left.fill(0);
      corner.fill(0);
    }
    for (let i = 0; i < width; i++) {
      read(bytes, i * tight.bytes, channels);
      let word = OPAQUE;
      for (let channel = 0; channel < 3; channel++) {
        const max = maxima[channel] as number;
        const at = 3 * (column + i + 1) + channel;
        const above = values[at] as number;
        const predicted = (left[channel] as number) + above - (corner[channel] as number);
        const clamped = predicted < 0 ? 0 : predicted > max ? max : predicted;
        const value = ((channels[channel] as number) + clamped) & max;
        corner[channel] = above;
        values[at] = value;
        left[channel] = value;
        word |= (max === BYTE_MAX ? value : scale(value, max)) << (8 * channel);
      }
      framebuffer.pixels[index + i] = word;
    }
  }
}

/** How red, green and blue are had from a pixel, before they are scaled. */
function channelsOf(format: PixelFormat, bytes: number) {
  const { redMax, greenMax, blueMax } = format;
  return bytes === 3
    ? { maxima: [BYTE_MAX, BYTE_MAX, BYTE_MAX], read: readBytes }
    : { maxima: [redMax, greenMax, blueMax], read: wordReader(format, bytes) };
}

function readBytes(source: Uint8Array, at: number, channels: Int32Array): void {
  channels[0] = source[at] as number;
  channels[1] = source[at + 1] as number;
  channels[2] = source[at + 2] as number;
}

function wordReader(
  { bigEndian, redShift, greenShift, blueShift, redMax, greenMax, blueMax }: PixelFormat,
  bytes: number,
) {
  return (source: Uint8Array, at: number, channels: Int32Array): void => {
    let value = 0;
    for (let i = 0; i < bytes; i++)
      value |= (source[at + i] as number) << (8 * (bigEndian ? bytes - 1 - i : i));
    channels[0] = (value >>> redShift) & redMax;
    channels[1] = (value >>> greenShift) & greenMax;
    channels[2] = (value >>> blueShift) & blueMax;
  };
}

/** A rectangle in pieces of `MOST_PIXELS_AHEAD` at most: rows together (`mostRows`), or parts of one row. */
function* pieces({ x, y, width, height }: Region, stride: number, mostRows = Number.POSITIVE_INFINITY) {
  const together = Math.min(mostRows, Math.max(1, Math.floor(MOST_PIXELS_AHEAD / width)));
  for (let row = 0; row < height; row += together) {
    const rows = Math.min(together, height - row);
    for (let column = 0; column < width; column += MOST_PIXELS_AHEAD) {
      const part = Math.min(MOST_PIXELS_AHEAD, width - column);
      yield { index: (y + row) * stride + x + column, width: part, rows, column };
    }
  }
}
