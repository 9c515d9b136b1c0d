/** A disk as v86 sees it: sectors read and written in memory, only what was written kept. */
import { BaseReader, CHUNK, type DiskContent } from './disk-content.ts';
import type { V86DiskBuffer } from './v86-internals.ts';

/** Answers at once, so that v86 never has a transfer in flight when its state is saved. */
export class Disk implements V86DiskBuffer, Disposable {
  readonly content: DiskContent;
  readonly byteLength: number;
  onload: ((event: object) => void) | undefined;
  onprogress: ((event: object) => void) | undefined;
  readonly #base: BaseReader;

  constructor(content: DiskContent) {
    this.content = content;
    this.byteLength = content.size;
    this.#base = new BaseReader(content.base);
  }

  load(): void {
    this.onload?.({});
  }

  get(start: number, length: number, done: (data: Uint8Array) => void): void {
    done(this.read(start, length));
  }

  get_and_cache(start: number, length: number, done: (data: Uint8Array) => void): void {
    this.get(start, length, done);
  }

  get_from_cache(start: number, length: number): Uint8Array {
    return this.read(start, length);
  }

  set(start: number, data: Uint8Array, done: () => void): void {
    this.write(start, data);
    done();
  }

  /** Our snapshots keep disks beside v86's state, not in it. */
  get_state(): unknown[] {
    return [];
  }

  set_state(): void {}

  read(start: number, length: number): Uint8Array {
    const data = new Uint8Array(length);
    forEachChunk(start, length, (index, offset, from, to) => {
      const chunk = this.content.chunks.get(index);
      const part = data.subarray(from, to);
      if (chunk) part.set(chunk.subarray(offset, offset + part.length));
      else this.#base.read(start + from, part);
    });
    return data;
  }

  write(start: number, data: Uint8Array): void {
    forEachChunk(start, data.length, (index, offset, from, to) => {
      this.#writable(index).set(data.subarray(from, to), offset);
    });
  }

  [Symbol.dispose](): void {
    this.#base[Symbol.dispose]();
  }

  #writable(index: number): Uint8Array {
    const chunk = this.content.chunks.get(index);
    if (chunk) return chunk;
    const fresh = new Uint8Array(CHUNK);
    this.#base.read(index * CHUNK, fresh);
    this.content.chunks.set(index, fresh);
    return fresh;
  }
}

/** Calls back for each chunk that `length` bytes from `start` touch: its offset, and the part of the bytes. */
function forEachChunk(
  start: number,
  length: number,
  visit: (index: number, offset: number, from: number, to: number) => void,
): void {
  for (let done = 0; done < length; ) {
    const index = Math.floor((start + done) / CHUNK);
    const offset = start + done - index * CHUNK;
    const count = Math.min(CHUNK - offset, length - done);
    visit(index, offset, done, done + count);
    done += count;
  }
}
