import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { chordToEvents, parseChord } from '../../../../src/input/chord.ts';
import type { KeyEvent } from '../../../../src/input/keys.ts';
import { type LayoutName, layout, layoutNames } from '../../../../src/input/layouts.ts';
import { planText, strokesToEvents } from '../../../../src/input/typing.ts';
import { type KeyMeaning, KeyReader } from '../../../../src/recorder/recording/key-reader.ts';

function read(name: LayoutName, events: readonly KeyEvent[], capsLock = false): readonly KeyMeaning[] {
  const reader = new KeyReader(layout(name));
  reader.capsLock = capsLock;
  return events.flatMap((event) => reader.read(event));
}

test('what the layout types is read back as the same text, on every layout', () => {
  for (const name of layoutNames()) {
    const characters = layout(name)
      .characters()
      .filter((character) => character !== '\n' && character !== '\t');
    const texts = fc.array(fc.constantFrom(...characters), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, fc.boolean(), (text, capsLock) => {
        // What depends on the guest under Caps Lock is typed with the lock taken off: nobody can read that from a lock light.
        const strokes = planText(text, layout(name));
        fc.pre(!capsLock || strokes.every(({ underCapsLock }) => underCapsLock !== 'unsure'));
        const meanings = read(name, strokesToEvents(strokes, { capsLock }), capsLock);
        expect(meanings.every(({ kind }) => kind === 'character')).toBe(true);
        const typed = meanings.map((meaning) => (meaning.kind === 'character' ? meaning.text : '')).join('');
        expect(typed).toBe(text);
      }),
      { numRuns: 40 },
    );
  }
});

for (const chord of [
  'Enter',
  'Control+Alt+Delete',
  'Alt+F4',
  'Shift+Tab',
  'Control+c',
  'Meta+ArrowUp',
  'F8',
  'Escape',
]) {
  test(`'${chord}' is read back as it was pressed`, () => {
    expect(read('us', chordToEvents(parseChord(chord, layout('us'))))).toEqual([{ kind: 'press', chord }]);
  });
}

test('a modifier alone is a key, Shift alone is not', () => {
  const tap = (key: KeyEvent['key']) => [
    { key, down: true },
    { key, down: false },
  ];
  expect(read('us', tap('AltLeft'))).toEqual([{ kind: 'press', chord: 'Alt' }]);
  expect(read('us', tap('MetaLeft'))).toEqual([{ kind: 'press', chord: 'Meta' }]);
  expect(read('us', tap('ShiftLeft'))).toEqual([]);
});

test('a key that repeats is pressed again, and Caps Lock is in the letters alone', () => {
  const down = (key: KeyEvent['key']) => ({ key, down: true });
  expect(read('us', [down('ArrowDown'), down('ArrowDown')])).toEqual(
    Array(2).fill({ kind: 'press', chord: 'ArrowDown' }),
  );
  expect(read('us', [down('CapsLock'), { key: 'CapsLock', down: false }, down('KeyA')])).toEqual([
    { kind: 'character', text: 'A' },
  ]);
});

test('a dead key that nothing comes of is a key of its own', () => {
  const events = [
    { key: 'Equal', down: true },
    { key: 'Equal', down: false },
    { key: 'Enter', down: true },
  ] as const;
  expect(read('de', events)).toEqual([
    { kind: 'press', chord: 'Equal' },
    { kind: 'press', chord: 'Enter' },
  ]);
});

test('chords on other layouts name physical keys, which type the same there', () => {
  const events = chordToEvents(parseChord('Control+z', layout('de')));
  expect(read('de', events)).toEqual([{ kind: 'press', chord: 'Control+KeyY' }]);
});
