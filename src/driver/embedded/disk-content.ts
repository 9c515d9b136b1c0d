/** A disk's content: what was written, over an image file that is only read, over zeros. */
import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes of one chunk; a multiple of every sector size. */
export const CHUNK = 64 * 1024;

/** Plain data, so that it can move between threads. */
export interface DiskContent {
  /** Bytes, a multiple of 512. */
  readonly size: number;
  /** A flat image that provides what was never written. */
  readonly base: string | undefined;
  /** Written chunks by their number; each `CHUNK` bytes, the last one too. */
  readonly chunks: Map<number, Uint8Array>;
}

export function emptyDisk(size: number, base?: string): DiskContent {
  return { size, base, chunks: new Map() };
}

/** The memory to hand over with a disk when it moves to another thread. */
export function transferOf(disk: DiskContent): ArrayBuffer[] {
  return [...disk.chunks.values()].map((chunk) => chunk.buffer as ArrayBuffer);
}

/** Reads a disk's base file, if it has one; holds it open, so that it may be renamed or deleted meanwhile. */
export class BaseReader implements Disposable {
  #file: number | undefined;

  constructor(path: string | undefined) {
    if (path !== undefined) this.#file = openSync(path, 'r');
  }

  /** Fills `into` from `position`; zeros beyond the end of the file. */
  read(position: number, into: Uint8Array): void {
    if (this.#file === undefined) return;
    for (let done = 0; done < into.length; ) {
      const count = readSync(this.#file, into, done, into.length - done, position + done);
      if (count === 0) return;
      done += count;
    }
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
