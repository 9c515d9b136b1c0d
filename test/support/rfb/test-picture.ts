/** Random pictures of few colours, as a server with a given pixel format would have them. */
import { type PixelFormat, RGB_FORMAT } from '../../../src/driver/rfb/pixel-format.ts';
import type { Region } from '../../../src/frame/region.ts';

/** Whole numbers from 0 to below `below`. */
export type Random = (below: number) => number;

/** Red, green, blue, each in its channel's range. */
export type Colour = readonly [number, number, number];

export interface TestPicture {
  readonly width: number;
  readonly height: number;
  readonly format: PixelFormat;
  readonly colours: readonly Colour[];
  /** Index of each pixel's colour, row by row. */
  readonly indexes: Uint8Array;
}

/** The formats that real servers have, and stranger ones. */
export const FORMATS: Readonly<Record<string, PixelFormat>> = {
  'RGB of 24 in 32': RGB_FORMAT,
  'BGR of 24 in 32': { ...RGB_FORMAT, redShift: 16, blueShift: 0 },
  'BGR of 24 in 32, big endian': { ...RGB_FORMAT, redShift: 16, blueShift: 0, bigEndian: true },
  'RGB of 24 in the high bytes of 32': { ...RGB_FORMAT, redShift: 24, greenShift: 16, blueShift: 8 },
  'RGB of 24 in the high bytes of 32, big endian': {
    ...RGB_FORMAT,
    redShift: 24,
    greenShift: 16,
    blueShift: 8,
    bigEndian: true,
  },
  'RGB of 30 in 32': {
    ...RGB_FORMAT,
    depth: 30,
    redMax: 1023,
    greenMax: 1023,
    blueMax: 1023,
    redShift: 20,
    greenShift: 10,
    blueShift: 0,
  },
  '565 in 16': sixteen({}),
  '565 in 16, big endian': sixteen({ bigEndian: true }),
  '555 in 16': sixteen({ depth: 15, greenMax: 31, redShift: 10 }),
  '332 in 8': {
    ...RGB_FORMAT,
    bitsPerPixel: 8,
    depth: 8,
    redMax: 7,
    greenMax: 7,
    blueMax: 3,
    redShift: 0,
    greenShift: 3,
    blueShift: 6,
  },
};

function sixteen(changes: Partial<PixelFormat>): PixelFormat {
  return {
    ...RGB_FORMAT,
    bitsPerPixel: 16,
    depth: 16,
    redMax: 31,
    greenMax: 63,
    blueMax: 31,
    redShift: 11,
    greenShift: 5,
    blueShift: 0,
    ...changes,
  };
}

/** A picture of runs and noise: what every subencoding is good for appears. */
export function randomPicture(
  random: Random,
  {
    width,
    height,
    format = RGB_FORMAT,
    most = 200,
  }: { width: number; height: number; format?: PixelFormat; most?: number },
): TestPicture {
  const colours = Array.from({ length: 1 + random(random(4) === 0 ? most : 6) }, (): Colour => {
    const { redMax, greenMax, blueMax } = format;
    return [random(redMax + 1), random(greenMax + 1), random(blueMax + 1)];
  });
  const indexes = new Uint8Array(width * height);
  const longest = 1 + random(2 * width + 300);
  for (let i = 0; i < indexes.length; ) {
    const end = i + 1 + random(longest);
    indexes.fill(random(colours.length), i, end);
    i = end;
  }
  return { width, height, format, colours, indexes };
}

/** The pixels of `region`, row by row. */
export function cut(picture: TestPicture, { x, y, width, height }: Region): TestPicture {
  const indexes = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (y + row) * picture.width + x;
    indexes.set(picture.indexes.subarray(from, from + width), row * width);
  }
  return { ...picture, width, height, indexes };
}

/** What a frame of it is: every channel scaled to the nearest of 0..255. */
export function rgbaOf({ colours, indexes, format }: TestPicture): Uint8Array {
  const maxima = [format.redMax, format.greenMax, format.blueMax];
  const scaled = colours.map((colour) =>
    colour.map((value, i) => Math.round((value * 255) / (maxima[i] as number))),
  );
  return Uint8Array.from([...indexes].flatMap((index) => [...(scaled[index] as number[]), 255]));
}

/** Numbers from a seed: mulberry32, public domain. */
export function seeded(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
