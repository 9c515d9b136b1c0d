import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { scancodes } from '../../../src/input/keys.ts';
import type { Layout, LayoutData } from '../../../src/input/layout.ts';
import { XKB_LAYOUTS } from '../../../src/input/layouts/xkb.generated.ts';
import { layout, layoutNames } from '../../../src/input/layouts.ts';
import { planText, strokesToEvents } from '../../../src/input/typing.ts';
import { KeyboardModel } from './keyboard-model.ts';

/** What a guest with that layout reads when `text` is typed; throws unless presses and releases balance. */
function read(text: string, on: Layout, capsLock: boolean): string {
  const model = new KeyboardModel(XKB_LAYOUTS[on.name as keyof typeof XKB_LAYOUTS] as LayoutData);
  if (capsLock) model.feed([...scancodes('CapsLock', true), ...scancodes('CapsLock', false)]);
  for (const { key, down } of strokesToEvents(planText(text, on), { capsLock }))
    model.feed(scancodes(key, down));
  expect([...model.held]).toEqual([]);
  return model.text;
}

for (const name of layoutNames()) {
  test(`whatever the layout ${name} can type comes back through its scan codes`, () => {
    const on = layout(name);
    const characters = [...on.characters(), '\n', '\t'];
    expect(read(characters.join(''), on, false)).toBe(characters.join(''));
    const text = fc.array(fc.constantFrom(...characters), { maxLength: 40 }).map((all) => all.join(''));
    fc.assert(fc.property(text, fc.boolean(), (it, capsLock) => read(it, on, capsLock) === it));
  });

  test(`the layout ${name} types all of ASCII`, () => {
    const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index));
    expect(ascii.filter((character) => layout(name).strokesFor(character) === undefined)).toEqual([]);
  });
}

test('modifiers go down before the key and up after it, with the keysym of the character', () => {
  expect(strokesToEvents(planText('A', layout('us')))).toEqual([
    { key: 'ShiftLeft', down: true, keysym: 0xffe1 },
    { key: 'KeyA', down: true, keysym: 0x41 },
    { key: 'KeyA', down: false, keysym: 0x41 },
    { key: 'ShiftLeft', down: false, keysym: 0xffe1 },
  ]);
  expect(strokesToEvents(planText('€', layout('de'))).map(({ key, down }) => `${key} ${down}`)).toEqual([
    'AltRight true',
    'KeyE true',
    'KeyE false',
    'AltRight false',
  ]);
});

test('with Caps Lock on the Shift of letters is inverted, that of other keys is not', () => {
  const keys = (text: string) =>
    strokesToEvents(planText(text, layout('us')), { capsLock: true })
      .filter(({ down }) => down)
      .map(({ key }) => key);
  expect(keys('aA1!')).toEqual(['ShiftLeft', 'KeyA', 'KeyA', 'Digit1', 'ShiftLeft', 'Digit1']);
});

test('with Caps Lock on it goes off for a letter whose capital is not on the same key', () => {
  const events = strokesToEvents(planText('é', layout('fr')), { capsLock: true });
  expect(events.filter(({ down }) => down).map(({ key }) => key)).toEqual(['CapsLock', 'Digit2', 'CapsLock']);
});

test('the simplest strokes are chosen: no dead key where a plain one does, fewer modifiers first', () => {
  const plan = (text: string, name: Parameters<typeof layout>[0]) =>
    planText(text, layout(name)).map(
      ({ key, shift, altGraph }) => `${shift ? 'Shift+' : ''}${altGraph ? 'AltGr+' : ''}${key}`,
    );
  expect(plan('<', 'us')).toEqual(['Shift+Comma']);
  expect(plan('zZ', 'de')).toEqual(['KeyY', 'Shift+KeyY']);
  expect(plan('$', 'es')).toEqual(['Shift+Digit4']);
  expect(plan('é', 'fr')).toEqual(['Digit2']);
  expect(plan('ê', 'fr')).toEqual(['BracketLeft', 'KeyE']);
  expect(plan('é', 'de')).toEqual(['Equal', 'KeyE']);
  expect(plan('^', 'de')).toEqual(['Backquote', 'Space']);
  expect(plan('\\', 'uk')).toEqual(['IntlBackslash']);
  expect(plan('[{@#', 'it')).toEqual([
    'AltGr+BracketLeft',
    'Shift+AltGr+BracketLeft',
    'AltGr+Semicolon',
    'AltGr+Quote',
  ]);
  expect(plan('ls\n\t', 'dvorak')).toEqual(['KeyP', 'Semicolon', 'Enter', 'Tab']);
});

test('what the layout lacks is an error that names it, before anything is typed', () => {
  const failure = (text: string, name: Parameters<typeof layout>[0]) => {
    try {
      return planText(text, layout(name));
    } catch (error) {
      if (isGuestwrightError(error, 'untypable-character')) return error.shortMessage;
      throw error;
    }
  };
  expect(failure('naïve', 'us')).toBe(
    "the keyboard layout 'us' cannot type U+00EF 'ï' at position 3; nothing was typed",
  );
  expect(failure('a😀', 'de')).toBe(
    "the keyboard layout 'de' cannot type U+1F600 '😀' at position 2; nothing was typed",
  );
  expect(failure('😀é', 'de')).toContain('at position 1');
  expect(failure('\r', 'us')).toBe(
    "the keyboard layout 'us' cannot type U+000D at position 1; nothing was typed",
  );
  expect(failure('\ud800', 'us')).toContain('U+D800 at position 1');
  expect(failure('e\u0301', 'de')).toContain('U+0301 at position 2');
});

test('any text is either typed in full or refused as untypable', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...layoutNames()), (text, name) => {
      try {
        return read(text, layout(name), false) === text;
      } catch (error) {
        return isGuestwrightError(error, 'untypable-character');
      }
    }),
  );
});

test('the error of a secret does not show its characters', () => {
  const attempt = () => planText('pässwort', layout('us'), { secret: true });
  expect(attempt).toThrow("the keyboard layout 'us' cannot type a character of a secret; nothing was typed");
  try {
    attempt();
  } catch (error) {
    expect(JSON.stringify(error)).not.toContain('ä');
  }
});
