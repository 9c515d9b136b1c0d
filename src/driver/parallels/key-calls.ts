/** Bytes of scan code set 1 as calls of the keyboard: the code of each byte, and whether it is pressed or released. */
import { GuestwrightError } from '../../base/errors.ts';
import { KEY_EVENT } from './abi/constants.ts';

export interface KeyCall {
  readonly code: number;
  readonly event: number;
}

const EXTENDED = 0xe0;
const EXTENDED_PAUSE = 0xe1;
const BREAK = 0x80;
/** Pause is one key of six bytes, all of which are handed over as they are, as pressed. */
const PAUSE = [EXTENDED_PAUSE, 0x1d, 0x45, EXTENDED_PAUSE, 0x9d, 0xc5];

/**
 * A prefix goes with the event of the byte behind it; a break code is the make code, released. Error `unknown-key` for
 * a sequence that is not complete.
 */
export function keyCalls(bytes: readonly number[]): readonly KeyCall[] {
  const calls: KeyCall[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (PAUSE.every((byte, index) => bytes[at + index] === byte)) {
      calls.push(...PAUSE.map((code) => ({ code, event: KEY_EVENT.press })));
      at += PAUSE.length;
      continue;
    }
    const prefixed = bytes[at] === EXTENDED;
    const last = bytes[at + (prefixed ? 1 : 0)];
    if (last === undefined || bytes[at] === EXTENDED_PAUSE) throw incomplete(bytes.slice(at));
    const event = last & BREAK ? KEY_EVENT.release : KEY_EVENT.press;
    if (prefixed) calls.push({ code: EXTENDED, event });
    calls.push({ code: last & ~BREAK, event });
    at += prefixed ? 2 : 1;
  }
  return calls;
}

function incomplete(bytes: readonly number[]): GuestwrightError {
  const codes = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return new GuestwrightError(`scan codes: '${codes}' (hexadecimal) is not a complete sequence`, {
    code: 'unknown-key',
    remedy: 'Give complete sequences of scan code set 1.',
  });
}
