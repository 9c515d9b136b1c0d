/** Key names as people write them, checked by the compiler where they are literals: 'Enter', 'Control+Alt+Delete'. */
import type { PhysicalKey } from './keys.ts';

/** Playwright's short names of modifiers, and the keys that they press. */
export const KEY_ALIASES = {
  Control: 'ControlLeft',
  Shift: 'ShiftLeft',
  Alt: 'AltLeft',
  Meta: 'MetaLeft',
  AltGraph: 'AltRight',
} as const satisfies Record<string, PhysicalKey>;

export type KeyAlias = keyof typeof KEY_ALIASES;

/** A key by name. Single characters such as 'a' or '+' name keys too: those that type them on the guest's layout. */
export type KeyName = PhysicalKey | KeyAlias;

/**
 * `Text` if it is a chord (key names and single characters joined by '+'), else the names to choose from, so that
 * `press<Text extends string>(chord: ChordName<Text>)` refuses `press('Entr')` and `press('Control+Entr')` when
 * compiled. A `string` that is no literal passes and is checked when it runs.
 */
export type ChordName<Text extends string> = string extends Text
  ? Text
  : Text extends string
    ? IsChord<Text> extends true
      ? Text
      : KeyName
    : never;

type IsChord<Text extends string> =
  IsKey<Text> extends true
    ? true
    : Text extends `${infer Held}+${infer Rest}`
      ? IsKey<Held> extends true
        ? IsChord<Rest>
        : false
      : false;

type IsKey<Text extends string> = Text extends KeyName
  ? true
  : Text extends `${string}${infer Rest}`
    ? Rest extends ''
      ? true
      : false
    : false;

/** Names that people use for keys of other names; only to suggest the right one. */
export const KEY_SYNONYMS: ReadonlyMap<string, KeyName> = new Map([
  ['altgr', 'AltGraph'],
  ['break', 'Pause'],
  ['cmd', 'Meta'],
  ['command', 'Meta'],
  ['ctl', 'Control'],
  ['ctrl', 'Control'],
  ['del', 'Delete'],
  ['down', 'ArrowDown'],
  ['esc', 'Escape'],
  ['ins', 'Insert'],
  ['left', 'ArrowLeft'],
  ['menu', 'ContextMenu'],
  ['option', 'Alt'],
  ['pgdn', 'PageDown'],
  ['pgup', 'PageUp'],
  ['print', 'PrintScreen'],
  ['return', 'Enter'],
  ['right', 'ArrowRight'],
  ['spacebar', 'Space'],
  ['super', 'Meta'],
  ['sysrq', 'PrintScreen'],
  ['up', 'ArrowUp'],
  ['win', 'Meta'],
  ['windows', 'Meta'],
]);
