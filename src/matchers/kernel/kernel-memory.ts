/** Hands out parts of the kernel's memory, one behind the other, and reaches into them. */
import type { Kernel } from './load-kernel.ts';
import type { WasmMemory } from './wasm.ts';

/** Vectors are loaded from addresses that are multiples of this. */
const ALIGNMENT = 16;
/** Bytes beyond each part that vectors at its end may read, and, before the first, those at its beginning. */
const MARGIN = 64;
/** A page of WebAssembly memory. */
const PAGE = 2 ** 16;

/** An offset into the kernel's memory. */
export type Address = number;

/**
 * No view of the memory outlives the call that makes it: the memory moves when it grows. It never shrinks, which bounds
 * it by what the largest frame and the largest area that were searched for need together.
 */
export class KernelMemory {
  readonly #memory: WasmMemory;
  #end = MARGIN;

  constructor({ memory }: Kernel) {
    this.#memory = memory;
  }

  /** Where the next part will begin: `release` takes it to give back everything from there on. */
  get end(): Address {
    return this.#end;
  }

  release(end: Address): void {
    this.#end = end;
  }

  /** A part of `size` bytes of any content. Throws a RangeError if there is no more memory. */
  reserve(size: number): Address {
    const start = this.#end;
    this.#end = Math.ceil((start + size + MARGIN) / ALIGNMENT) * ALIGNMENT;
    const lacking = this.#end - this.#memory.buffer.byteLength;
    if (lacking > 0) this.#memory.grow(Math.ceil(lacking / PAGE));
    return start;
  }

  write(at: Address, bytes: Uint8Array): void {
    new Uint8Array(this.#memory.buffer, at, bytes.length).set(bytes);
  }

  fill(at: Address, length: number, value: number): void {
    new Uint8Array(this.#memory.buffer, at, length).fill(value);
  }

  writeWords(at: Address, words: ArrayLike<number>): void {
    new Int32Array(this.#memory.buffer, at, words.length).set(words);
  }

  readWord(at: Address): number {
    return new Int32Array(this.#memory.buffer, at, 1)[0] as number;
  }

  /** A copy. */
  readWords(at: Address, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, at, count).slice();
  }

  /** Copies as many words as `into` has room for. */
  copyWords(at: Address, into: Uint32Array): void {
    into.set(new Uint32Array(this.#memory.buffer, at, into.length));
  }

  /** A copy of every `step`th byte. */
  sample(at: Address, length: number, step: number): Uint8Array {
    const bytes = new Uint8Array(this.#memory.buffer, at, length);
    return Uint8Array.from({ length: Math.ceil(length / step) }, (_, i) => bytes[i * step] as number);
  }
}
