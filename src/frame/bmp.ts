/** Reads uncompressed BMP files of 24 and 32 bits a pixel, as screen captures write them, into a frame's memory. */
import { GuestwrightError } from '../base/errors.ts';
import type { FrameAllocator } from './frame.ts';
import type { Dimensions } from './region.ts';

/** BITMAPFILEHEADER and BITMAPINFOHEADER: offsets of their fields. */
const PIXELS_AT = 10;
const WIDTH_AT = 18;
const HEIGHT_AT = 22;
const DEPTH_AT = 28;
const COMPRESSION_AT = 30;
const MASKS_AT = 54;
const SHORTEST_HEADER = 54;
const UNCOMPRESSED = 0;
/** With masks that say where red, green and blue are. */
const BITFIELDS = 3;
/** Red, green and blue where writers of 32 bits put them: the bytes are B G R X. */
const USUAL_MASKS: readonly number[] = [0x00ff0000, 0x0000ff00, 0x000000ff];
const OPAQUE = 0xff000000;

/**
 * The picture of a whole file, RGBA with alpha 255 in memory from `allocator`. Undefined if the file is not complete, or
 * 0x0. Error `protocol` if it is of another kind.
 */
export function decodeBmp(
  file: Uint8Array,
  allocator: FrameAllocator,
): (Dimensions & { readonly data: Uint8Array }) | undefined {
  if (file.byteLength < SHORTEST_HEADER) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const { width, height, bottomUp, bytesPerPixel, start } = readHeader(view);
  const stride = Math.ceil((width * bytesPerPixel) / 4) * 4; // rows are padded to whole words
  if (width === 0 || height === 0 || file.byteLength < start + stride * height) return undefined;
  const data = allocator.allocate(width, height);
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  for (let row = 0; row < height; row++) {
    let at = start + (bottomUp ? height - 1 - row : row) * stride;
    for (let pixel = row * width; pixel < (row + 1) * width; pixel++, at += bytesPerPixel) {
      const blue = file[at] as number;
      const green = file[at + 1] as number;
      const red = file[at + 2] as number;
      pixels[pixel] = OPAQUE | (blue << 16) | (green << 8) | red;
    }
  }
  return { width, height, data };
}

function readHeader(view: DataView): {
  width: number;
  height: number;
  bottomUp: boolean;
  bytesPerPixel: number;
  start: number;
} {
  if (view.getUint16(0) !== 0x424d) throw otherKind("it does not begin with 'BM'");
  const depth = view.getUint16(DEPTH_AT, true);
  const compression = view.getUint32(COMPRESSION_AT, true);
  const masked = compression === BITFIELDS && depth === 32 && hasUsualMasks(view);
  if (depth !== 24 && depth !== 32) throw otherKind(`expected 24 or 32 bits a pixel, got ${depth}`);
  if (compression !== UNCOMPRESSED && !masked)
    throw otherKind(`expected it uncompressed, got method ${compression}`);
  const signedHeight = view.getInt32(HEIGHT_AT, true);
  return {
    width: Math.max(0, view.getInt32(WIDTH_AT, true)),
    height: Math.abs(signedHeight),
    bottomUp: signedHeight > 0, // a negative height stands for rows from the top
    bytesPerPixel: depth / 8,
    start: view.getUint32(PIXELS_AT, true),
  };
}

function hasUsualMasks(view: DataView): boolean {
  if (view.byteLength < MASKS_AT + 12) return false;
  return USUAL_MASKS.every((mask, index) => view.getUint32(MASKS_AT + index * 4, true) === mask);
}

function otherKind(why: string): GuestwrightError {
  return new GuestwrightError(`BMP: ${why}`, {
    code: 'protocol',
    remedy: "Capture as PNG instead: capture: 'png'.",
  });
}
