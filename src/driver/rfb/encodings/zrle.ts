/** ZRLE (RFC 6143 section 7.7.6): tiles of 64x64 in one zlib stream. */
import type { ByteQueue } from '../byte-queue.ts';
import { type Parsing, rfbError } from '../parsing.ts';
import { Inflater } from '../zlib/inflater.ts';
import type { Decoder } from './decoder.ts';
import { ZrleTiles } from './zrle-tiles.ts';

const TILE = 64;
const LENGTH_BYTES = 4;
/** How much of the compressed data is inflated at once. */
const CHUNK = 2 ** 15;
/** A run for every pixel: its colour (4 bytes) and its length, and one byte for the subencoding. */
const MOST_PIXEL_BYTES = 5;
const MOST_TILE_BYTES = 1 + TILE * TILE * MOST_PIXEL_BYTES;
/** zlib never makes data this much longer. */
const MOST_GROWTH = 2;
/** What a zlib stream needs beside its data: headers, a flush. */
const LENGTH_SLACK = 1024;

export function createZrleDecoder(): Decoder {
  let inflater: Inflater | undefined;
  return {
    name: 'ZRLE',
    *decode(queue, { x, y, width, height }, context) {
      inflater ??= new Inflater('ZRLE zlib data');
      yield LENGTH_BYTES;
      const input = new ZrleInput(queue, inflater, queue.u32());
      input.check(width, height);
      const tiles = new ZrleTiles(inflater, context);
      for (let top = y; top < y + height; top += TILE) {
        for (let left = x; left < x + width; left += TILE) {
          if (inflater.available < MOST_TILE_BYTES) yield* input.ahead(MOST_TILE_BYTES);
          tiles.draw({
            x: left,
            y: top,
            width: Math.min(TILE, x + width - left),
            height: Math.min(TILE, y + height - top),
          });
        }
      }
      yield* input.rest();
    },
  };
}

/** The compressed data of one rectangle. */
class ZrleInput {
  readonly #queue: ByteQueue;
  readonly #inflater: Inflater;
  #left: number;

  constructor(queue: ByteQueue, inflater: Inflater, length: number) {
    this.#queue = queue;
    this.#inflater = inflater;
    this.#left = length;
  }

  check(width: number, height: number): void {
    const tiles = Math.ceil(width / TILE) * Math.ceil(height / TILE);
    const most = MOST_GROWTH * (width * height * MOST_PIXEL_BYTES + tiles) + LENGTH_SLACK;
    if (this.#left > most)
      throw rfbError(
        'ZRLE length',
        `expected at most ${most} for ${width}x${height} pixels, got ${this.#left}`,
      );
  }

  /** Waits until `count` bytes are inflated, or all that there are. */
  *ahead(count: number): Parsing<void> {
    if (this.#inflater.available < count) this.#inflater.fill();
    while (this.#inflater.available < count && this.#left > 0) yield* this.#feed();
  }

  /** Waits for what is behind the last tile: the flush of the stream, no pixels. */
  *rest(): Parsing<void> {
    this.#inflater.finish();
    while (this.#left > 0) {
      yield* this.#feed();
      this.#inflater.finish();
    }
  }

  *#feed(): Parsing<void> {
    const size = Math.min(this.#left, CHUNK);
    yield size;
    this.#inflater.feed(this.#queue.take(size));
    this.#left -= size;
  }
}
