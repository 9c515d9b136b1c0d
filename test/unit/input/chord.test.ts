import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { chordToEvents, parseChord } from '../../../src/input/chord.ts';
import type { ChordName } from '../../../src/input/key-name.ts';
import type { PhysicalKey } from '../../../src/input/keys.ts';
import { type LayoutName, layout } from '../../../src/input/layouts.ts';

function keys(chord: string, name: LayoutName = 'us'): string[] {
  return parseChord(chord, layout(name)).keys.map(({ key }) => key);
}

function failure(chord: string, name: LayoutName = 'us'): string {
  try {
    return keys(chord, name).join(' ');
  } catch (error) {
    return isGuestwrightError(error) ? `${error.code}: ${error.shortMessage}` : String(error);
  }
}

test('a chord is its keys in order, modifiers by their short names', () => {
  expect(keys('Control+Alt+Delete')).toEqual(['ControlLeft', 'AltLeft', 'Delete']);
  expect(keys('Shift+F10')).toEqual(['ShiftLeft', 'F10']);
  expect(keys('ControlRight+AltGraph+Meta')).toEqual(['ControlRight', 'AltRight', 'MetaLeft']);
  expect(keys('Enter')).toEqual(['Enter']);
});

test('single characters are the keys that type them on the layout', () => {
  expect(keys('a')).toEqual(['KeyA']);
  expect(keys('a', 'fr')).toEqual(['KeyQ']);
  expect(keys('A')).toEqual(['ShiftLeft', 'KeyA']);
  expect(keys('1', 'fr')).toEqual(['ShiftLeft', 'Digit1']);
  expect(keys('@', 'de')).toEqual(['AltRight', 'KeyQ']);
  expect(keys('Control+c', 'dvorak')).toEqual(['ControlLeft', 'KeyI']);
  expect(keys('Control++')).toEqual(['ControlLeft', 'ShiftLeft', 'Equal']);
  expect(keys('+', 'de')).toEqual(['BracketRight']);
});

test('the case of a letter means nothing beside Control, Alt or Meta, and Shift is pressed once', () => {
  expect(keys('Control+C')).toEqual(['ControlLeft', 'KeyC']);
  expect(keys('Control+Shift+C')).toEqual(['ControlLeft', 'ShiftLeft', 'KeyC']);
  expect(keys('Control+!')).toEqual(['ControlLeft', 'ShiftLeft', 'Digit1']);
  expect(keys('ShiftRight+A')).toEqual(['ShiftRight', 'KeyA']);
});

test('keys are pressed in order and released in the reverse order', () => {
  const events = chordToEvents(parseChord('Control+Alt+Delete', layout('us')));
  expect(events.map(({ key, down }) => `${down ? '+' : '-'}${key}`)).toEqual([
    '+ControlLeft',
    '+AltLeft',
    '+Delete',
    '-Delete',
    '-AltLeft',
    '-ControlLeft',
  ]);
  expect(events.map(({ keysym }) => keysym)).toEqual([0xffe3, 0xffe9, 0xffff, 0xffff, 0xffe9, 0xffe3]);
});

test('keysyms are those of the layout under the modifiers that are down', () => {
  const keysyms = (chord: string, name: LayoutName, held: PhysicalKey[] = []) =>
    parseChord(chord, layout(name), held).keys.map(({ keysym }) => keysym);
  expect(keysyms('Shift+a', 'us')).toEqual([0xffe1, 0x41]);
  expect(keysyms('a', 'us', ['ShiftRight'])).toEqual([0x41]);
  expect(keysyms('Control+Shift+C', 'us')).toEqual([0xffe3, 0xffe1, 0x43]);
  expect(keysyms('Control+C', 'us')).toEqual([0xffe3, 0x63]);
  expect(keysyms('KeyY', 'de')).toEqual([0x7a]);
  expect(keysyms('AltGraph+q', 'de')).toEqual([0xfe03, 0x40]);
  expect(keysyms('Shift+Tab', 'us')).toEqual([0xffe1, 0xfe20]);
  expect(keysyms('Shift+F10', 'us')).toEqual([0xffe1, 0xffc7]);
});

test('an unknown name is an error that suggests the right one', () => {
  expect(failure('Entr')).toBe("unknown-key: unknown key 'Entr' (did you mean 'Enter'?)");
  expect(failure('enter')).toBe("unknown-key: unknown key 'enter' (did you mean 'Enter'?)");
  expect(failure('Ctrl+c')).toBe("unknown-key: unknown key 'Ctrl' in 'Ctrl+c' (did you mean 'Control'?)");
  expect(failure('Control+Return')).toBe(
    "unknown-key: unknown key 'Return' in 'Control+Return' (did you mean 'Enter'?)",
  );
  expect(failure('constructor')).toMatch(/^unknown-key: unknown key 'constructor'/);
  expect(failure('')).toBe("unknown-key: unknown key ''");
  expect(failure('Control+')).toBe("unknown-key: unknown key '' in 'Control+'");
  expect(failure('+a')).toBe("unknown-key: unknown key '' in '+a'");
});

test('a character that the layout lacks, or types with a dead key, cannot be pressed', () => {
  expect(failure('é')).toMatch(/^untypable-character: the keyboard layout 'us' cannot type U\+00E9/);
  expect(failure('Control+ê', 'fr')).toBe(
    "untypable-character: the keyboard layout 'fr' types 'ê' in two strokes, so 'Control+ê' cannot hold it",
  );
});

test('unknown names in literals do not compile, other strings are checked when they run', () => {
  const press = <Text extends string>(chord: ChordName<Text>): string => chord;
  const computed: string = ['Control', 'x'].join('+');
  const either = Math.random() < 2 ? 'Enter' : 'Tab';
  const accepted = [
    press('Enter'),
    press('a'),
    press('+'),
    press('Control++'),
    press('Control+Alt+Delete'),
    press('Shift+é'),
    press(computed),
    press(either),
  ];
  const refused = [
    // @ts-expect-error no such key
    press('Entr'),
    // @ts-expect-error no such key
    press('Control+Entr'),
    // @ts-expect-error no such modifier
    press('Ctrl+c'),
    // @ts-expect-error ends in nothing
    press('Control+'),
    // @ts-expect-error nothing at all
    press(''),
  ];
  expect(accepted).toHaveLength(8);
  expect(refused).toHaveLength(5);
});
