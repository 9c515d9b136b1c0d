/** Keys as scan codes for VirtualBox's keyboard, which turns them into HID usages and back. */
import { GuestwrightError } from '../../base/errors.ts';
import { type KeyEvent, type PhysicalKey, scancodes } from '../../input/keys.ts';

/** What does not come out as it went in, of the whole table (seen on 7.2): it has no usage, or only half a key. */
export const MISSING_KEYS: readonly PhysicalKey[] = ['F24', 'Lang1', 'Lang2', 'Lang3', 'Lang4'];

/** The bytes of each event. Error `unknown-key`. */
export function keySequences(events: readonly KeyEvent[]): readonly (readonly number[])[] {
  return events.map(({ key, down }) => {
    if (!MISSING_KEYS.includes(key)) return scancodes(key, down);
    throw new GuestwrightError(`key '${key}': VirtualBox's keyboard has no such key`, {
      code: 'unknown-key',
      remedy: 'Use another key.',
    });
  });
}
