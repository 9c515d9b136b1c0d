/**
 * PNGs of screens with few colours, exactly: an installer's page takes a seventh of the bytes that it takes as RGB, and
 * less time. What has more colours is left to the codec of png.ts.
 */
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Picture } from './picture.ts';
import { encodePng } from './png.ts';
import { PNG_SIGNATURE, pngChunk, pngWords } from './png-chunks.ts';

/** What a palette holds at most, and what four bits count. */
const MOST_COLOURS = 256;
const MOST_COLOURS_OF_FOUR_BITS = 16;
const INDEXED = 3;
/** Places of the table that colours are looked up in: four times as many as colours, so that few collide. */
const TABLE_BITS = 10;
const TABLE_SIZE = 2 ** TABLE_BITS;
/** Spreads neighbouring colours over the table (Knuth's multiplicative hash). */
const SPREAD = 0x9e3779b1;
/** zlib's usual level: beyond it time grows and little is saved. */
const LEVEL = 6;
/** For RGB: as fast as level 1 on screens, and half its size. */
const RGB_LEVEL = 3;

const pack = promisify<Uint8Array, { level: number }, Buffer>(deflate);

/** A PNG of a captured screen, without loss; most of the work is done off the main thread. */
export async function encodeScreenPng(picture: Picture): Promise<Buffer> {
  const indexed = indexColours(picture);
  if (!indexed) return await encodePng(picture, RGB_LEVEL);
  const { width, height } = picture;
  const depth = indexed.colours.length <= MOST_COLOURS_OF_FOUR_BITS ? 4 : 8;
  const rows =
    depth === 4 ? halvedRows(indexed.indices, width, height) : wholeRows(indexed.indices, width, height);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', Buffer.concat([pngWords(width, height), Buffer.from([depth, INDEXED, 0, 0, 0])])),
    pngChunk('PLTE', paletteOf(indexed.colours)),
    pngChunk('IDAT', await pack(rows, { level: LEVEL })),
    pngChunk('IEND'),
  ]);
}

interface Indexed {
  /** One a pixel. */
  readonly indices: Uint8Array;
  /** Words of pixels. */
  readonly colours: readonly number[];
}

/** Undefined for too many colours, which is known early on in a photograph. */
function indexColours({ pixels }: Picture): Indexed | undefined {
  const keys = new Uint32Array(TABLE_SIZE);
  const values = new Int16Array(TABLE_SIZE).fill(-1);
  const colours: number[] = [];
  const indices = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; ) {
    const colour = pixels[at] as number;
    let place = Math.imul(colour, SPREAD) >>> (32 - TABLE_BITS);
    while (values[place] !== -1 && keys[place] !== colour) place = (place + 1) % TABLE_SIZE;
    if (values[place] === -1) {
      if (colours.length === MOST_COLOURS) return undefined;
      keys[place] = colour;
      values[place] = colours.push(colour) - 1;
    }
    const start = at++;
    while (at < pixels.length && pixels[at] === colour) at++; // screens are mostly flat
    if (values[place] !== 0) indices.fill(values[place] as number, start, at);
  }
  return { indices, colours };
}

/** Rows of a filter byte (none) and a byte a pixel. */
function wholeRows(indices: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++)
    rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return rows;
}

/** The same with two pixels a byte, the left one in the upper half. */
function halvedRows(indices: Uint8Array, width: number, height: number): Uint8Array {
  const length = (width + 1) >> 1;
  const rows = new Uint8Array((length + 1) * height);
  for (let y = 0; y < height; y++) {
    const from = y * width;
    const to = y * (length + 1) + 1;
    // Mostly a row looks like the one above it: native code sees that faster than we pack it.
    if (y > 0 && sameRow(indices, from - width, from, width)) {
      rows.copyWithin(to, to - length - 1, to - 1);
      continue;
    }
    for (let x = 0; x < width; x += 2) {
      const right = x + 1 < width ? (indices[from + x + 1] as number) : 0;
      rows[to + (x >> 1)] = ((indices[from + x] as number) << 4) | right;
    }
  }
  return rows;
}

function sameRow(indices: Uint8Array, one: number, other: number, width: number): boolean {
  return Buffer.compare(indices.subarray(one, one + width), indices.subarray(other, other + width)) === 0;
}

/** R G B of each colour; a pixel's word is A B G R from its top bits down. */
function paletteOf(colours: readonly number[]): Uint8Array {
  return Uint8Array.from(colours.flatMap((word) => [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff]));
}
