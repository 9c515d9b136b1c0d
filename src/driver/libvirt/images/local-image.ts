/** An image on this computer: its size and the hash of its content, read once for as long as it does not change. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Deadline } from '../../../base/deadline.ts';
import type { ImageName } from './image-name.ts';

export interface LocalImage extends ImageName {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
}

/** Hashes by path, size and time of change. */
const known = new Map<string, string>();

export async function readLocalImage(
  { file, format }: { readonly file: string; readonly format: ImageName['format'] },
  deadline: Deadline,
): Promise<LocalImage> {
  const { size, mtimeMs } = await stat(file);
  const key = JSON.stringify([file, size, mtimeMs]);
  let hash = known.get(key);
  if (hash === undefined) {
    const hasher = createHash('sha256');
    await pipeline(createReadStream(file), hasher, { signal: deadline.signal });
    hash = hasher.digest('hex');
    known.set(key, hash);
  }
  return { file, format, size, hash };
}
