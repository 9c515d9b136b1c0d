/**
 * A zlib stream (RFC 1950, RFC 1951) that is read as it is fed, synchronously and in bounded memory.
 *
 * RFB keeps such streams open from rectangle to rectangle. Output is made only as far as there is room, so that no input
 * makes more of it than its reader takes.
 */
import { rfbError } from '../parsing.ts';
import { BitInput } from './bit-input.ts';
import { BlockCodes } from './block-codes.ts';
import { inflateCodes, LONGEST_MATCH } from './inflate-codes.ts';

/** How far back a match may reach. */
const WINDOW = 2 ** 15;
/** The most that can be asked for at once: a tile of ZRLE, rows of Tight. */
export const MOST_AHEAD = 2 ** 16;
const OUTPUT_BYTES = WINDOW + 2 * MOST_AHEAD;
/** Output stops here: a match may pass it. */
const ROOM = OUTPUT_BYTES - LONGEST_MATCH;
const HEADER_BYTES = 2;
/** Adler-32 of the whole stream, behind its last block. Not compared: no screen's stream ends. */
const TRAILER_BYTES = 4;

/** One stream. Errors are `protocol`, with its `name`. */
export class Inflater {
  /** What was read (matches reach back to it), what is `available`, room. */
  readonly bytes: Uint8Array = new Uint8Array(OUTPUT_BYTES);
  /** Index in `bytes` of the next byte to read. A reader may move it on, up to `limit`. */
  position = 0;
  limit = 0;
  readonly #name: string;
  readonly #input = new BitInput();
  readonly #codes: BlockCodes;
  #state: 'header' | 'block' | 'stored' | 'codes' | 'trailer' = 'header';
  #lastBlock = false;
  /** Bytes of the stored block or the trailer that are to come. */
  #left = 0;

  constructor(name: string) {
    this.#name = name;
    this.#codes = new BlockCodes(name);
  }

  /** How many bytes can be read now. */
  get available(): number {
    return this.limit - this.position;
  }

  /** Begins a new stream; what was fed and not read is forgotten. */
  reset(): void {
    this.#input.clear();
    this.position = this.limit = 0;
    this.#state = 'header';
  }

  /** Appends `chunk` to the input, and inflates as far as there is room. */
  feed(chunk: Uint8Array): void {
    this.#input.append(chunk);
    this.fill();
  }

  /** Inflates until there is no room or no input; at least `MOST_AHEAD` bytes are available then if the input has them. */
  fill(): void {
    if (this.limit > ROOM - MOST_AHEAD && this.position > WINDOW) {
      const from = this.position - WINDOW;
      this.bytes.copyWithin(0, from, this.limit);
      this.position -= from;
      this.limit -= from;
    }
    while (this.limit < ROOM && this.#step());
  }

  /** The next `count` bytes, at most `MOST_AHEAD`: a view that is valid until the next call. */
  take(count: number): Uint8Array {
    if (this.available < count) this.fill();
    if (this.available < count) throw rfbError(this.#name, `expected ${count} bytes, got ${this.available}`);
    this.position += count;
    return this.bytes.subarray(this.position - count, this.position);
  }

  /** Checks that a rectangle's data ended with its pixels. */
  finish(): void {
    this.fill();
    if (this.available > 0)
      throw rfbError(
        this.#name,
        `expected no more than the rectangle needs, got at least ${this.available} bytes more`,
      );
  }

  /** One header, or as much of a block as goes; false when input or room lacks. What is incomplete is left unread. */
  #step(): boolean {
    switch (this.#state) {
      case 'header':
        return this.#readHeader();
      case 'block':
        return this.#readBlockHeader();
      case 'stored':
        return this.#copyStored() && this.#endBlock();
      case 'codes':
        return inflateCodes(this.#input, this.#codes, this, ROOM, this.#name) && this.#endBlock();
      case 'trailer':
        return this.#skipTrailer();
    }
  }

  #readHeader(): boolean {
    const input = this.#input;
    if (input.end - input.at < HEADER_BYTES) return false;
    const [method, flags] = [input.take(8), input.take(8)];
    const deflate = (method & 15) === 8 && method >> 4 <= 7;
    if (!deflate || ((method << 8) | flags) % 31 !== 0 || (flags & 0x20) !== 0)
      throw rfbError(
        this.#name,
        `expected a zlib header without dictionary, got the bytes ${method} and ${flags}`,
      );
    this.#state = 'block';
    return true;
  }

  #readBlockHeader(): boolean {
    const input = this.#input;
    const { at, hold, bits } = input;
    const last = input.take(1);
    const type = input.take(2);
    const complete = !input.overrun && this.#beginBlock(type);
    if (complete && !input.overrun) {
      this.#lastBlock = last === 1;
      return true;
    }
    Object.assign(input, { at, hold, bits });
    return false;
  }

  #beginBlock(type: number): boolean {
    if (type === 3) throw rfbError(this.#name, 'expected a block type of 0 to 2, got 3');
    this.#state = 'block';
    if (type === 0) return this.#beginStored();
    if (type === 1) this.#codes.useFixed();
    else if (!this.#codes.read(this.#input)) return false;
    this.#state = 'codes';
    return true;
  }

  #beginStored(): boolean {
    const input = this.#input;
    input.align(); // the block may start at any bit, its bytes are whole
    const length = input.take(16);
    const complement = input.take(16);
    if (input.overrun) return false;
    if (length !== (complement ^ 0xffff))
      throw rfbError(
        this.#name,
        `stored block: expected its length's complement, got ${length} and ${complement}`,
      );
    input.giveBack();
    this.#left = length;
    this.#state = 'stored';
    return true;
  }

  #copyStored(): boolean {
    const input = this.#input;
    const count = Math.min(this.#left, input.end - input.at, OUTPUT_BYTES - this.limit);
    this.bytes.set(input.bytes.subarray(input.at, input.at + count), this.limit);
    input.at += count;
    this.limit += count;
    this.#left -= count;
    return this.#left === 0;
  }

  #endBlock(): true {
    this.#state = this.#lastBlock ? 'trailer' : 'block';
    this.#left = TRAILER_BYTES;
    if (this.#lastBlock) this.#input.align();
    return true;
  }

  #skipTrailer(): boolean {
    const input = this.#input;
    input.giveBack();
    const count = Math.min(this.#left, input.end - input.at);
    input.at += count;
    this.#left -= count;
    if (!input.empty)
      throw rfbError(this.#name, 'expected nothing behind the last block of a stream that was not reset');
    return false;
  }
}
