/** Compressed memory images in files. */
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { GuestwrightError } from '../../base/errors.ts';
import { fileError } from './disk-file.ts';

/** Enough for memory, which is mostly zeros and text; higher levels take several times as long. */
const GZIP_LEVEL = 1;

const compress = promisify<Uint8Array, { level: number }, Buffer>(gzip);
const decompress = promisify<Uint8Array, Buffer>(gunzip);

export async function writePacked(path: string, bytes: Uint8Array): Promise<void> {
  const packed = await compress(bytes, { level: GZIP_LEVEL });
  try {
    await writeFile(path, packed);
  } catch (cause) {
    throw fileError(`snapshot '${path}': could not be written`, cause);
  }
}

/** Error `snapshot` when it is missing or damaged. */
export async function readPacked(path: string): Promise<Buffer> {
  try {
    return await decompress(await readFile(path));
  } catch (cause) {
    throw new GuestwrightError(
      `snapshot '${path}': expected a compressed state, got ${(cause as Error).message}`,
      {
        code: 'snapshot',
        remedy: 'Take the snapshot again.',
        cause,
      },
    );
  }
}
