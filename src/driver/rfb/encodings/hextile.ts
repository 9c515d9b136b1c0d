/** Hextile (RFC 6143 section 7.7.4): tiles of 16x16, each raw or a background with rectangles on it. */
import type { Region } from '../../../frame/region.ts';
import type { ByteQueue } from '../byte-queue.ts';
import { type Parsing, rfbError } from '../parsing.ts';
import type { DecodeContext, Decoder } from './decoder.ts';

const TILE = 16;
/** Bits of subencoding-mask. */
const RAW = 1;
const BACKGROUND = 2;
const FOREGROUND = 4;
const SUBRECTANGLES = 8;
const COLOURED = 16;
const ALL_BITS = 31;
/** x and y, width and height: 4 bits each. */
const PLACE_BYTES = 2;

export function createHextileDecoder(): Decoder {
  return {
    name: 'Hextile',
    *decode(queue, { x, y, width, height }, context) {
      const tiles = new TileDrawer(context);
      for (let top = y; top < y + height; top += TILE) {
        for (let left = x; left < x + width; left += TILE) {
          const tile = {
            x: left,
            y: top,
            width: Math.min(TILE, x + width - left),
            height: Math.min(TILE, y + height - top),
          };
          const size = yield* tileBytes(queue, tile, context.pixels.plain.bytes);
          tiles.draw(queue.take(size), tile);
        }
      }
    },
  };
}

/** Waits for a whole tile and gives its size. */
function* tileBytes(queue: ByteQueue, { width, height }: Region, pixel: number): Parsing<number> {
  if (queue.length < 1) yield 1;
  const mask = queue.peek();
  let size = 1;
  if ((mask & RAW) !== 0) size += width * height * pixel;
  else {
    if ((mask & BACKGROUND) !== 0) size += pixel;
    if ((mask & FOREGROUND) !== 0) size += pixel;
    if ((mask & SUBRECTANGLES) !== 0) {
      size += 1;
      if (queue.length < size) yield size;
      size += queue.peek(size - 1) * (PLACE_BYTES + ((mask & COLOURED) === 0 ? 0 : pixel));
    }
  }
  if (queue.length < size) yield size;
  return size;
}

/** Draws tile after tile; colours that a tile does not name are those of the tile before. */
class TileDrawer {
  readonly #context: DecodeContext;
  #background: number | undefined;
  #foreground: number | undefined;

  constructor(context: DecodeContext) {
    this.#context = context;
  }

  draw(source: Uint8Array, tile: Region): void {
    const { framebuffer, pixels, reached } = this.#context;
    const { plain } = pixels;
    const mask = source[0] as number;
    if (mask > ALL_BITS)
      throw rfbError('Hextile subencoding-mask', `expected at most ${ALL_BITS}, got ${mask}`);
    reached?.(`Hextile mask ${mask}`);
    if ((mask & RAW) !== 0) {
      for (let row = 0; row < tile.height; row++) {
        const index = (tile.y + row) * framebuffer.width + tile.x;
        plain.copy(source, 1 + row * tile.width * plain.bytes, tile.width, framebuffer.pixels, index);
      }
      return;
    }
    let at = 1;
    if ((mask & BACKGROUND) !== 0) {
      this.#background = plain.at(source, at);
      at += plain.bytes;
    }
    if ((mask & FOREGROUND) !== 0) {
      this.#foreground = plain.at(source, at);
      at += plain.bytes;
    }
    if (this.#background === undefined)
      throw rfbError('Hextile background', 'expected one in the first tile that is not raw, got none');
    framebuffer.fill(tile, this.#background);
    if ((mask & SUBRECTANGLES) !== 0) this.#drawSubrectangles(source, at, tile, (mask & COLOURED) !== 0);
  }

  #drawSubrectangles(source: Uint8Array, start: number, tile: Region, coloured: boolean): void {
    const { framebuffer, pixels } = this.#context;
    const { plain } = pixels;
    const { pixels: words, width: stride } = framebuffer;
    let word = this.#foreground;
    let at = start + 1;
    for (let left = source[start] as number; left > 0; left--) {
      if (coloured) {
        word = plain.at(source, at);
        at += plain.bytes;
      }
      if (word === undefined)
        throw rfbError('Hextile foreground', 'expected one before its first use, got none');
      const place = source[at] as number;
      const size = source[at + 1] as number;
      at += PLACE_BYTES;
      const right = (place >> 4) + (size >> 4) + 1;
      const bottom = (place & 15) + (size & 15) + 1;
      if (right > tile.width || bottom > tile.height)
        throw rfbError(
          'Hextile subrectangle',
          `expected it within ${tile.width}x${tile.height}, got one up to ${right},${bottom}`,
        );
      for (let y = place & 15; y < bottom; y++) {
        const row = (tile.y + y) * stride + tile.x;
        for (let i = row + (place >> 4); i < row + right; i++) words[i] = word;
      }
    }
  }
}
