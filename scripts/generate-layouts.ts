/**
 * Writes src/input/layouts/xkb.generated.ts from xkeyboard-config's data, and src/input/keysyms.generated.ts with the
 * keysyms of its characters; the results are checked in.
 *
 * To rerun (on Debian): `apt-get install xkb-data libxkbcommon0`, then `npx jiti scripts/generate-layouts.ts`.
 * libxkbcommon compiles each layout as a desktop would and is asked what every key gives with Shift and AltGr.
 */
import { writeFileSync } from 'node:fs';
import koffi from 'koffi';
import { DEAD_KEYS } from '../src/input/dead-keys.ts';
import { ALT_GRAPH_KEYSYM } from '../src/input/keysyms.ts';

const OUTPUT = new URL('../src/input/layouts/xkb.generated.ts', import.meta.url);
const KEYSYMS_OUTPUT = new URL('../src/input/keysyms.generated.ts', import.meta.url);

/** Our name, then xkeyboard-config's layout and variant and its title. */
const LAYOUTS = [
  ['us', 'us', '', 'English (US)'],
  ['uk', 'gb', '', 'English (UK)'],
  ['dvorak', 'us', 'dvorak', 'English (Dvorak)'],
  ['be', 'be', '', 'Belgian'],
  ['br', 'br', '', 'Portuguese (Brazil)'],
  ['ch', 'ch', '', 'German (Switzerland)'],
  ['de', 'de', '', 'German'],
  ['dk', 'dk', '', 'Danish'],
  ['es', 'es', '', 'Spanish'],
  ['fi', 'fi', '', 'Finnish'],
  ['fr', 'fr', '', 'French'],
  ['it', 'it', '', 'Italian'],
  ['jp', 'jp', '', 'Japanese'],
  ['no', 'no', '', 'Norwegian'],
  ['pl', 'pl', '', 'Polish'],
  ['pt', 'pt', '', 'Portuguese'],
  ['se', 'se', '', 'Swedish'],
] as const;

/** xkb's names of the keys that type characters, and ours, in the order of preference. */
const KEYS: ReadonlyArray<readonly [xkb: string, ours: string]> = [
  ['SPCE', 'Space'],
  ['TLDE', 'Backquote'],
  ...row('AE', [
    'Digit1',
    'Digit2',
    'Digit3',
    'Digit4',
    'Digit5',
    'Digit6',
    'Digit7',
    'Digit8',
    'Digit9',
    'Digit0',
  ]),
  ['AE11', 'Minus'],
  ['AE12', 'Equal'],
  ...row('AD', [...letters('QWERTYUIOP'), 'BracketLeft', 'BracketRight']),
  ...row('AC', [...letters('ASDFGHJKL'), 'Semicolon', 'Quote']),
  ['BKSL', 'Backslash'],
  ...row('AB', [...letters('ZXCVBNM'), 'Comma', 'Period', 'Slash']),
  ['LSGT', 'IntlBackslash'],
  ['AB11', 'IntlRo'],
  ['AE13', 'IntlYen'],
];

const library = koffi.load('libxkbcommon.so.0');
koffi.struct('xkb_rule_names', { rules: 'str', model: 'str', layout: 'str', variant: 'str', options: 'str' });
const newContext = library.func('void *xkb_context_new(int flags)');
const newKeymap = library.func(
  'void *xkb_keymap_new_from_names(void *context, const xkb_rule_names *names, int flags)',
);
const keyByName = library.func('uint32_t xkb_keymap_key_by_name(void *keymap, str name)');
const modIndex = library.func('uint32_t xkb_keymap_mod_get_index(void *keymap, str name)');
const newState = library.func('void *xkb_state_new(void *keymap)');
const updateMask = library.func(
  'int xkb_state_update_mask(void *state, uint32_t depressed, uint32_t latched, uint32_t locked, uint32_t, uint32_t, uint32_t)',
);
const keysym = library.func('uint32_t xkb_state_key_get_one_sym(void *state, uint32_t key)');
const toCodePoint = library.func('uint32_t xkb_keysym_to_utf32(uint32_t keysym)');

/** Keysyms from here on are made of code points. */
const FIRST_UNICODE_KEYSYM = 0x0100_0000;
/** Latin-1 characters are their own keysyms. */
const LAST_LATIN_1 = 0xff;
/** Characters whose keysym is older than the rule. */
const named = new Map<string, number>();

/** What xkb_keymap_key_by_name gives for a key that the keymap lacks. */
const NO_KEY = 0xffff_ffff;

const context: unknown = newContext(0);
/** What xkeyboard-config puts behind AltGr on every Latin keyboard, whatever is engraved. */
const inherited = ['', 'type2', 'type3', 'type4'].map((variant) => levels('latin', variant));
const text = LAYOUTS.map(([name, layout, variant, title]) => {
  const keys = withoutInherited(withoutSpareKey(levels(layout, variant)));
  const lines = [...keys].map(([key, values]) => `      ${key}: [${values.map(quote).join(', ')}],`);
  return `  ${name}: {\n    title: ${quote(title)},\n    keys: {\n${lines.join('\n')}\n    },\n  },`;
});
writeFileSync(
  OUTPUT,
  `/** Keyboard layouts of xkeyboard-config (see NOTICE). Written by scripts/generate-layouts.ts: do not edit. */
import type { LayoutData } from '../layout.ts';

export const XKB_LAYOUTS = {
${text.join('\n')}
} as const satisfies Record<string, LayoutData>;
`,
);

