/** Input of bits, lowest first (RFC 1951 section 3.1.1), that can be rewound to where something incomplete began. */

/** Zero bytes behind the input, so that reading a little beyond its end stays within the array. */
const PADDING = 32;
const FIRST_BYTES = 2 ** 12;
/** Memory above this many bytes is given back: one large rectangle must not hold it for ever. */
const KEPT_BYTES = 2 ** 20;

/** Fields are open to the loop that decodes: it keeps them in locals. */
export class BitInput {
  bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  /** Index of the next byte. */
  at = 0;
  end = 0;
  /** Bits that were taken from `bytes` and not used, the next one lowest; `bits` of them, below 2 ** 31. */
  hold = 0;
  bits = 0;

  /** Whether more bits were used than there are: what they said means nothing. */
  get overrun(): boolean {
    return this.at * 8 - this.bits > this.end * 8;
  }

  get empty(): boolean {
    return this.at * 8 - this.bits >= this.end * 8;
  }

  clear(): void {
    this.at = this.end = this.hold = this.bits = 0;
  }

  append(chunk: Uint8Array): void {
    this.giveBack(); // of the zeros behind the end, too
    const left = this.end - this.at;
    const size = left + chunk.length;
    const fits = size + PADDING <= this.bytes.length;
    const wasteful = this.bytes.length > KEPT_BYTES && size < KEPT_BYTES / 2;
    const target = fits && !wasteful ? this.bytes : new Uint8Array(2 * (size + PADDING));
    target.set(this.bytes.subarray(this.at, this.end));
    target.set(chunk, left);
    target.fill(0, size, size + PADDING);
    this.bytes = target;
    this.at = 0;
    this.end = size;
  }

  /** The next `count` bits, at most 16. */
  take(count: number): number {
    if (this.bits < count) this.refill();
    const value = this.hold & ((1 << count) - 1);
    this.hold >>>= count;
    this.bits -= count;
    return value;
  }

  /** At least 24 bits in `hold`. */
  refill(): void {
    while (this.bits < 24) {
      this.hold |= (this.bytes[this.at++] as number) << this.bits;
      this.bits += 8;
    }
  }

  /** Drops bits up to the next whole byte. */
  align(): void {
    this.take(this.bits & 7);
  }

  /** Gives whole bytes in `hold` back, so that `at` is at most `end`. */
  giveBack(): void {
    const bytes = this.bits >> 3;
    this.at -= bytes;
    this.bits -= 8 * bytes;
    this.hold &= (1 << this.bits) - 1;
  }
}
