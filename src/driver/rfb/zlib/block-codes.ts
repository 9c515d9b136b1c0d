/** The two Huffman codes of a block: the fixed ones, or those that its header describes (RFC 1951 section 3.2.7). */
import { rfbError } from '../parsing.ts';
import type { BitInput } from './bit-input.ts';
import { HuffmanTable, LENGTH_MASK } from './huffman.ts';
import {
  CODE_LENGTH_MEANINGS,
  CODE_LENGTH_ORDER,
  DISTANCE_MEANINGS,
  END_OF_BLOCK_SYMBOL,
  FIXED_DISTANCES,
  FIXED_LENGTHS,
  LENGTH_MEANINGS,
  VALUE_SHIFT,
} from './symbols.ts';

/** Bits that one look-up decides: longer codes are rare and take two. */
const LENGTH_ROOT = 10;
const DISTANCE_ROOT = 8;
const CODE_LENGTH_ROOT = 7;
const MOST_LENGTHS = 286;
const MOST_DISTANCES = 30;
/** Symbols of code lengths: the one before again, zeros, more zeros; with their extra bits and smallest counts. */
const AGAIN = 16;
const REPETITIONS = [
  { bits: 2, least: 3 },
  { bits: 3, least: 3 },
  { bits: 7, least: 11 },
] as const;

export class BlockCodes {
  readonly lengths = new HuffmanTable(LENGTH_ROOT, LENGTH_MEANINGS);
  readonly distances = new HuffmanTable(DISTANCE_ROOT, DISTANCE_MEANINGS);
  readonly #codeLengths = new HuffmanTable(CODE_LENGTH_ROOT, CODE_LENGTH_MEANINGS);
  readonly #order = new Uint8Array(CODE_LENGTH_ORDER.length);
  readonly #name: string;
  #fixed = false;

  /** `name` is the stream's, for errors. */
  constructor(name: string) {
    this.#name = name;
  }

  useFixed(): void {
    if (this.#fixed) return;
    this.lengths.build(FIXED_LENGTHS, this.#name);
    this.distances.build(FIXED_DISTANCES, this.#name);
    this.#fixed = true;
  }

  /** Reads a dynamic block's codes; false if they are not there entirely. */
  read(input: BitInput): boolean {
    const lengthCodes = input.take(5) + 257;
    const distanceCodes = input.take(5) + 1;
    const codeLengthCodes = input.take(4) + 4;
    const order = this.#order.fill(0);
    for (let i = 0; i < codeLengthCodes; i++) order[CODE_LENGTH_ORDER[i] as number] = input.take(3);
    if (input.overrun) return false;
    if (lengthCodes > MOST_LENGTHS || distanceCodes > MOST_DISTANCES)
      throw rfbError(
        this.#name,
        `expected at most ${MOST_LENGTHS} length and ${MOST_DISTANCES} distance codes, got ${lengthCodes} and ${distanceCodes}`,
      );
    this.#codeLengths.build(order, `${this.#name}: code lengths`);
    const lengths = new Uint8Array(lengthCodes + distanceCodes);
    if (!this.#readLengths(input, lengths)) return false;
    if (lengths[END_OF_BLOCK_SYMBOL] === 0)
      throw rfbError(this.#name, 'expected a code for the end of the block, got none');
    this.#fixed = false;
    this.lengths.build(lengths.subarray(0, lengthCodes), `${this.#name}: length codes`);
    this.distances.build(lengths.subarray(lengthCodes), `${this.#name}: distance codes`);
    return true;
  }

  #readLengths(input: BitInput, lengths: Uint8Array): boolean {
    for (let i = 0; i < lengths.length; ) {
      input.refill();
      const entry = this.#codeLengths.lookUp(input.hold);
      input.take(entry & LENGTH_MASK);
      const symbol = entry >> VALUE_SHIFT;
      const repetition = REPETITIONS[symbol - AGAIN];
      const count = repetition ? repetition.least + input.take(repetition.bits) : 1;
      if (input.overrun) return false;
      if (entry === 0) throw rfbError(this.#name, 'code lengths: got a code that stands for nothing');
      if (symbol === AGAIN && i === 0)
        throw rfbError(this.#name, 'code lengths: expected one before its repetition, got none');
      if (i + count > lengths.length)
        throw rfbError(this.#name, `code lengths: expected ${lengths.length}, got at least ${i + count}`);
      const value = symbol === AGAIN ? (lengths[i - 1] as number) : repetition ? 0 : symbol;
      lengths.fill(value, i, i + count);
      i += count;
    }
    return true;
  }
}
