/** Physical keys by the web's `KeyboardEvent.code` names, and what transports call them. */
import { KEY_TABLE, type KeyRow } from './key-table.ts';

/** A key of a full PC keyboard, such as `KeyA`, `Enter`, `ControlLeft`, `NumpadAdd`. */
export type PhysicalKey = keyof typeof KEY_TABLE;

/** One press or release. */
export interface KeyEvent {
  readonly key: PhysicalKey;
  readonly down: boolean;
  /** X keysym of the character meant, for transports that send keysyms. */
  readonly keysym?: number;
}

/** Every key of the table. */
export const PHYSICAL_KEYS = Object.keys(KEY_TABLE) as readonly PhysicalKey[];

const ROWS: Readonly<Record<string, KeyRow>> = KEY_TABLE;

/** Set-1 prefix of keys that the first PC keyboard did not have. */
const EXTENDED = 0xe0;
/** Set-1 prefix of Pause. */
const EXTENDED_PAUSE = 0xe1;
/** Added to a make code to give the break code. */
const BREAK = 0x80;
/** Pause sends make and break of E1 1D 45 at once, and nothing when it is released. */
const PAUSE_SEQUENCE = [EXTENDED_PAUSE, 0x1d, 0x45, EXTENDED_PAUSE, 0x9d, 0xc5] as const;
/** The shift that keyboards pretend around PrintScreen and, with Num Lock, around navigation keys. */
const FAKE_SHIFTS: readonly number[] = [0x2a, 0x36];
/** PrintScreen while Alt is held: SysRq. */
const SYSRQ = 0x54;

const LOCK_KEYS: readonly PhysicalKey[] = ['CapsLock', 'NumLock', 'ScrollLock'];

/** Whether the guest may change a light of the keyboard when it gets these. */
export function touchesLights(events: readonly KeyEvent[]): boolean {
  return events.some(({ key, down }) => down && LOCK_KEYS.includes(key));
}

/** Whether `name` is a key of the table. */
export function isPhysicalKey(name: string): name is PhysicalKey {
  return Object.hasOwn(KEY_TABLE, name);
}

/** The bytes of scan code set 1 that a keyboard sends when `key` goes down or up; none for Pause going up. */
export function scancodes(key: PhysicalKey, down: boolean): number[] {
  if (key === 'Pause') return down ? [...PAUSE_SEQUENCE] : [];
  if (key === 'PrintScreen') {
    return down ? [EXTENDED, 0x2a, EXTENDED, 0x37] : [EXTENDED, 0xb7, EXTENDED, 0xaa];
  }
  const code = row(key)[0];
  const last = (code & 0xff) | (down ? 0 : BREAK);
  return code > 0xff ? [code >> 8, last] : [last];
}

/** HID usage on page 7, undefined for keys of other pages (most media keys). */
export function hidUsage(key: PhysicalKey): number | undefined {
  return row(key)[1];
}

/** X11 keysym of the unshifted key on a US keyboard. */
export function baseKeysym(key: PhysicalKey): number {
  return row(key)[2];
}

/** QEMU's QKeyCode, undefined where QEMU 7.2 has none that works (F13 to F24, Lang1 to Lang3, BrowserSearch). */
export function qcode(key: PhysicalKey): string | undefined {
  return row(key)[3];
}

/** The key of a set-1 make code as the table writes it (`0xe01c`), if there is one. */
export function keyOfScancode(code: number): PhysicalKey | undefined {
  return code === SYSRQ ? 'PrintScreen' : KEY_BY_CODE.get(code);
}

/**
 * Key events of a stream of set-1 bytes. Pause gives a press and a release. Fake shifts give nothing.
 * Bytes that no key of the table sends, and an unfinished sequence at the end, are returned in `unknown`.
 */
export function parseScancodes(bytes: readonly number[]): { events: KeyEvent[]; unknown: number[] } {
  const events: KeyEvent[] = [];
  const unknown: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (PAUSE_SEQUENCE.every((byte, index) => bytes[at + index] === byte)) {
      events.push({ key: 'Pause', down: true }, { key: 'Pause', down: false });
      at += PAUSE_SEQUENCE.length;
      continue;
    }
    const extended = bytes[at] === EXTENDED && at + 1 < bytes.length;
    const length = extended ? 2 : 1;
    const byte = bytes[at + length - 1] as number;
    const make = byte & ~BREAK;
    const key = keyOfScancode(extended ? (EXTENDED << 8) | make : make);
    if (key !== undefined) events.push({ key, down: byte < BREAK });
    else if (!extended || !FAKE_SHIFTS.includes(make)) unknown.push(...bytes.slice(at, at + length));
    at += length;
  }
  return { events, unknown };
}

const KEY_BY_CODE: ReadonlyMap<number, PhysicalKey> = new Map(PHYSICAL_KEYS.map((key) => [row(key)[0], key]));

function row(key: PhysicalKey): KeyRow {
  return ROWS[key] as KeyRow;
}
