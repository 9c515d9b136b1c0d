/** Memory for frames, reused: capturing 3 MB forty times a second must not feed the garbage collector. */
import type { FrameAllocator } from './frame.ts';

/** How many released buffers are kept: the frame before, the one being decoded, and one for a late reader. */
const KEPT_BUFFERS = 3;

/** Keeps a few released buffers of the size in use. A buffer is reused only after its holder released it. */
export class PooledAllocator implements FrameAllocator {
  readonly #free: Uint8Array[] = [];
  readonly #lent = new WeakSet<Uint8Array>();
  readonly #kept: number;
  #size = 0;

  constructor({ kept = KEPT_BUFFERS }: { readonly kept?: number } = {}) {
    this.#kept = kept;
  }

  allocate(width: number, height: number): Uint8Array {
    const size = width * height * 4;
    if (size !== this.#size) {
      this.#free.length = 0; // a new display mode: the old sizes are not asked for again
      this.#size = size;
    }
    const data = this.#free.pop() ?? new Uint8Array(size);
    this.#lent.add(data);
    return data;
  }

  /** Memory that is not from here, was released before, or has an old mode's size is left to the garbage collector. */
  release(data: Uint8Array): void {
    if (!this.#lent.delete(data)) return;
    if (data.byteLength === this.#size && this.#free.length < this.#kept) this.#free.push(data);
  }
}
