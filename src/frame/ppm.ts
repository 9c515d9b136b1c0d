/** Reads the binary PPM (P6) that QEMU's screendump writes, straight into a frame's memory. */
import { GuestwrightError } from '../base/errors.ts';
import type { FrameAllocator } from './frame.ts';
import type { Dimensions } from './region.ts';

const MAGIC = 'P6';
/** QEMU writes 8 bits a sample, nothing else. */
const MAXVAL = 255;
/** Width, height and maxval. */
const HEADER_NUMBERS = 3;
/** A complete header is far shorter, comments included; beyond this a missing one is an error, not a slow writer. */
const LONGEST_HEADER = 1024;

/**
 * The picture of a whole PPM file, RGBA with alpha 255 in memory from `allocator`. Undefined if the file is not
 * complete yet (QEMU may still be writing) or 0x0 (no mode set yet). Error `protocol` if it is another format.
 * Format: https://netpbm.sourceforge.net/doc/ppm.html
 */
export function decodePpm(
  file: Uint8Array,
  allocator: FrameAllocator,
): (Dimensions & { readonly data: Uint8Array }) | undefined {
  const header = readHeader(file);
  if (header === undefined) return undefined;
  const { width, height, start } = header;
  const size = width * height * 3;
  if (size === 0 || file.byteLength < start + size) return undefined;
  const data = allocator.allocate(width, height);
  expandRgb(file, start, new Uint32Array(data.buffer, data.byteOffset, width * height));
  return { width, height, data };
}

/** Three source words hold four pixels; `source` is R G B bytes from `start` on, `pixels` gets R G B 255. */
function expandRgb(source: Uint8Array, start: number, pixels: Uint32Array): void {
  const size = pixels.length * 3;
  const aligned =
    (source.byteOffset + start) % 4 === 0 ? source : new Uint8Array(source.subarray(start, start + size));
  const offset = aligned === source ? source.byteOffset + start : aligned.byteOffset;
  const words = new Uint32Array(aligned.buffer, offset, size >> 2);
  const whole = pixels.length & ~3;
  for (let from = 0, to = 0; to < whole; from += 3, to += 4) {
    const a = words[from] as number; // R0 G0 B0 R1, lowest byte first
    const b = words[from + 1] as number; // G1 B1 R2 G2
    const c = words[from + 2] as number; // B2 R3 G3 B3
    pixels[to] = a | 0xff000000;
    pixels[to + 1] = (a >>> 24) | (b << 8) | 0xff000000;
    pixels[to + 2] = (b >>> 16) | (c << 16) | 0xff000000;
    pixels[to + 3] = (c >>> 8) | 0xff000000;
  }
  for (let to = whole, from = start + whole * 3; to < pixels.length; to++, from += 3) {
    const [red, green, blue] = [source[from], source[from + 1], source[from + 2]] as [number, number, number];
    pixels[to] = red | (green << 8) | (blue << 16) | 0xff000000;
  }
}

/** Magic, width, height and maxval, separated by white space and comments; undefined if cut off. */
function readHeader(file: Uint8Array): (Dimensions & { start: number }) | undefined {
  const text = Buffer.from(file.buffer, file.byteOffset, Math.min(file.byteLength, LONGEST_HEADER)).toString(
    'latin1',
  );
  if (!text.startsWith(MAGIC) && !MAGIC.startsWith(text)) throw notPpm(`starting with '${text.slice(0, 2)}'`);
  const numbers: number[] = [];
  const token = /(?:\s|#[^\n]*\n)+(\d+)(?=\s)/y;
  token.lastIndex = MAGIC.length;
  while (numbers.length < HEADER_NUMBERS) {
    const found = token.exec(text);
    if (!found) {
      if (text.length < LONGEST_HEADER) return undefined;
      throw notPpm('without width, height and maxval');
    }
    numbers.push(Number(found[1]));
  }
  const [width, height, maxval] = numbers as [number, number, number];
  if (maxval !== MAXVAL) throw notPpm(`with maxval ${maxval}`);
  return { width, height, start: token.lastIndex + 1 }; // exactly one white space ends the header
}

function notPpm(what: string): GuestwrightError {
  return new GuestwrightError(
    `screendump: expected a binary PPM (P6) with maxval ${MAXVAL}, got a file ${what}`,
    {
      code: 'protocol',
    },
  );
}
