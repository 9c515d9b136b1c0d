/** Bytes that came from a peer and were not parsed yet, in order. */

/** A buffer above this many bytes is given back once it is empty: one large rectangle must not hold memory for ever. */
const KEPT_BYTES = 2 ** 20;
/** The first buffer of our own, in bytes: a few segments of a network connection. */
const FIRST_BYTES = 2 ** 16;

/**
 * Chunks in, numbers and views out. Reading more than `length` bytes is a bug of the parser and throws a RangeError.
 * A chunk that comes while the queue is empty is read in place, so its owner must not write into it afterwards.
 */
export class ByteQueue {
  #bytes: Uint8Array = new Uint8Array(0);
  #own: Uint8Array | undefined; // a buffer that we may write into
  #start = 0;
  #end = 0;

  /** How many bytes wait. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Appends `chunk`. Views from `take` are not valid any more. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.length === 0) {
      if (this.#own && this.#own.length > KEPT_BYTES) this.#own = undefined;
      // Not a Buffer, whose `slice` is no copy.
      this.#bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
      this.#start = 0;
      this.#end = chunk.length;
      return;
    }
    const own = this.#roomFor(chunk.length);
    own.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  u8(): number {
    const at = this.#consume(1);
    return this.#bytes[at] as number;
  }

  /** Big endian, as all numbers of the protocol. */
  u16(): number {
    const at = this.#consume(2);
    return ((this.#bytes[at] as number) << 8) | (this.#bytes[at + 1] as number);
  }

  u32(): number {
    return this.i32() >>> 0;
  }

  i32(): number {
    const at = this.#consume(4);
    const bytes = this.#bytes;
    return (
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)
    );
  }

  /** The next `count` bytes: a view that is valid until the next `push`. */
  take(count: number): Uint8Array {
    const at = this.#consume(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** The byte `offset` bytes ahead, left in the queue. */
  peek(offset = 0): number {
    if (offset >= this.length) throw new RangeError(`byte queue: byte ${offset} of ${this.length} peeked at`);
    return this.#bytes[this.#start + offset] as number;
  }

  skip(count: number): void {
    this.#consume(count);
  }

  #consume(count: number): number {
    if (count > this.length) throw new RangeError(`byte queue: ${count} bytes read of ${this.length}`);
    const at = this.#start;
    this.#start += count;
    return at;
  }

  /** Our buffer with what waits in it and room for `count` more bytes behind. */
  #roomFor(count: number): Uint8Array {
    const waiting = this.length;
    const inPlace = this.#bytes === this.#own;
    if (inPlace && this.#end + count <= this.#bytes.length) return this.#bytes;
    const fits = this.#own && waiting + count <= this.#own.length;
    const own = fits
      ? (this.#own as Uint8Array)
      : new Uint8Array(Math.max(FIRST_BYTES, 2 * (waiting + count)));
    own.set(this.#bytes.subarray(this.#start, this.#end));
    this.#own = own;
    this.#bytes = own;
    this.#start = 0;
    this.#end = waiting;
    return own;
  }
}
