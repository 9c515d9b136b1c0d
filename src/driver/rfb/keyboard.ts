/** Keys as messages: scan codes where the server takes QEMU's extension, else keysyms in the shift state they mean. */
import { baseKeysym, type KeyEvent, type PhysicalKey, scancodes } from '../../input/keys.ts';
import { ALT_GRAPH_KEYSYM } from '../../input/keysyms.ts';
import type { Layout } from '../../input/layout.ts';
import { extendedKeyEvent, keyEvent } from './client-messages.ts';
import type { KeyboardLeds } from './framebuffer-update.ts';

/** QEMU's keycodes are make codes of set 1; the prefix E0 is this bit. */
const EXTENDED_BIT = 0x80;
/** QEMU's numbers of keys that send sequences of their own in set 1: PrintScreen as SysRq, Pause as E0 46. */
const NUMBERS_OF_THEIR_OWN: Partial<Record<PhysicalKey, number>> = { PrintScreen: 0x54, Pause: 0xc6 };
const NO_KEY = 0;

/** What is held, and which keysym each held key was pressed with. */
export class RfbKeyboard {
  readonly #layout: Layout;
  readonly #held = new Map<PhysicalKey, number>();
  #locks: Pick<KeyboardLeds, 'capsLock' | 'numLock'> = { capsLock: false, numLock: false };

  /** `layout` names the keysyms of events that have none: the server's. */
  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** The message of one press or release. */
  message(event: KeyEvent, extended: boolean): Uint8Array {
    const { key, down } = event;
    // Released as it was pressed, whatever happened to Shift in between: servers pair them by keysym.
    const keysym = this.#held.get(key) ?? event.keysym ?? this.#keysym(key);
    if (down) this.#held.set(key, keysym);
    else this.#held.delete(key);
    if (!extended) return keyEvent(keysym, down);
    const message = extendedKeyEvent(qemuNumber(key), underLocks(keysym, this.#locks), down);
    if (down && key === 'CapsLock') this.#locks = { ...this.#locks, capsLock: !this.#locks.capsLock };
    if (down && key === 'NumLock') this.#locks = { ...this.#locks, numLock: !this.#locks.numLock };
    return message;
  }

  /** The server told them. */
  setLeds(leds: KeyboardLeds): void {
    this.#locks = leds;
  }

  /** Nothing is held any more: a new connection. */
  forget(): void {
    this.#held.clear();
  }

  /**
   * With Shift held, servers want the shifted keysym: on `a` they would let go of Shift for the moment, so that it
   * types `a`.
   */
  #keysym(key: PhysicalKey): number {
    const altGraph = this.#held.get('AltRight') === ALT_GRAPH_KEYSYM;
    const shift = this.#held.has('ShiftLeft') || this.#held.has('ShiftRight');
    if (!shift && !altGraph) return baseKeysym(key);
    return this.#layout.strokeOf(key, { shift, altGraph })?.keysym ?? baseKeysym(key);
  }
}

/** Bit between capital and small Latin letters. */
const CASE_BIT = 0x20;

/**
 * QEMU presses Caps Lock or Num Lock by itself when a scan code's keysym does not fit the state in which it believes
 * them (ui/vnc.c, lock-key-sync). Keys are physical here: the keysym is what the key types in that state.
 */
function underLocks(keysym: number, { capsLock, numLock }: { capsLock: boolean; numLock: boolean }): number {
  const letter = (keysym >= 0x41 && keysym <= 0x5a) || (keysym >= 0x61 && keysym <= 0x7a);
  if (capsLock && letter) return keysym ^ CASE_BIT;
  return numLock ? keysym : (WITHOUT_NUM_LOCK[keysym] ?? keysym);
}

/** Keysyms of the keypad's digits and separator, and what these keys are without Num Lock (KP_Home and so on). */
const WITHOUT_NUM_LOCK: Readonly<Record<number, number>> = {
  65454: 0xff9f,
  65456: 0xff9e,
  65457: 0xff9c,
  65458: 0xff99,
  65459: 0xff9b,
  65460: 0xff96,
  65461: 0xff9d,
  65462: 0xff98,
  65463: 0xff95,
  65464: 0xff97,
  65465: 0xff9a,
};

/**
 * A message that does nothing: the release of a key that is not held. QEMU looks for changes of a still screen every
 * 3 s only, and again every 30 ms after any message of input.
 */
export const NUDGE = extendedKeyEvent(NO_KEY, NO_KEY, false);

function qemuNumber(key: PhysicalKey): number {
  const own = NUMBERS_OF_THEIR_OWN[key];
  if (own !== undefined) return own;
  const [first = NO_KEY, second] = scancodes(key, true);
  return second === undefined ? first : second | EXTENDED_BIT;
}
