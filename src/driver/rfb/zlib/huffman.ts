/** Decoding tables of Huffman codes (RFC 1951 section 3.2.2): one look-up for short codes, two for long ones. */
import { rfbError } from '../parsing.ts';

/** Longest code of DEFLATE, in bits. */
export const LONGEST_CODE = 15;

/**
 * An entry of a table: the code's length (bits 0-3), then what it stands for. A code that is longer than the root has
 * `SUBTABLE`, its subtable's index bits (bits 0-3) and start (bits 8-23).
 */
export const LENGTH_MASK = 15;
export const SUBTABLE = 1 << 24;
const START_SHIFT = 8;

/** A code of up to 15 bits; the table is reused from block to block. */
export class HuffmanTable {
  readonly rootBits: number;
  readonly rootMask: number;
  readonly entries: Int32Array;
  readonly #meanings: Int32Array;
  readonly #counts = new Uint16Array(LONGEST_CODE + 1);
  readonly #next = new Uint16Array(LONGEST_CODE + 1);
  /** For each value of the root's bits: the longest code that begins so. */
  readonly #longest: Uint8Array;

  /** `meanings[symbol]` goes into the entries of its code, above `LENGTH_MASK`. */
  constructor(rootBits: number, meanings: Int32Array) {
    this.rootBits = rootBits;
    this.rootMask = 2 ** rootBits - 1;
    this.#meanings = meanings;
    this.#longest = new Uint8Array(2 ** rootBits);
    // A subtable has at least one symbol, and an entry for all bits behind the root's.
    const subtables = meanings.length * 2 ** (LONGEST_CODE - rootBits);
    this.entries = new Int32Array(2 ** rootBits + subtables);
  }

  /** Fills the table from the code lengths of the symbols; `field` names the code in the error. */
  build(lengths: Uint8Array, field: string): void {
    const used = this.#countLengths(lengths, field);
    const { entries, rootBits, rootMask } = this;
    entries.fill(0, 0, 2 ** rootBits); // 0 has no length: a code that nobody defined
    if (used > rootBits) this.#placeSubtables(lengths);
    this.#firstCodes();
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol] as number;
      if (length === 0) continue;
      const code = reversed((this.#next[length] as number)++, length);
      const entry = (this.#meanings[symbol] as number) | length;
      if (length <= rootBits) {
        for (let i = code; i <= rootMask; i += 1 << length) entries[i] = entry;
      } else {
        const pointer = entries[code & rootMask] as number;
        const start = (pointer >>> START_SHIFT) & 0xffff;
        const size = 1 << (pointer & LENGTH_MASK);
        for (let i = code >>> rootBits; i < size; i += 1 << (length - rootBits)) entries[start + i] = entry;
      }
    }
  }

  /** The entry of the code that the low bits of `hold` begin with. */
  lookUp(hold: number): number {
    const entry = this.entries[hold & this.rootMask] as number;
    if ((entry & SUBTABLE) === 0) return entry;
    const index = (hold >>> this.rootBits) & ((1 << (entry & LENGTH_MASK)) - 1);
    return this.entries[((entry >>> START_SHIFT) & 0xffff) + index] as number;
  }

  /** Counts codes by length, refuses sets that are no code, and gives the longest length. */
  #countLengths(lengths: Uint8Array, field: string): number {
    const counts = this.#counts.fill(0);
    for (const length of lengths) (counts[length] as number)++;
    let [free, longest, codes] = [1, 0, 0];
    for (let length = 1; length <= LONGEST_CODE; length++) {
      const count = counts[length] as number;
      free = free * 2 - count;
      if (free < 0) throw rfbError(field, 'expected code lengths of a Huffman code, got too many short ones');
      if (count > 0) longest = length;
      codes += count;
    }
    // One code may leave room (a single distance), and so may none (only literals).
    if (free > 0 && codes > 1) throw rfbError(field, 'expected a complete Huffman code, got one with gaps');
    return longest;
  }

  #placeSubtables(lengths: Uint8Array): void {
    const longest = this.#longest.fill(0);
    this.#firstCodes();
    for (const length of lengths) {
      if (length === 0) continue;
      const prefix = reversed((this.#next[length] as number)++, length) & this.rootMask;
      if (length > this.rootBits && (longest[prefix] as number) < length) longest[prefix] = length;
    }
    let start = 2 ** this.rootBits;
    for (let prefix = 0; prefix < longest.length; prefix++) {
      const bits = (longest[prefix] as number) - this.rootBits;
      if (bits <= 0) continue;
      this.entries[prefix] = SUBTABLE | (start << START_SHIFT) | bits;
      start += 1 << bits;
    }
  }

  #firstCodes(): void {
    let code = 0;
    for (let length = 1; length <= LONGEST_CODE; length++) {
      code = (code + (length === 1 ? 0 : (this.#counts[length - 1] as number))) << 1;
      this.#next[length] = code;
    }
  }
}

/** The low `length` bits of `code` in the order in which they come. */
function reversed(code: number, length: number): number {
  let bits = code;
  bits = ((bits & 0x5555) << 1) | ((bits >>> 1) & 0x5555);
  bits = ((bits & 0x3333) << 2) | ((bits >>> 2) & 0x3333);
  bits = ((bits & 0x0f0f) << 4) | ((bits >>> 4) & 0x0f0f);
  bits = ((bits & 0x00ff) << 8) | (bits >>> 8);
  return bits >>> (16 - length);
}
