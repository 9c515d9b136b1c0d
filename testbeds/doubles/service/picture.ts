/** Parts of a frame, scaled and written as a file. */
import { rename, writeFile } from 'node:fs/promises';
import { encodePng, type Frame, type Region } from 'guestwright/script';
import { Failure } from './protocol.ts';

type Pixels = Pick<Frame, 'width' | 'height' | 'data' | 'pixels'>;

const CHANNELS = 4;
/** BITMAPFILEHEADER and BITMAPINFOHEADER. */
const BMP_HEADER = 14 + 40;

const ENCODERS: Readonly<Record<string, (pixels: Pixels) => Promise<Buffer> | Buffer>> = {
  png: (pixels) => encodePng(pixels),
  bmp: encodeBmp,
  raw: encodeRaw,
};

/** A part of `frame`, all of it if its width is 0; `scaled` to that size by nearest neighbours unless its width is 0. */
export function partOf(frame: Frame, region: Region, scaled: { width: number; height: number }): Pixels {
  const part = region.width === 0 ? { x: 0, y: 0, width: frame.width, height: frame.height } : region;
  if (part.x + part.width > frame.width || part.y + part.height > frame.height || part.height === 0) {
    const { x, y, width, height } = part;
    throw new Failure(
      'argument',
      `capture: ${width}x${height} at ${x},${y} is not on ${frame.width}x${frame.height}`,
    );
  }
  const { width, height } = scaled.width === 0 ? part : scaled;
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = (part.y + Math.floor((y * part.height) / height)) * frame.width + part.x;
    for (let x = 0; x < width; x++) {
      pixels[y * width + x] = frame.pixels[row + Math.floor((x * part.width) / width)] as number;
    }
  }
  return { width, height, pixels, data: new Uint8Array(pixels.buffer) };
}

/** Writes `pixels` to `path` at once: a reader sees no half of it. Its size in bytes. */
export async function writePicture(path: string, format: string, pixels: Pixels): Promise<number> {
  const encode = Object.hasOwn(ENCODERS, format) ? ENCODERS[format] : undefined;
  if (!encode) throw new Failure('argument', `capture: no format '${format}'`);
  const bytes = await encode(pixels);
  await writeFile(`${path}.new`, bytes);
  await rename(`${path}.new`, path);
  return bytes.length;
}

/** B G R 0, as a framebuffer of a PC. */
function encodeRaw({ data }: Pixels): Buffer {
  const bytes = Buffer.alloc(data.length);
  for (let at = 0; at < data.length; at += CHANNELS) {
    bytes[at] = data[at + 2] as number;
    bytes[at + 1] = data[at + 1] as number;
    bytes[at + 2] = data[at] as number;
  }
  return bytes;
}

/** 24 bits a pixel, bottom row first, rows padded to 4 bytes. */
function encodeBmp({ width, height, data }: Pixels): Buffer {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(BMP_HEADER + stride * height);
  bytes.write('BM', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(BMP_HEADER, 10);
  bytes.writeUInt32LE(40, 14); // size of BITMAPINFOHEADER
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26); // planes
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    let at = BMP_HEADER + (height - 1 - y) * stride;
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * CHANNELS;
      bytes[at++] = data[from + 2] as number;
      bytes[at++] = data[from + 1] as number;
      bytes[at++] = data[from] as number;
    }
  }
  return bytes;
}
