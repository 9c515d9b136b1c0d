/** Text to key events: every character is planned before the first key is pressed. */
import { GuestwrightError } from '../base/errors.ts';
import { baseKeysym, type KeyEvent, type PhysicalKey } from './keys.ts';
import { ALT_GRAPH_KEYSYM, keysymOf } from './keysyms.ts';
import type { Layout, Stroke } from './layout.ts';

/** The control characters that are keys. */
const CONTROL_STROKES: Readonly<Record<string, Stroke>> = {
  '\n': controlStroke('Enter', '\n'),
  '\t': controlStroke('Tab', '\t'),
};

const CAPS_LOCK_TAP: readonly KeyEvent[] = [
  { key: 'CapsLock', down: true, keysym: baseKeysym('CapsLock') },
  { key: 'CapsLock', down: false, keysym: baseKeysym('CapsLock') },
];

/**
 * The strokes that type `text` on `layout`, by code point; `\n` is Enter, `\t` is Tab.
 * Throws `untypable-character` for other control characters and for what the layout lacks; `secret` keeps the
 * character itself out of the message.
 */
export function planText(
  text: string,
  layout: Layout,
  options: { readonly secret?: boolean } = {},
): Stroke[] {
  const strokes: Stroke[] = [];
  let position = 0;
  for (const character of text) {
    position++;
    const typed = CONTROL_STROKES[character] ? [CONTROL_STROKES[character]] : layout.strokesFor(character);
    if (typed === undefined) throw untypable(character, position, layout, options.secret ?? false);
    strokes.push(...typed);
  }
  return strokes;
}

/** Presses and releases of `strokes`, each balanced: modifiers down, key down, key up, modifiers up. */
export function strokesToEvents(
  strokes: readonly Stroke[],
  /** Caps Lock is known to be on: letters take Shift the other way round, or Caps Lock goes off for the moment. */
  options: { readonly capsLock?: boolean } = {},
): KeyEvent[] {
  return strokes.flatMap((stroke) => {
    const shift = options.capsLock && stroke.underCapsLock === 'swapped' ? !stroke.shift : stroke.shift;
    const modifiers: KeyEvent[] = [];
    if (shift) modifiers.push({ key: 'ShiftLeft', down: true, keysym: baseKeysym('ShiftLeft') });
    if (stroke.altGraph) modifiers.push({ key: 'AltRight', down: true, keysym: ALT_GRAPH_KEYSYM });
    const { key, keysym } = stroke;
    const releases = modifiers.toReversed().map((event) => ({ ...event, down: false }));
    const around = options.capsLock && stroke.underCapsLock === 'unsure' ? CAPS_LOCK_TAP : [];
    const tap = [
      { key, down: true, keysym },
      { key, down: false, keysym },
    ];
    return [...around, ...modifiers, ...tap, ...releases, ...around];
  });
}

/** `U+00E9 'é'`; control characters, marks and halves of surrogate pairs by number alone. */
export function nameCharacter(character: string): string {
  const number = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return /[\p{C}\p{M}\p{Z}]/u.test(character) ? number : `${number} '${character}'`;
}

function untypable(character: string, position: number, layout: Layout, secret: boolean): GuestwrightError {
  const what = secret ? 'a character of a secret' : nameCharacter(character);
  const where = secret ? '' : ` at position ${position}`;
  return new GuestwrightError(
    `the keyboard layout '${layout.name}' cannot type ${what}${where}; nothing was typed`,
    {
      code: 'untypable-character',
      remedy: 'Choose the layout that the guest uses, press keys by name, or leave the character out.',
      details: secret
        ? { layout: layout.name }
        : { layout: layout.name, character, codePoint: character.codePointAt(0), position },
    },
  );
}

function controlStroke(key: PhysicalKey, types: string): Stroke {
  return { key, shift: false, altGraph: false, types, keysym: keysymOf(types), underCapsLock: 'same' };
}
