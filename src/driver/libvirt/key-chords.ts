/** Presses and releases as chords, which is all that virDomainSendKey knows. Pure. */
import { GuestwrightError } from '../../base/errors.ts';
import { scancodes } from '../../input/keys.ts';
import type { KeyEvent } from '../driver.ts';

/** VIR_DOMAIN_SEND_KEY_MAX_KEYS. */
const MOST_KEYS = 16;
const EXTENDED = 0xe0;
/** QNUM writes extended codes with bit 7 set. */
const EXTENDED_BIT = 0x80;
/** Its set-1 sequence is of six bytes; QNUM has a number of its own for it. */
const PAUSE = { key: 'Pause', code: 0xc6 } as const;

/**
 * Codes (QNUM) of one chord each: keys that go down until all are up again. Error `unsupported` for a key that stays
 * down at the end, as nobody could release it.
 */
export function keyChords(events: readonly KeyEvent[]): readonly (readonly number[])[] {
  const chords: number[][] = [];
  const held = new Set<KeyEvent['key']>();
  let chord: number[] = [];
  for (const { key, down } of events) {
    if (down) {
      // What is pressed after a release, with others still held, begins another chord with those.
      held.add(key);
      chord.push(keyNumber(key));
      continue;
    }
    held.delete(key);
    if (held.size > 0) {
      chords.push(chord);
      chord = [...held].map(keyNumber);
      continue;
    }
    if (chord.length > 0) chords.push(chord);
    chord = [];
  }
  if (held.size > 0) throw heldKey([...held].join(', '));
  return withoutParts(chords).map((codes) => codes.slice(0, MOST_KEYS));
}

/** A chord that only lets go of keys of the one before it is none. */
function withoutParts(chords: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return chords.filter((codes, index) => {
    const before = chords[index - 1];
    return !before || codes.length >= before.length || !codes.every((code, at) => before[at] === code);
  });
}

function keyNumber(key: KeyEvent['key']): number {
  if (key === PAUSE.key) return PAUSE.code;
  const [first = 0, second = 0] = scancodes(key, true);
  const code = first === EXTENDED ? second | EXTENDED_BIT : first;
  if (code !== 0) return code;
  throw new GuestwrightError(`key '${key}': libvirt has no number for it`, {
    code: 'unknown-key',
    remedy: 'Use another key.',
  });
}

function heldKey(keys: string): GuestwrightError {
  return new GuestwrightError(`keys: ${keys} cannot be held: libvirt presses and releases in one call`, {
    code: 'unsupported',
    remedy: 'Press the whole chord at once, such as keyboard.press("Control+Alt+Delete").',
  });
}
