/** What DEFLATE's symbols stand for (RFC 1951 section 3.2.5), as the upper bits of a Huffman table's entries. */

/** Bits 4-7: how many extra bits follow the code. Bits 8-23: the literal, or the smallest length or distance. */
export const EXTRA_SHIFT = 4;
export const EXTRA_MASK = 15;
export const VALUE_SHIFT = 8;
export const VALUE_MASK = 0xffff;
/** Flags, above the one of subtables. */
export const LITERAL = 1 << 28;
export const END_OF_BLOCK = 1 << 26;
export const INVALID = 1 << 27;

/** Symbols below are literals; itself it ends the block; those above are lengths. */
export const END_OF_BLOCK_SYMBOL = 256;
/** Symbols of the fixed codes; the last two of each stand for nothing. */
const LENGTH_SYMBOLS = 288;
const DISTANCE_SYMBOLS = 32;
const LAST_DISTANCE = 29;
/** The last length has no extra bits. */
const LAST_LENGTH = { index: 28, length: 258 } as const;
const CODE_LENGTH_SYMBOLS = 19;

/** Literals, the end of the block, lengths. */
export const LENGTH_MEANINGS = Int32Array.from({ length: LENGTH_SYMBOLS }, (_, symbol) => {
  if (symbol < END_OF_BLOCK_SYMBOL) return LITERAL | (symbol << VALUE_SHIFT);
  if (symbol === END_OF_BLOCK_SYMBOL) return END_OF_BLOCK;
  const index = symbol - END_OF_BLOCK_SYMBOL - 1;
  if (index > LAST_LENGTH.index) return INVALID;
  if (index === LAST_LENGTH.index) return LAST_LENGTH.length << VALUE_SHIFT;
  const extra = Math.max(0, (index >> 2) - 1); // four lengths for each number of extra bits, from 3
  const smallest = index < 4 ? index : ((index & 3) + 4) << extra;
  return ((smallest + 3) << VALUE_SHIFT) | (extra << EXTRA_SHIFT);
});

export const DISTANCE_MEANINGS = Int32Array.from({ length: DISTANCE_SYMBOLS }, (_, symbol) => {
  if (symbol > LAST_DISTANCE) return INVALID;
  const extra = Math.max(0, (symbol >> 1) - 1); // two distances for each number of extra bits, from 1
  const smallest = symbol < 2 ? symbol : ((symbol & 1) + 2) << extra;
  return ((smallest + 1) << VALUE_SHIFT) | (extra << EXTRA_SHIFT);
});

/** Code lengths themselves: the value is the symbol. */
export const CODE_LENGTH_MEANINGS = Int32Array.from(
  { length: CODE_LENGTH_SYMBOLS },
  (_, symbol) => symbol << VALUE_SHIFT,
);

/** The order in which the lengths of the code lengths' code come (RFC 1951 section 3.2.7). */
export const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] as const;

/** The fixed codes (RFC 1951 section 3.2.6). */
export const FIXED_LENGTHS = Uint8Array.from({ length: LENGTH_SYMBOLS }, (_, symbol) =>
  symbol >= 144 && symbol < 256 ? 9 : symbol >= 256 && symbol < 280 ? 7 : 8,
);
export const FIXED_DISTANCES = new Uint8Array(DISTANCE_SYMBOLS).fill(5);
