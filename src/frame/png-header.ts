/** What a PNG says of itself in its first bytes, read before anything is decoded. */
import { GuestwrightError } from '../base/errors.ts';
import type { Dimensions } from './region.ts';

/** PNG specification, section 5.2. */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Signature, chunk length and name, and IHDR up to the interlace byte (section 11.2.2). */
export const PNG_HEADER_BYTES = 29;
const OFFSETS = { chunk: 12, width: 16, height: 20, depth: 24, colour: 25 } as const;
const COLOUR_TYPES: Readonly<Record<number, string>> = {
  0: 'greyscale',
  2: 'RGB',
  3: 'palette',
  4: 'greyscale with alpha',
  6: 'RGBA',
};
/** No display that we drive is larger; a bomb of a few KB can claim 2^31 pixels a side. */
export const LARGEST_SIDE = 8192;

export interface PngHeader extends Dimensions {
  /** Bits a sample. */
  readonly depth: number;
  readonly colour: string;
}

/** The header of `file`, whose name `what` is for messages. Error `invalid-image` if it is none. */
export function readPngHeader(file: Uint8Array, what: string): PngHeader {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (
    !bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE.subarray(0, bytes.length)) ||
    bytes.length === 0
  ) {
    throw invalidImage(what, bytes.length === 0 ? 'the file is empty' : 'it is not a PNG', 'Save it as PNG.');
  }
  if (bytes.length < PNG_HEADER_BYTES) throw truncatedImage(what);
  const colour = COLOUR_TYPES[bytes[OFFSETS.colour] as number];
  if (bytes.toString('latin1', OFFSETS.chunk, OFFSETS.width) !== 'IHDR' || colour === undefined) {
    throw invalidImage(what, 'its header is broken', SAVE_AGAIN);
  }
  const [width, height] = [bytes.readUInt32BE(OFFSETS.width), bytes.readUInt32BE(OFFSETS.height)];
  return { width, height, depth: bytes[OFFSETS.depth] as number, colour };
}

/** Refuses what cannot be a reference: other than 8 bits a sample, palettes, greyscale, or a side beyond the limit. */
export function checkReferenceHeader(header: PngHeader, what: string): void {
  const { depth, colour } = header;
  checkSize(header, what);
  if (depth !== 8 || !colour.startsWith('RGB')) {
    throw invalidImage(what, `it has ${depth}-bit ${colour} samples`, 'Save it as 8-bit RGB or RGBA.');
  }
}

/** Refuses a picture without pixels, or with a side beyond the limit. */
export function checkSize({ width, height }: Dimensions, what: string): void {
  if (width === 0 || height === 0 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
    const reason = `its header says ${width}x${height} pixels; a side may have 1 to ${LARGEST_SIDE}`;
    throw invalidImage(what, reason, 'Crop it to what matters.');
  }
}

const SAVE_AGAIN = 'Save the picture again.';

export function truncatedImage(what: string, cause?: unknown): GuestwrightError {
  return invalidImage(what, 'the file is truncated or damaged', SAVE_AGAIN, cause);
}

export function invalidImage(
  what: string,
  reason: string,
  remedy: string,
  cause?: unknown,
): GuestwrightError {
  return new GuestwrightError(`${what} cannot be a reference: ${reason}`, {
    code: 'invalid-image',
    remedy,
    ...(cause !== undefined && { cause }),
    details: { file: what },
  });
}
