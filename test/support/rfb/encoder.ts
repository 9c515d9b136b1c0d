/** A server's encodings, choosing among all that each allows: what is decoded must be the picture again. */
import type { ENCODINGS } from '../../../src/driver/rfb/encodings/table.ts';
import { Deflater } from './deflater.ts';
import { encodeHextile } from './encode-hextile.ts';
import { encodeTight } from './encode-tight.ts';
import { encodeZrle } from './encode-zrle.ts';
import { plainPixel } from './pixel-writer.ts';
import type { Colour, Random, TestPicture } from './test-picture.ts';

export type EncodingName = Exclude<keyof typeof ENCODINGS, 'CopyRect'>;

/** One connection's encoders: zlib streams go on from picture to picture. */
export class Encoder {
  readonly #random: Random;
  readonly #zrle: Deflater;
  readonly #tight: readonly Deflater[];

  /** `inside` changes what is compressed, for hostile streams. */
  constructor(random: Random, inside?: (data: Uint8Array) => Uint8Array) {
    this.#random = random;
    this.#zrle = new Deflater(inside);
    this.#tight = Array.from({ length: 4 }, () => new Deflater(inside));
  }

  /** The bytes behind the header of a rectangle that shows `picture`. */
  encode(name: EncodingName, picture: TestPicture): Buffer {
    if (name === 'Raw') return encodeRaw(picture);
    if (name === 'RRE') return encodeRre(picture);
    if (name === 'Hextile') return encodeHextile(picture, this.#random);
    if (name === 'ZRLE') return encodeZrle(picture, this.#random, this.#zrle);
    return encodeTight(picture, this.#random, this.#tight);
  }
}

function encodeRaw({ colours, indexes, format }: TestPicture): Buffer {
  const pixels = colours.map((colour) => plainPixel(format, colour));
  return Buffer.from([...indexes].flatMap((index) => pixels[index] as number[]));
}

function encodeRre({ colours, indexes, format, width }: TestPicture): Buffer {
  const pixels = colours.map((colour) => plainPixel(format, colour));
  const background = indexes[0] as number;
  const subrectangles: number[][] = [];
  for (let i = 0; i < indexes.length; ) {
    const index = indexes[i] as number;
    const [x, y] = [i % width, Math.floor(i / width)];
    let run = 1;
    while (x + run < width && indexes[i + run] === index) run++;
    if (index !== background)
      subrectangles.push([...(pixels[index] as number[]), ...u16(x), ...u16(y), ...u16(run), ...u16(1)]);
    i += run;
  }
  const count = Buffer.alloc(4);
  count.writeUInt32BE(subrectangles.length);
  return Buffer.concat([count, Buffer.from([...(pixels[background] as number[]), ...subrectangles.flat()])]);
}

/** Big endian. */
export function u16(value: number): [number, number] {
  return [value >> 8, value & 255];
}

/** The colours that `indexes` use, in the order of their first use, and each pixel's place among them. */
export function paletteOf({ indexes, colours }: TestPicture): { palette: Colour[]; places: number[] } {
  const used = [...new Set(indexes)];
  return {
    palette: used.map((index) => colours[index] as Colour),
    places: [...indexes].map((index) => used.indexOf(index)),
  };
}