const sorted = [...named].sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  KEYSYMS_OUTPUT,
  `/** Characters of our layouts whose X11 keysym has a name of its own. Written by scripts/generate-layouts.ts: do not edit. */
export const NAMED_KEYSYMS: ReadonlyMap<string, number> = new Map([
${sorted.map(([typed, symbol]) => `  [${quote(typed)}, 0x${symbol.toString(16)}],`).join('\n')}
]);
`,
);

/** What each key types plain, with Shift, with AltGr and with both; '' for nothing. */
function levels(layout: string, variant: string): Map<string, string[]> {
  const names = { rules: 'evdev', model: 'pc105', layout, variant, options: '' };
  const keymap: unknown = newKeymap(context, names, 0);
  if (keymap === null) throw new Error(`xkeyboard-config lacks the layout ${layout} ${variant}`);
  const state: unknown = newState(keymap);
  const shift = 1 << modIndex(keymap, 'Shift');
  const altGraph = 1 << modIndex(keymap, 'Mod5');
  const hasAltGraph = layout === 'latin' || keysym(state, keyByName(keymap, 'RALT')) === ALT_GRAPH_KEYSYM;
  const result = new Map<string, string[]>();
  for (const [xkb, ours] of KEYS) {
    const key: number = keyByName(keymap, xkb);
    if (key === NO_KEY) continue;
    const typed = [0, shift, altGraph, shift | altGraph].map((modifiers) => {
      updateMask(state, modifiers, 0, 0, 0, 0, 0);
      return character(keysym(state, key));
    });
    const sameWithAltGraph = typed[0] === typed[2] && typed[1] === typed[3];
    if (!hasAltGraph || sameWithAltGraph) typed.length = 2;
    while (typed.at(-1) === '') typed.pop();
    if (typed.length > 0) result.set(ours, typed);
  }
  return result;
}

/** The character of a keysym; a dead key is its combining mark; '' for everything that types nothing. */
function character(symbol: number): string {
  const dead = DEAD_KEYS.find((candidate) => candidate.keysym === symbol);
  if (dead !== undefined) return dead.mark;
  const codePoint: number = toCodePoint(symbol);
  const typed = codePoint < 0x20 || codePoint === 0x7f ? '' : String.fromCodePoint(codePoint);
  if (/\p{M}/u.test(typed)) return ''; // a mark would be taken for a dead key
  if (codePoint > LAST_LATIN_1 && symbol < FIRST_UNICODE_KEYSYM) named.set(typed, symbol);
  return typed;
}

/** xkb gives every layout the key beside the left Shift; where all that it types is elsewhere, keyboards lack it. */
function withoutSpareKey(keys: Map<string, string[]>): Map<string, string[]> {
  const elsewhere = [...keys]
    .filter(([key]) => key !== 'IntlBackslash')
    .flatMap(([, typed]) => typed.slice(0, 2));
  const spare = keys
    .get('IntlBackslash')
    ?.slice(0, 2)
    .every((typed) => elsewhere.includes(typed));
  if (spare) keys.delete('IntlBackslash');
  return keys;
}

/** A character that the layout itself puts behind AltGr is not also taken from a key where only X11 has it. */
function withoutInherited(keys: Map<string, string[]>): Map<string, string[]> {
  const isInherited = (key: string, typed: string, level: number) =>
    level >= 2 && key !== 'IntlBackslash' && inherited.some((base) => base.get(key)?.[level] === typed);
  const own = [...keys].flatMap(([key, typed]) =>
    typed.filter((it, level) => !isInherited(key, it, level)).map((it) => ({ key, it })),
  );
  for (const [key, typed] of keys) {
    const elsewhere = own.filter((other) => other.key !== key).map(({ it }) => it);
    const kept = typed.map((it, level) => (isInherited(key, it, level) && elsewhere.includes(it) ? '' : it));
    while (kept.at(-1) === '') kept.pop();
    keys.set(key, kept);
  }
  return keys;
}

/** A string literal; what an editor cannot show is escaped. */
function quote(value: string): string {
  const escaped = value.replace(/['\\]/g, '\\$&');
  const shown = escaped.replace(/[\p{M}\p{Z}\p{C}]/gu, (it) =>
    it === ' ' ? it : `\\u{${it.codePointAt(0)?.toString(16)}}`,
  );
  return `'${shown}'`;
}

function row(prefix: string, keys: readonly string[]): Array<readonly [string, string]> {
  return keys.map((key, index) => [`${prefix}${String(index + 1).padStart(2, '0')}`, key] as const);
}

function letters(all: string): string[] {
  return [...all].map((letter) => `Key${letter}`);
}
