/** The keys that boot commands name between angle brackets, as Packer's plugin SDK knows them. */
import { nearestName } from '../../base/nearest.ts';
import type { PhysicalKey } from '../keys.ts';

/** Names in the case of Packer's documentation; the case does not matter. */
const SPECIALS: Readonly<Record<string, PhysicalKey>> = {
  bs: 'Backspace',
  del: 'Delete',
  enter: 'Enter',
  return: 'Enter',
  esc: 'Escape',
  tab: 'Tab',
  spacebar: 'Space',
  insert: 'Insert',
  home: 'Home',
  end: 'End',
  pageUp: 'PageUp',
  pageDown: 'PageDown',
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  menu: 'ContextMenu',
  leftAlt: 'AltLeft',
  leftCtrl: 'ControlLeft',
  leftShift: 'ShiftLeft',
  leftSuper: 'MetaLeft',
  rightAlt: 'AltRight',
  rightCtrl: 'ControlRight',
  rightShift: 'ShiftRight',
  rightSuper: 'MetaRight',
  f1: 'F1',
  f2: 'F2',
  f3: 'F3',
  f4: 'F4',
  f5: 'F5',
  f6: 'F6',
  f7: 'F7',
  f8: 'F8',
  f9: 'F9',
  f10: 'F10',
  f11: 'F11',
  f12: 'F12',
};

/**
 * What people write instead. Packer's grammar takes leftMeta and rightMeta, and then fails when it has to type them.
 */
const SYNONYMS: Readonly<Record<string, string>> = {
  alt: 'leftAlt',
  altgr: 'rightAlt',
  apps: 'menu',
  backspace: 'bs',
  cmd: 'leftSuper',
  control: 'leftCtrl',
  ctrl: 'leftCtrl',
  delete: 'del',
  escape: 'esc',
  ins: 'insert',
  leftmeta: 'leftSuper',
  leftwin: 'leftSuper',
  meta: 'leftSuper',
  pgdn: 'pageDown',
  pgup: 'pageUp',
  rightmeta: 'rightSuper',
  shift: 'leftShift',
  space: 'spacebar',
  super: 'leftSuper',
  win: 'leftSuper',
};

const BY_LOWER_CASE = new Map(Object.keys(SPECIALS).map((name) => [name.toLowerCase(), name]));
/** Longest first, so that none is taken for the beginning of another. */
const NAMES = Object.keys(SPECIALS).sort((a, b) => b.length - a.length);
const TAG = new RegExp(`^<(${NAMES.join('|')})(on|off)?>`, 'i');

/** A key's tag at the beginning of a text. */
export function readSpecial(text: string) {
  const [tag, written = '', toggle] = TAG.exec(text) ?? [];
  const name = BY_LOWER_CASE.get(written.toLowerCase());
  if (tag === undefined || name === undefined) return undefined;
  const action = toggle === undefined ? 'press' : toggle.toLowerCase() === 'on' ? 'down' : 'up';
  return { length: tag.length, name, key: SPECIALS[name] as PhysicalKey, action } as const;
}

/** The tag that `name` most likely meant, such as `<leftCtrlOn>`; undefined when none is near. */
export function nearestSpecial(name: string): string | undefined {
  const [, stem = name, toggle = ''] = /^(.*?)(on|off)?$/i.exec(name) ?? [];
  const nearest = namedOtherwise(stem) ?? nearestName(stem, toggle === '' ? ['wait', ...NAMES] : NAMES);
  return nearest === undefined ? undefined : `<${nearest}${ending(toggle)}>`;
}

/** The name of a key that people call otherwise. */
export function namedOtherwise(name: string): string | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower] : undefined;
}

function ending(toggle: string): string {
  return toggle.slice(0, 1).toUpperCase() + toggle.slice(1).toLowerCase();
}
