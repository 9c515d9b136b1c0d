/** A server's pixels as RGBA words: red in the lowest byte, alpha 255; every channel scaled to the nearest of 0..255. */
import { rfbError } from './parsing.ts';
import { bitsOf, type PixelFormat } from './pixel-format.ts';

/** Alpha 255 of a word of memory (hosts are little endian: red has the lowest address). */
export const OPAQUE = 0xff000000;
const COLOURS = 256;
/** From so many pixels on, copying natively costs less than a loop. */
const LONG_COPY = 256;
/** Largest channel value of a colour map's entry. */
const MAP_MAX = 65535;

/** Reads pixels of one layout. Words are unsigned. */
export interface PixelReader {
  /** Bytes of a pixel. */
  readonly bytes: number;
  /** The pixel that starts at `offset`. */
  at(source: Uint8Array, offset: number): number;
  /** `count` pixels from `offset` to `target[index]` and on. */
  copy(source: Uint8Array, offset: number, count: number, target: Uint32Array, index: number): void;
}

/** How one pixel format is read in each of the layouts that encodings use. */
export interface PixelReaders {
  readonly format: PixelFormat;
  /** PIXEL: Raw, RRE, Hextile. */
  readonly plain: PixelReader;
  /** CPIXEL of ZRLE (RFC 6143 section 7.7.5): 3 bytes where the colours fit. */
  readonly compact: PixelReader;
  /** TPIXEL of Tight: R, G, B where all have 8 bits of 32, else PIXEL. */
  readonly tight: PixelReader;
  /** SetColourMapEntries: `colours` has red, green, blue of 16 bits for each entry from `first`. */
  setColours(first: number, colours: Uint16Array): void;
}

/** The readers for `format`. */
export function createPixelReaders(format: PixelFormat): PixelReaders {
  if (format.bitsPerPixel === 32) return wideReaders(format);
  const table = format.trueColour ? colourTable(format) : new Uint32Array(COLOURS).fill(OPAQUE);
  const plain = format.bitsPerPixel === 8 ? byteReader(table) : shortReader(table, format.bigEndian);
  return {
    format,
    plain,
    compact: plain,
    tight: plain,
    setColours(first, colours) {
      const count = colours.length / 3;
      if (first + count > COLOURS)
        throw rfbError(
          'number-of-colours',
          `expected entries up to ${COLOURS - 1}, got ${count} from ${first}`,
        );
      if (format.trueColour) return; // a server's leftover from before our pixel format: not for us
      for (let i = 0; i < count; i++) {
        const [red = 0, green = 0, blue = 0] = colours.subarray(3 * i, 3 * i + 3);
        table[first + i] =
          (OPAQUE | (scale(blue, MAP_MAX) << 16) | (scale(green, MAP_MAX) << 8) | scale(red, MAP_MAX)) >>> 0;
      }
    },
  };
}

/** `value` of 0..max as the nearest of 0..255. */
export function scale(value: number, max: number): number {
  return Math.round((value * 255) / max);
}

function wideReaders(format: PixelFormat): PixelReaders {
  const { redMax, greenMax, blueMax, redShift, greenShift, blueShift, bigEndian } = format;
  const bytewise = redMax === 255 && greenMax === 255 && blueMax === 255;
  const shifts = [redShift, greenShift, blueShift];
  const inMemory = bytewise && !bigEndian && shifts.join() === '0,8,16';
  const plain = inMemory ? rgbxReader : wideReader(format, 4, 0);
  const lowest = Math.min(...shifts);
  const highest = Math.max(
    redShift + bitsOf(redMax),
    greenShift + bitsOf(greenMax),
    blueShift + bitsOf(blueMax),
  );
  const setColours = () => {};
  const tight = bytewise && format.depth === 24 ? rgbReader : plain;
  if (format.depth > 24 || (highest > 24 && lowest < 8))
    return { format, plain, compact: plain, tight, setColours };
  // Both fit: colours of bits 8 to 23 only. Servers take the low bytes then.
  const dropped = highest <= 24 ? 0 : 8;
  const compact = inMemory ? rgbReader : wideReader(format, 3, dropped);
  return { format, plain, compact, tight, setColours };
}

