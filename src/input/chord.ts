/** Chords: keys held together, written as in Playwright: 'Control+Alt+Delete', 'Shift+F10', 'Control+c', 'a'. */
import { GuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { KEY_ALIASES, KEY_SYNONYMS, type KeyAlias } from './key-name.ts';
import { baseKeysym, isPhysicalKey, type KeyEvent, PHYSICAL_KEYS, type PhysicalKey } from './keys.ts';
import { ALT_GRAPH_KEYSYM } from './keysyms.ts';
import type { Layout, Stroke } from './layout.ts';
import { planText } from './typing.ts';

/** Keys in the order of pressing, each once; released in the reverse order. */
export interface Chord {
  readonly text: string;
  readonly keys: ReadonlyArray<{ readonly key: PhysicalKey; readonly keysym: number }>;
}

/** Where one of these is held, the case of a letter means nothing: 'Control+C' is 'Control+c'. */
const COMMAND_KEYS: readonly PhysicalKey[] = [
  'ControlLeft',
  'ControlRight',
  'AltLeft',
  'MetaLeft',
  'MetaRight',
];

/** Keys without a character whose keysym Shift changes (X11: ISO_Left_Tab). */
const SHIFTED_KEYSYMS: ReadonlyMap<PhysicalKey, number> = new Map([['Tab', 0xfe20]]);

/**
 * The keys of a chord. Single characters are the keys that type them on `layout`, with the modifiers they need. Keysyms
 * are those of the layout under the chord's modifiers and those `held` already: a server that knows only keysyms would
 * take back Shift to make an 'a' of 'Shift+a'. Throws `unknown-key`, or `untypable-character` for a character that the layout lacks or types in two strokes.
 */
export function parseChord(text: string, layout: Layout, held: readonly PhysicalKey[] = []): Chord {
  const keys = new Map<PhysicalKey, number>();
  for (const name of splitChord(text)) {
    const key = keyOfName(name);
    if (key !== undefined) keys.set(key, baseKeysym(key));
    else for (const [each, keysym] of keysOfCharacter(name, text, layout, keys)) keys.set(each, keysym);
  }
  const down = new Set([...held, ...keys.keys()]);
  const shift = down.has('ShiftLeft') || down.has('ShiftRight');
  const altGraph = down.has('AltRight');
  return {
    text,
    keys: [...keys].map(([key, keysym]) => {
      if (key === 'AltRight' && layout.hasAltGraph) return { key, keysym: ALT_GRAPH_KEYSYM };
      const shifted = shift ? SHIFTED_KEYSYMS.get(key) : undefined;
      return { key, keysym: shifted ?? layout.strokeOf(key, { shift, altGraph })?.keysym ?? keysym };
    }),
  };
}

/** Presses in order, then releases in the reverse order. */
export function chordToEvents(chord: Chord): KeyEvent[] {
  const down = chord.keys.map(({ key, keysym }) => ({ key, down: true, keysym }));
  return [...down, ...down.toReversed().map((event) => ({ ...event, down: false }))];
}

/** Names between '+'; a '+' at the end is the character: 'Control++'. */
function splitChord(text: string): string[] {
  const names: string[] = [];
  let rest = text;
  for (let plus = rest.indexOf('+'); plus !== -1 && rest !== '+'; plus = rest.indexOf('+')) {
    names.push(rest.slice(0, plus));
    rest = rest.slice(plus + 1);
  }
  return [...names, rest];
}

function keyOfName(name: string): PhysicalKey | undefined {
  if (isPhysicalKey(name)) return name;
  return Object.hasOwn(KEY_ALIASES, name) ? KEY_ALIASES[name as KeyAlias] : undefined;
}

/** The keys for one character beside those `held` already, the modifiers first. */
function keysOfCharacter(
  name: string,
  text: string,
  layout: Layout,
  held: ReadonlyMap<PhysicalKey, number>,
): Array<[PhysicalKey, number]> {
  if ([...name].length !== 1) throw unknownKey(name, text);
  const [stroke, more] = planText(name, layout) as [Stroke, Stroke?];
  if (more !== undefined) throw needsDeadKey(name, text, layout);
  const caseless = stroke.underCapsLock === 'swapped' && COMMAND_KEYS.some((key) => held.has(key));
  const modifiers: Array<[PhysicalKey, number]> = [];
  if (stroke.shift && !caseless && !held.has('ShiftRight')) {
    modifiers.push(['ShiftLeft', baseKeysym('ShiftLeft')]);
  }
  if (stroke.altGraph) modifiers.push(['AltRight', ALT_GRAPH_KEYSYM]);
  return [...modifiers, [stroke.key, stroke.keysym]];
}

function unknownKey(name: string, text: string): GuestwrightError {
  const synonym = KEY_SYNONYMS.get(name.toLowerCase());
  const candidates = [...PHYSICAL_KEYS, ...Object.keys(KEY_ALIASES)];
  const suggestion = synonym ? ` (did you mean '${synonym}'?)` : didYouMean(name, candidates);
  const where = name === text ? '' : ` in '${text}'`;
  return new GuestwrightError(`unknown key '${name}'${where}${suggestion}`, {
    code: 'unknown-key',
    remedy:
      "Name keys as the web does ('KeyA', 'Enter', 'ArrowDown'), by one character, or join them by '+'.",
    details: { name, chord: text },
  });
}

function needsDeadKey(character: string, text: string, layout: Layout): GuestwrightError {
  return new GuestwrightError(
    `the keyboard layout '${layout.name}' types '${character}' in two strokes, so '${text}' cannot hold it`,
    {
      code: 'untypable-character',
      remedy: 'Type it instead of pressing it.',
      details: { layout: layout.name },
    },
  );
}
