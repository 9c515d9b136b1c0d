/** The hot loop of inflating: literals and matches of one block, as far as input and room reach. */
import { rfbError } from '../parsing.ts';
import type { BitInput } from './bit-input.ts';
import type { BlockCodes } from './block-codes.ts';
import { LENGTH_MASK, SUBTABLE } from './huffman.ts';
import {
  END_OF_BLOCK,
  EXTRA_MASK,
  EXTRA_SHIFT,
  INVALID,
  LITERAL,
  VALUE_MASK,
  VALUE_SHIFT,
} from './symbols.ts';

/** Longest match, and so the room that a symbol may need. */
export const LONGEST_MATCH = 258;
/** From this length on a native copy costs less than a loop. */
const LONG_COPY = 48;

export interface Output {
  readonly bytes: Uint8Array;
  /** Where the next byte goes. The bytes before are what matches may reach. */
  limit: number;
}

/**
 * True when the block ended; false when there is no room below `room` (at least `LONGEST_MATCH` below the end) or the
 * input ends, which is left at the first symbol that is incomplete.
 */
export function inflateCodes(
  input: BitInput,
  codes: BlockCodes,
  output: Output,
  room: number,
  name: string,
): boolean {
  const source = input.bytes;
  const end = input.end;
  const bytes = output.bytes;
  const lengths = codes.lengths.entries;
  const lengthMask = codes.lengths.rootMask;
  const distances = codes.distances.entries;
  const distanceMask = codes.distances.rootMask;
  let at = input.at;
  let hold = input.hold;
  let bits = input.bits;
  let out = output.limit;
  let atBefore = at;
  let holdBefore = hold;
  let bitsBefore = bits;
  let ended = false;
  while (out < room) {
    atBefore = at;
    holdBefore = hold;
    bitsBefore = bits;
    while (bits < 24) {
      hold |= (source[at++] as number) << bits;
      bits += 8;
    }
    let entry = lengths[hold & lengthMask] as number;
    if ((entry & SUBTABLE) !== 0) entry = codes.lengths.lookUp(hold);
    hold >>>= entry & LENGTH_MASK;
    bits -= entry & LENGTH_MASK;
    if ((entry & LITERAL) !== 0 && at <= end) {
      bytes[out++] = entry >> VALUE_SHIFT;
      continue;
    }
    if (at > end && at * 8 - bits > end * 8) break; // overrun
    if ((entry & LITERAL) !== 0) {
      bytes[out++] = entry >> VALUE_SHIFT;
      continue;
    }
    if ((entry & END_OF_BLOCK) !== 0) {
      ended = true;
      break;
    }
    if (entry === 0 || (entry & INVALID) !== 0)
      throw rfbError(name, 'length: got a code that stands for nothing');
    const lengthExtra = (entry >> EXTRA_SHIFT) & EXTRA_MASK;
    const length = ((entry >> VALUE_SHIFT) & VALUE_MASK) + (hold & ((1 << lengthExtra) - 1));
    hold >>>= lengthExtra;
    bits -= lengthExtra;
    while (bits < 24) {
      hold |= (source[at++] as number) << bits;
      bits += 8;
    }
    entry = distances[hold & distanceMask] as number;
    if ((entry & SUBTABLE) !== 0) entry = codes.distances.lookUp(hold);
    hold >>>= entry & LENGTH_MASK;
    bits -= entry & LENGTH_MASK;
    const distanceExtra = (entry >> EXTRA_SHIFT) & EXTRA_MASK;
    while (bits < distanceExtra) {
      hold |= (source[at++] as number) << bits;
      bits += 8;
    }
    const distance = ((entry >> VALUE_SHIFT) & VALUE_MASK) + (hold & ((1 << distanceExtra) - 1));
    hold >>>= distanceExtra;
    bits -= distanceExtra;
    if (at > end && at * 8 - bits > end * 8) break; // overrun
    if (entry === 0 || (entry & INVALID) !== 0)
      throw rfbError(name, 'distance: got a code that stands for nothing');
    let from = out - distance;
    if (from < 0) throw rfbError(name, `distance: expected at most ${out}, got ${distance}`);
    const stop = out + length;
    if (length < LONG_COPY || (distance > 1 && distance < length)) {
      while (out < stop) bytes[out++] = bytes[from++] as number;
    } else {
      if (distance === 1) bytes.fill(bytes[from] as number, out, stop);
      else bytes.copyWithin(out, from, from + length);
      out = stop;
    }
  }
  const overrun = at * 8 - bits > end * 8;
  input.at = overrun ? atBefore : at;
  input.hold = overrun ? holdBefore : hold;
  input.bits = overrun ? bitsBefore : bits;
  input.giveBack();
  output.limit = out;
  return ended;
}
