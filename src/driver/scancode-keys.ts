/** Scan codes for hypervisors that are told keys, not bytes. */
import { GuestwrightError } from '../base/errors.ts';
import { type KeyEvent, parseScancodes } from '../input/keys.ts';

/** The keys that send `bytes`, complete sequences of set 1. `told` names who takes keys, for the error `unknown-key`. */
export function scancodeKeys(bytes: readonly number[], told: string): readonly KeyEvent[] {
  const { events, unknown } = parseScancodes(bytes);
  if (unknown.length === 0) return events;
  const codes = unknown.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new GuestwrightError(`scan codes: no key sends ${codes} (hexadecimal)`, {
    code: 'unknown-key',
    remedy: `Give complete sequences of scan code set 1; ${told} is told keys, not bytes.`,
  });
}
