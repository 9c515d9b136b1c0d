/** RRE (RFC 6143 section 7.7.3): a background and rectangles of one colour on it. */
import type { Region } from '../../../frame/region.ts';
import type { ByteQueue } from '../byte-queue.ts';
import type { Framebuffer } from '../framebuffer.ts';
import { rfbError } from '../parsing.ts';
import type { PixelReader } from '../pixel-reader.ts';
import type { Decoder } from './decoder.ts';

/** number-of-subrectangles. */
const COUNT_BYTES = 4;
/** x-position, y-position, width, height of a subrectangle. */
const PLACE_BYTES = 8;
/** Shorter runs, of which there are thousands, are drawn on the spot. */
const LONG_RUN = 48;
/** Pixels of one step: every subrectangle may be as large as the rectangle. */
const MOST_PIXELS_TOGETHER = 2 ** 24;

export function createRreDecoder(): Decoder {
  return {
    name: 'RRE',
    *decode(queue, { x, y, width, height }, { framebuffer, pixels: { plain } }) {
      if (queue.length < COUNT_BYTES + plain.bytes) yield COUNT_BYTES + plain.bytes;
      const count = queue.u32();
      // They do not overlap, so that each has a pixel of its own.
      if (count > width * height)
        throw rfbError('RRE number-of-subrectangles', `expected at most ${width * height}, got ${count}`);
      framebuffer.fill({ x, y, width, height }, plain.at(queue.take(plain.bytes), 0));
      const size = plain.bytes + PLACE_BYTES;
      for (let left = count; left > 0; ) {
        yield size;
        left -= drawSubrectangles(queue, left, { x, y, width, height }, { framebuffer, plain });
      }
    },
  };
}

/** As many of the `left` next ones as are in the queue, or as are work for one step; says how many. */
function drawSubrectangles(
  queue: ByteQueue,
  left: number,
  { x, y, width, height }: Region,
  { framebuffer, plain }: { readonly framebuffer: Framebuffer; readonly plain: PixelReader },
): number {
  const size = plain.bytes + PLACE_BYTES;
  const together = Math.max(1, Math.floor(MOST_PIXELS_TOGETHER / (width * height)));
  const there = Math.min(left, together, Math.floor(queue.length / size));
  const source = queue.take(there * size);
  const { pixels: words, width: stride } = framebuffer;
  let at = 0;
  for (let i = 0; i < there; i++) {
    const word = plain.at(source, at);
    at += plain.bytes;
    const subX = u16(source, at);
    const subY = u16(source, at + 2);
    const subWidth = u16(source, at + 4);
    const subHeight = u16(source, at + 6);
    at += PLACE_BYTES;
    if (subX + subWidth > width || subY + subHeight > height)
      throw rfbError(
        'RRE subrectangle',
        `expected it within ${width}x${height}, got ${subWidth}x${subHeight} at ${subX},${subY}`,
      );
    if (subHeight === 1 && subWidth < LONG_RUN) {
      const start = (y + subY) * stride + x + subX;
      for (let pixel = start; pixel < start + subWidth; pixel++) words[pixel] = word;
    } else framebuffer.fill({ x: x + subX, y: y + subY, width: subWidth, height: subHeight }, word);
  }
  return there;
}

function u16(source: Uint8Array, at: number): number {
  return ((source[at] as number) << 8) | (source[at + 1] as number);
}
