/** Texts by the two-call pattern: asked for their size first, then for their bytes. */
import { GuestwrightError } from '../../base/errors.ts';
import { Out } from './types.ts';

/** A text that grows between the two calls is asked for again; one that grows so often is no text. */
const MOST_TRIES = 5;

/**
 * `ask` makes the call: with null for the size alone, else with a buffer of that size; `length` is the size in bytes with
 * the NUL, in and out. It gives 'short' when the library says that the buffer is too small. `what` is for the error.
 */
export async function readTwoCallText(
  what: string,
  ask: (buffer: Uint8Array | null, length: Out<'u32'>) => Promise<'done' | 'short'>,
): Promise<string> {
  const length = new Out('u32', 0);
  await ask(null, length);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (length.value === 0) return '';
    const buffer = new Uint8Array(new ArrayBuffer(length.value)); // zeroed: a text cut short ends anyway
    if ((await ask(buffer, length)) === 'done') return textOf(buffer);
  }
  throw new GuestwrightError(`${what}: its size changed at every look`, { code: 'hypervisor' });
}

/** UTF-8 up to the first NUL. */
export function textOf(buffer: Uint8Array): string {
  const end = buffer.indexOf(0);
  return new TextDecoder().decode(end < 0 ? buffer : buffer.subarray(0, end));
}
