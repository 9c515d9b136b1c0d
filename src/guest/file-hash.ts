/** Content hashes of files, remembered by size and modification time so that large images are read once. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GuestwrightError, messageOf } from '../base/errors.ts';

interface Remembered {
  readonly size: number;
  readonly mtimeMs: number;
  readonly hash: string;
}

/** What a missing file hashes to: it is a change like any other. */
export const MISSING_FILE = 'missing';

/** Hashes files; what it learns is kept in `cacheFile` for the next process. */
export class FileHashes {
  readonly #cacheFile: string;
  #known: Record<string, Remembered> | undefined;

  constructor(cacheFile: string) {
    this.#cacheFile = cacheFile;
  }

  /** SHA-256 of the file's content, in hex; `missing` if there is none. Error `io` if it cannot be read. */
  async of(path: string): Promise<string> {
    const facts = await stat(path).catch(() => undefined);
    if (!facts?.isFile()) return MISSING_FILE;
    const { size, mtimeMs } = facts;
    this.#known ??= await this.#load();
    const known = this.#known[path];
    if (known?.size === size && known.mtimeMs === mtimeMs) return known.hash;
    const hash = await hashFile(path);
    this.#known[path] = { size, mtimeMs, hash };
    await this.#store(this.#known);
    return hash;
  }

  async #load(): Promise<Record<string, Remembered>> {
    try {
      return JSON.parse(await readFile(this.#cacheFile, 'utf8')) as Record<string, Remembered>;
    } catch {
      return {}; // none yet, or torn: hashing again is always right
    }
  }

  /** Workers share the file: the last writer wins, and a lost entry only costs time. */
  async #store(known: Record<string, Remembered>): Promise<void> {
    const draft = `${this.#cacheFile}.${process.pid}`;
    await mkdir(dirname(this.#cacheFile), { recursive: true });
    await writeFile(draft, JSON.stringify(known));
    await rename(draft, this.#cacheFile);
  }
}

/** SHA-256 of the file's content, in hex, read now. Error `io`; rejects with the signal's reason as soon as it fires. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash, { ...(signal && { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new GuestwrightError(`hash: could not read '${path}': ${messageOf(cause)}`, { code: 'io', cause });
  }
  return hash.digest('hex');
}
