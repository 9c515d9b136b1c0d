/** The tiles of ZRLE, out of inflated bytes: raw, solid, palette, runs, runs of palette colours. */
import type { Region } from '../../../frame/region.ts';
import { rfbError } from '../parsing.ts';
import { OPAQUE, type PixelReader } from '../pixel-reader.ts';
import type { Inflater } from '../zlib/inflater.ts';
import type { DecodeContext } from './decoder.ts';

/** Subencodings; the numbers between are palettes of that many colours, with `RUNS` added for runs of them. */
const RAW = 0;
const SOLID = 1;
const MOST_PACKED = 16;
const RUNS = 128;
const LEAST_PALETTE = 2;
const MOST_PALETTE = 127;
/** A byte of a run's length that another one follows. */
const LONGER = 255;
const TILE_PIXELS = 64 * 64;

export class ZrleTiles {
  readonly #inflater: Inflater;
  readonly #context: DecodeContext;
  readonly #pixel: PixelReader;
  readonly #palette = new Uint32Array(MOST_PALETTE).fill(OPAQUE);
  readonly #tile = new Uint32Array(TILE_PIXELS);

  constructor(inflater: Inflater, context: DecodeContext) {
    this.#inflater = inflater;
    this.#context = context;
    this.#pixel = context.pixels.compact;
  }

  /** Draws the next tile: as many bytes as it can have are inflated, or all that there are. */
  draw(tile: Region): void {
    const subencoding = this.#inflater.take(1)[0] as number;
    this.#context.reached?.(`ZRLE ${nameOf(subencoding)}`);
    if (subencoding === RAW) this.#drawRaw(tile);
    else if (subencoding === SOLID)
      this.#context.framebuffer.fill(tile, this.#pixel.at(this.#inflater.take(this.#pixel.bytes), 0));
    else if (subencoding <= MOST_PACKED) {
      this.#readPalette(subencoding);
      this.#drawPacked(tile, subencoding);
    } else if (subencoding === RUNS) this.#drawRuns(tile);
    else if (subencoding >= RUNS + LEAST_PALETTE) {
      this.#readPalette(subencoding - RUNS);
      this.#drawPaletteRuns(tile, subencoding - RUNS);
    } else throw rfbError('ZRLE subencoding', `expected 0 to 16, 128, or 130 to 255, got ${subencoding}`);
  }

  #readPalette(size: number): void {
    this.#pixel.copy(this.#inflater.take(size * this.#pixel.bytes), 0, size, this.#palette, 0);
  }

  #drawRaw({ x, y, width, height }: Region): void {
    const { framebuffer } = this.#context;
    const rowBytes = width * this.#pixel.bytes;
    const source = this.#inflater.take(rowBytes * height);
    for (let row = 0; row < height; row++)
      this.#pixel.copy(source, row * rowBytes, width, framebuffer.pixels, (y + row) * framebuffer.width + x);
  }

  /** Indexes of 1, 2 or 4 bits; rows begin at whole bytes. */
  #drawPacked({ x, y, width, height }: Region, colours: number): void {
    const { pixels: words, width: stride } = this.#context.framebuffer;
    const bits = colours <= 2 ? 1 : colours <= 4 ? 2 : 4;
    const mask = (1 << bits) - 1;
    const rowBytes = Math.ceil((width * bits) / 8);
    const source = this.#inflater.take(rowBytes * height);
    const palette = this.#palette;
    let highest = 0;
    for (let row = 0, at = 0; row < height; row++) {
      let byte = 0;
      let shift = 0;
      const end = (y + row) * stride + x + width;
      for (let i = end - width; i < end; i++) {
        if (shift === 0) {
          byte = source[at++] as number;
          shift = 8;
        }
        shift -= bits;
        const index = (byte >> shift) & mask;
        if (index > highest) highest = index;
        words[i] = palette[index] as number;
      }
    }
    if (highest >= colours) throw paletteError(highest, colours);
  }

  #drawRuns(tile: Region): void {
    const { bytes, limit } = this.#inflater;
    const size = tile.width * tile.height;
    const pixel = this.#pixel;
    let at = this.#inflater.position;
    for (let done = 0; done < size; ) {
      const word = pixel.at(bytes, at);
      at += pixel.bytes;
      let end = done + 1;
      let more: number;
      do {
        if (at >= limit) throw shortError();
        more = bytes[at++] as number;
        end += more;
        if (end > size) throw runError(end - done, size - done);
      } while (more === LONGER);
      this.#run(word, done, end);
      done = end;
    }
    this.#inflater.position = at;
    this.#blit(tile);
  }

  #drawPaletteRuns(tile: Region, colours: number): void {
    const { bytes, limit } = this.#inflater;
    const size = tile.width * tile.height;
    const palette = this.#palette;
    const words = this.#tile;
    let at = this.#inflater.position;
    for (let done = 0; done < size; ) {
      if (at >= limit) throw shortError();
      const entry = bytes[at++] as number;
      const index = entry & (RUNS - 1);
      if (index >= colours) throw paletteError(index, colours);
      const word = palette[index] as number;
      if (entry < RUNS) {
        words[done++] = word;
        continue;
      }
      let end = done + 1;
      let more: number;
      do {
        if (at >= limit) throw shortError();
        more = bytes[at++] as number;
        end += more;
        if (end > size) throw runError(end - done, size - done);
      } while (more === LONGER);
      this.#run(word, done, end);
      done = end;
    }
    this.#inflater.position = at;
    this.#blit(tile);
  }

  #run(word: number, from: number, end: number): void {
    const words = this.#tile;
    for (let i = from; i < end; i++) words[i] = word;
  }

  #blit({ x, y, width, height }: Region): void {
    const { pixels: words, width: stride } = this.#context.framebuffer;
    const tile = this.#tile;
    for (let row = 0, from = 0; row < height; row++) {
      const end = (y + row) * stride + x + width;
      for (let i = end - width; i < end; i++) words[i] = tile[from++] as number;
    }
  }
}

function nameOf(subencoding: number): string {
  if (subencoding === RAW) return 'raw';
  if (subencoding === SOLID) return 'solid';
  if (subencoding <= MOST_PACKED) return `palette of ${subencoding <= 2 ? 1 : subencoding <= 4 ? 2 : 4} bits`;
  if (subencoding === RUNS) return 'runs';
  return subencoding < RUNS + LEAST_PALETTE ? 'unknown' : 'palette runs';
}

function paletteError(index: number, colours: number): Error {
  return rfbError('ZRLE palette index', `expected at most ${colours - 1}, got ${index}`);
}

function runError(length: number, most: number): Error {
  return rfbError(
    'ZRLE run-length',
    `expected at most the ${most} pixels that are left of the tile, got ${length}`,
  );
}

function shortError(): Error {
  return rfbError('ZRLE zlib data', 'expected the runs of a whole tile, got fewer');
}
