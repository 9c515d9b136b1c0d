/**
 * Console fonts as files: PSF, version 1 and 2, with their table of characters (described in the package kbd and in the
 * kernel's Documentation; https://www.win.tue.nl/~aeb/linux/kbd/font-formats-1.html).
 */
import { gunzipSync } from 'node:zlib';
import { GuestwrightError } from '../../base/errors.ts';
import { bytesPerRow, type FontSize, GlyphFont, rowsOf, type Shape, tableOf } from './font.ts';

const MAGIC_1 = 0x0436;
const MAGIC_2 = 0x864ab572;
const GZIP_MAGIC = 0x8b1f;
const HEADER_1 = 4;
const HEADER_2 = 32;
/** Flags of version 1: 512 glyphs instead of 256, a table of characters. */
const IS_LARGE = 1;
const HAS_TABLE_1 = 2;
/** Flag of version 2: a table of characters. */
const HAS_TABLE_2 = 1;
/** Ends a glyph's characters, and begins a sequence that one glyph stands for: 16 bits in version 1, a byte in 2. */
const END = 0xffff;
const SEQUENCE = 0xfffe;
/** Rows are one word. */
const WIDEST = 32;

interface Layout extends FontSize {
  readonly count: number;
  readonly size: number;
  readonly start: number;
}

/** The font of a file, possibly packed by gzip; `name` names it in errors. Throws `invalid-font`. */
export function parsePsf(bytes: Uint8Array, name: string): GlyphFont {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const data = file.readUInt16LE(0) === GZIP_MAGIC ? gunzipSync(file) : file;
    const layout = layoutOf(data, name);
    const characters = layout.start === HEADER_1 ? table1(data, layout) : table2(data, layout);
    const shapes = characters.flatMap((shown, index): Shape[] => {
      const at = layout.start + index * layout.size;
      return shown === '' ? [] : [[shown, rowsOf(data.subarray(at, at + layout.size), layout)]];
    });
    return new GlyphFont(name, layout, tableOf(shapes), { learned: true });
  } catch (cause) {
    if (cause instanceof GuestwrightError) throw cause;
    throw invalid(name, 'ends too early', cause);
  }
}

function layoutOf(data: Buffer, name: string): Layout {
  if (data.readUInt16LE(0) === MAGIC_1) {
    const mode = data.readUInt8(2);
    const height = data.readUInt8(3);
    if ((mode & HAS_TABLE_1) === 0) throw invalid(name, 'does not say which characters its glyphs are');
    return { width: 8, height, size: height, start: HEADER_1, count: mode & IS_LARGE ? 512 : 256 };
  }
  if (data.readUInt32LE(0) !== MAGIC_2) throw invalid(name, 'is no PSF font');
  const [start, flags, count] = [data.readUInt32LE(8), data.readUInt32LE(12), data.readUInt32LE(16)];
  const [size, height, width] = [data.readUInt32LE(20), data.readUInt32LE(24), data.readUInt32LE(28)];
  if ((flags & HAS_TABLE_2) === 0) throw invalid(name, 'does not say which characters its glyphs are');
  if (width > WIDEST || width === 0 || size !== bytesPerRow(width) * height)
    throw invalid(name, `has glyphs of ${width}x${height} pixels in ${size} bytes`);
  return { width, height, size, start, count };
}

function table1(data: Buffer, { count, size, start }: Layout): string[] {
  let at = start + count * size;
  return Array.from({ length: count }, () => {
    let characters = '';
    let single = true;
    for (let unit = data.readUInt16LE(at); unit !== END; unit = data.readUInt16LE(at)) {
      if (unit === SEQUENCE) single = false;
      else if (single) characters += String.fromCharCode(unit);
      at += 2;
    }
    at += 2;
    return usable(characters);
  });
}

function table2(data: Buffer, { count, size, start }: Layout): string[] {
  let at = start + count * size;
  return Array.from({ length: count }, () => {
    const end = data.indexOf(END & 0xff, at);
    if (end < 0) throw new RangeError('no end of a glyph');
    const entry = data.subarray(at, end);
    const sequence = entry.indexOf(SEQUENCE & 0xff);
    at = end + 1;
    return usable((sequence < 0 ? entry : entry.subarray(0, sequence)).toString('utf8'));
  });
}

/** One UTF-16 unit each, the usual one first; U+FFFD stands for no character. */
function usable(characters: string): string {
  const usual = [...characters].filter((character) => character.length === 1 && character !== '\ufffd');
  return usual.sort((a, b) => (a < b ? -1 : 1)).join('');
}

/** A PSF file, version 2, of glyphs in their order. */
export function formatPsf({ width, height }: FontSize, shapes: readonly Shape[]): Buffer {
  const size = bytesPerRow(width) * height;
  const header = Buffer.alloc(HEADER_2);
  for (const [index, value] of [
    MAGIC_2,
    0,
    HEADER_2,
    HAS_TABLE_2,
    shapes.length,
    size,
    height,
    width,
  ].entries())
    header.writeUInt32LE(value, index * 4);
  const bitmaps = shapes.map(([, rows]) => bitmapOf(rows, width));
  const tables = shapes.map(([characters]) =>
    Buffer.concat([Buffer.from(characters), Buffer.of(END & 0xff)]),
  );
  return Buffer.concat([header, ...bitmaps, ...tables]);
}

function bitmapOf(rows: Uint32Array, width: number): Buffer {
  const bytes = bytesPerRow(width);
  const bitmap = Buffer.alloc(bytes * rows.length);
  for (const [row, bits] of rows.entries())
    bitmap.writeUIntBE(bits * 2 ** (bytes * 8 - width), row * bytes, bytes);
  return bitmap;
}

function invalid(name: string, problem: string, cause?: unknown): GuestwrightError {
  return new GuestwrightError(`font ${name}: the file ${problem}`, {
    code: 'invalid-font',
    remedy:
      'Learn it again with `guestwright learn-font`, or copy a console font (PSF) that has a table of characters.',
    ...(cause === undefined ? {} : { cause }),
  });
}
