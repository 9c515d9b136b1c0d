/** Splits raw scan codes of set 1 into what one key sends at once. */

const EXTENDED = 0xe0;
const EXTENDED_PAUSE = 0xe1;
/** Prefix and code. */
const EXTENDED_LENGTH = 2;
/** Pause: the prefix and two bytes, twice. */
const PAUSE_LENGTH = 3;

/** Bytes behind a prefix that are missing at the end are not waited for. */
export function splitSequences(bytes: readonly number[]): number[][] {
  const sequences: number[][] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at] === EXTENDED ? EXTENDED_LENGTH : bytes[at] === EXTENDED_PAUSE ? PAUSE_LENGTH : 1;
    sequences.push(bytes.slice(at, at + length));
    at += length;
  }
  return sequences;
}