/** 3 or 4 bytes of a 32-bit pixel; of 3, the bits from `dropped` on. */
function wideReader(format: PixelFormat, bytes: 3 | 4, dropped: number): PixelReader {
  const red = channelTable(format.redMax, 0);
  const green = channelTable(format.greenMax, 8);
  const blue = channelTable(format.blueMax, 16);
  const { redMax, greenMax, blueMax, bigEndian } = format;
  const redShift = format.redShift - dropped;
  const greenShift = format.greenShift - dropped;
  const blueShift = format.blueShift - dropped;
  // Byte 0 of the wire counts 2 ** places[0].
  const places = bytes === 4 ? [0, 8, 16, 24] : [0, 8, 16];
  if (bigEndian) places.reverse();
  const [p0 = 0, p1 = 0, p2 = 0, p3 = 0] = places;
  const at = (source: Uint8Array, offset: number): number => {
    let value =
      ((source[offset] as number) << p0) |
      ((source[offset + 1] as number) << p1) |
      ((source[offset + 2] as number) << p2);
    if (bytes === 4) value |= (source[offset + 3] as number) << p3;
    return (
      (OPAQUE |
        (red[(value >>> redShift) & redMax] as number) |
        (green[(value >>> greenShift) & greenMax] as number) |
        (blue[(value >>> blueShift) & blueMax] as number)) >>>
      0
    );
  };
  return {
    bytes,
    at,
    copy(source, offset, count, target, index) {
      for (let i = 0, from = offset; i < count; i++, from += bytes) target[index + i] = at(source, from);
    },
  };
}

/** What we ask for: the memory layout of frames but for alpha. */
const rgbxReader: PixelReader = {
  bytes: 4,
  at: (source, offset) =>
    (OPAQUE |
      ((source[offset + 2] as number) << 16) |
      ((source[offset + 1] as number) << 8) |
      (source[offset] as number)) >>>
    0,
  copy(source, offset, count, target, index) {
    if (count < LONG_COPY) {
      for (let i = index, from = offset; i < index + count; i++, from += 4)
        target[i] =
          OPAQUE |
          ((source[from + 2] as number) << 16) |
          ((source[from + 1] as number) << 8) |
          (source[from] as number);
      return;
    }
    const bytes = new Uint8Array(target.buffer, target.byteOffset + 4 * index, 4 * count);
    bytes.set(source.subarray(offset, offset + 4 * count)); // the memory may be at any address: bytes first
    for (let i = index; i < index + count; i++) (target[i] as number) |= OPAQUE;
  },
};

/** Three bytes R, G, B. */
const rgbReader: PixelReader = {
  bytes: 3,
  at: rgbxReader.at,
  copy(source, offset, count, target, index) {
    for (let i = index, from = offset; i < index + count; i++, from += 3)
      target[i] =
        OPAQUE |
        ((source[from + 2] as number) << 16) |
        ((source[from + 1] as number) << 8) |
        (source[from] as number);
  },
};

function byteReader(table: Uint32Array): PixelReader {
  return {
    bytes: 1,
    at: (source, offset) => table[source[offset] as number] as number,
    copy(source, offset, count, target, index) {
      for (let i = 0; i < count; i++) target[index + i] = table[source[offset + i] as number] as number;
    },
  };
}

function shortReader(table: Uint32Array, bigEndian: boolean): PixelReader {
  const [high, low] = bigEndian ? [0, 1] : [1, 0];
  const at = (source: Uint8Array, offset: number): number =>
    table[((source[offset + high] as number) << 8) | (source[offset + low] as number)] as number;
  return {
    bytes: 2,
    at,
    copy(source, offset, count, target, index) {
      for (let i = 0; i < count; i++) target[index + i] = at(source, offset + 2 * i);
    },
  };
}

/** The word of every pixel of 8 or 16 bits. */
function colourTable(format: PixelFormat): Uint32Array {
  const { redMax, greenMax, blueMax, redShift, greenShift, blueShift } = format;
  const red = channelTable(redMax, 0);
  const green = channelTable(greenMax, 8);
  const blue = channelTable(blueMax, 16);
  const table = new Uint32Array(2 ** format.bitsPerPixel);
  for (let value = 0; value < table.length; value++) {
    table[value] =
      OPAQUE |
      (red[(value >>> redShift) & redMax] as number) |
      (green[(value >>> greenShift) & greenMax] as number) |
      (blue[(value >>> blueShift) & blueMax] as number);
  }
  return table;
}

/** Every value of a channel, scaled and moved to its place in the word. */
function channelTable(max: number, place: number): Uint32Array {
  return Uint32Array.from({ length: max + 1 }, (_, value) => scale(value, max) << place);
}
