/** Memory for frames, reused: capturing 3 MB forty times a second must not feed the garbage collector. */
import type { FrameAllocator } from './frame.ts';

/** How many released blocks are kept: the frame before, the one being decoded, and one for a late reader. */
const KEPT_BLOCKS = 3;
/** Blocks are whole multiples of this many bytes, so that a guest's usual display modes fit one another's. */
const GRANULE = 2 ** 19;
/** A block that is more than so many times too large is not used: it would never shrink again. */
const LARGEST_WASTE = 4;

/** Keeps a few released blocks. A block is reused only after its holder released it. */
export class PooledAllocator implements FrameAllocator {
  readonly #free: ArrayBuffer[] = [];
  readonly #lent = new WeakMap<Uint8Array, ArrayBuffer>();
  readonly #kept: number;

  constructor({ kept = KEPT_BLOCKS }: { readonly kept?: number } = {}) {
    this.#kept = kept;
  }

  allocate(width: number, height: number): Uint8Array {
    const size = width * height * 4;
    const fitting = this.#free.findIndex(
      ({ byteLength }) => byteLength >= size && byteLength <= Math.max(GRANULE, size * LARGEST_WASTE),
    );
    const [block = new ArrayBuffer(Math.ceil(size / GRANULE) * GRANULE)] =
      fitting < 0 ? [] : this.#free.splice(fitting, 1);
    const data = new Uint8Array(block, 0, size);
    this.#lent.set(data, block);
    return data;
  }

  /** Memory that is not from here, or was released before, is left to the garbage collector. */
  release(data: Uint8Array): void {
    const block = this.#lent.get(data);
    if (!block) return;
    this.#lent.delete(data);
    this.#free.push(block);
    if (this.#free.length > this.#kept) this.#free.shift(); // the oldest: the display mode may have changed
  }
}
