/** A picture that was written to a file: read back exactly, decoded only if it differs from the last one. */
import { readFile } from 'node:fs/promises';
import { decodeBmp } from '../../frame/bmp.ts';
import type { FrameAllocator } from '../../frame/frame.ts';
import { createPicture, opaque } from '../../frame/picture.ts';
import type { Dimensions } from '../../frame/region.ts';
import type { Screenshot } from './transport.ts';

export class ScreenFile {
  readonly path: string;
  readonly #format: 'bmp' | 'png';
  #last: Buffer | undefined;

  constructor(path: string, format: 'bmp' | 'png') {
    this.path = path;
    this.#format = format;
  }

  /** Undefined if the file is not whole, or of another size than `size`. */
  async read(
    size: Dimensions | undefined,
    { allocator, fresh = false }: { readonly allocator: FrameAllocator; readonly fresh?: boolean },
  ): Promise<Screenshot | 'unchanged' | undefined> {
    const file = await readFile(this.path);
    if (!fresh && this.#last?.equals(file)) return 'unchanged';
    const picture = this.#format === 'bmp' ? decodeBmp(file, allocator) : await decodePng(file, allocator);
    const fits = picture && (!size || (picture.width === size.width && picture.height === size.height));
    this.#last = fits && !fresh ? file : undefined;
    if (fits) return picture;
    if (picture) allocator.release(picture.data);
    return undefined;
  }
}

/** The exact samples of a PNG; undefined if it is not whole. */
export async function decodePng(file: Buffer, allocator: FrameAllocator): Promise<Screenshot | undefined> {
  const { PNG } = await import('pngjs');
  let png: import('pngjs').PNG;
  try {
    png = PNG.sync.read(file);
  } catch {
    return undefined;
  }
  const { width, height } = png;
  if (width === 0 || height === 0) return undefined;
  const data = allocator.allocate(width, height);
  data.set(png.data);
  createPicture({ width, height }, opaque(data)); // checks the size
  return { width, height, data };
}
