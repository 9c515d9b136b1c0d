/** PNG in and out: sharp where speed counts, pngjs where the exact samples of references do. Both are loaded lazily. */
import { readFile, writeFile } from 'node:fs/promises';
import { GuestwrightError } from '../base/errors.ts';
import { createPicture, opaque, type Picture } from './picture.ts';
import {
  checkReferenceHeader,
  checkSize,
  invalidImage,
  readPngHeader,
  truncatedImage,
} from './png-header.ts';

/** zlib level 1 takes a third of level 6's time for a third more bytes: evidence is written often, read rarely. */
const FAST_COMPRESSION = 1;
const SMALL_COMPRESSION = 9;

/** A PNG of `picture` for evidence: fast, 8-bit RGB. `level` is zlib's, 1 to 9. */
export async function encodePng({ width, height, data }: Picture, level = FAST_COMPRESSION): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false); // no picture is encoded twice, and the cache may take 50 MB
  sharp.concurrency(1); // PNG is encoded by one thread anyway, and each thread keeps memory of its own
  return await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: level })
    .toBuffer();
}

/** Writes `picture` as a reference: 8-bit RGB, small, nothing but its samples. */
export async function writeReferencePng(path: string, { width, height, data }: Picture): Promise<void> {
  const { PNG } = await import('pngjs');
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const options = {
    colorType: 2,
    inputColorType: 6,
    inputHasAlpha: true,
    deflateLevel: SMALL_COMPRESSION,
  } as const;
  await writeFile(path, PNG.sync.write(png, options));
}

/**
 * The exact samples of an 8-bit RGB or RGBA PNG without transparent pixels. Error `invalid-image` with the reason if it
 * cannot be a reference; its header is checked before anything is decoded. `what` names it in messages.
 */
export async function readReferencePng(path: string, what: string = path): Promise<Picture> {
  return await decodeReferencePng(await readPngFile(path, what), what);
}

/**
 * Like `readReferencePng`, but keeps the file's bytes instead of its pixels, a hundred times as many: the picture is
 * decoded again when somebody asks for it after it was forgotten.
 */
export async function openReferencePng(path: string, what: string = path): Promise<() => Picture> {
  const file = await readPngFile(path, what);
  const { PNG } = await import('pngjs');
  let kept = new WeakRef(decodeChecked(PNG, file, what));
  return () => {
    const known = kept.deref();
    if (known) return known;
    const picture = decodeChecked(PNG, file, what);
    kept = new WeakRef(picture);
    return picture;
  };
}

/** The pixels of a PNG that we wrote, palettes included. Error `invalid-image`. `what` names it in messages. */
export async function decodePng(file: Uint8Array, what: string): Promise<Picture> {
  checkSize(readPngHeader(file, what), what);
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  try {
    const image = sharp(file).toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' });
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    return createPicture(info, opaque(new Uint8Array(data)));
  } catch (cause) {
    throw truncatedImage(what, cause);
  }
}

export async function decodeReferencePng(file: Uint8Array, what: string): Promise<Picture> {
  const { PNG } = await import('pngjs');
  return decodeChecked(PNG, file, what);
}

function decodeChecked(png: typeof import('pngjs').PNG, file: Uint8Array, what: string): Picture {
  checkReferenceHeader(readPngHeader(file, what), what);
  const { width, height, data } = decode(png, file, what);
  const picture = createPicture({ width, height }, new Uint8Array(data)); // pngjs hands out unaligned, pooled memory
  const transparent = firstTransparent(picture);
  if (transparent >= 0) {
    const place = `${transparent % width},${Math.floor(transparent / width)}`;
    const remedy =
      "Save it without transparency, and name what must not be compared under 'exclude' in its sidecar.";
    throw invalidImage(what, `its pixel at ${place} is transparent`, remedy);
  }
  return picture;
}

/** Index of the first pixel that is not opaque, -1 if none. A loop: `findIndex` would box every pixel. */
function firstTransparent({ data }: Picture): number {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 0xff) return at >>> 2;
  return -1;
}

function decode(png: typeof import('pngjs').PNG, file: Uint8Array, what: string): import('pngjs').PNG {
  try {
    return png.sync.read(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  } catch (cause) {
    throw truncatedImage(what, cause);
  }
}

async function readPngFile(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new GuestwrightError(`${what} does not exist`, {
        code: 'invalid-image',
        remedy: 'Give the path of a PNG file.',
        cause,
      });
    }
    throw new GuestwrightError(`${what} could not be read`, { code: 'io', cause });
  }
}
