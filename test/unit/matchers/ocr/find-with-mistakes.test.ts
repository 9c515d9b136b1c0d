import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { findInText } from '../../../../src/matchers/find-text.ts';
import { defaultMistakes, findWithMistakes } from '../../../../src/matchers/ocr/find-with-mistakes.ts';
import { type ReadText, textLine } from '../../../../src/matchers/text.ts';

test('a misread, a missing and an additional character are one mistake each', () => {
  const read = misreadable('press Contlnue now', 'press Cotinue now', 'press Con tinue now');
  expect(textsOf(read, 'Continue', 1)).toEqual(['Contlnue', 'Cotinue', 'Con tinue']);
  expect(textsOf(read, 'Continue', 0)).toEqual([]);
});

test('more mistakes than the budget are no match', () => {
  expect(textsOf(misreadable('Cantlnoe'), 'Continue', 2)).toEqual([]);
  expect(textsOf(misreadable('Cantlnoe'), 'Continue', 3)).toEqual(['Cantlnoe']);
});

test('where the string stands exactly, near ones are no matches', () => {
  expect(textsOf(misreadable('Keyboard', 'Keybaord'), 'Keyboard', 2)).toEqual(['Keyboard']);
});

test('digits are never allowed for: another disk is another disk', () => {
  const read = misreadable('Install boot loader on /dev/sda7');
  expect(textsOf(read, 'Install boot loader on /dev/sda1', 3)).toEqual([]);
  expect(textsOf(read, 'lnstall boot loader on /dev/sda7', 3)).toHaveLength(1);
  expect(textsOf(misreadable('version 12'), 'version 1', 0)).toEqual(['version 1']);
  expect(textsOf(misreadable('verslon 2'), 'version 12', 2)).toEqual([]);
});

test('a RegExp and what was read exactly are looked for as they are', () => {
  expect(textsOf(misreadable('Contlnue'), /Continue/, 3)).toEqual([]);
  expect(textsOf({ ...misreadable('Contlnue'), exact: true }, 'Continue', 3)).toEqual([]);
});

test('the region covers the characters that were taken for the string', () => {
  const [match] = findWithMistakes(misreadable('ab Contlnue cd'), 'Continue', 1);
  expect(match?.region).toEqual({ x: 30, y: 0, width: 80, height: 16 });
  expect(match?.confidence).toBe(0.5);
});

test('a string with a line feed is found over lines', () => {
  const [match] = findWithMistakes(
    misreadable('Please wait wh1le', 'the systern boots'),
    'the system\nboots',
    2,
  );
  expect(match?.text).toBe('the systern boots');
  expect(textsOf(misreadable('Please wait', 'for the systern now'), 'wait\nfor the system now', 2)).toEqual([
    'wait for the systern now',
  ]);
});

test('one mistake is allowed by default for every ten characters, none in a RegExp', () => {
  expect(defaultMistakes('Continue')).toBe(0);
  expect(defaultMistakes('Select a language')).toBe(1);
  expect(defaultMistakes(/Select a language/)).toBe(0);
  expect(textsOf(misreadable('Select a langvage'), 'Select a language')).toHaveLength(1);
});

test('a budget as long as the string does not match anything', () => {
  expect(textsOf(misreadable('zzzz'), 'ok', 5)).toEqual([]);
  expect(textsOf(misreadable('zz'), '', 5)).toEqual([]);
});

test('finds every planted string with so many edits, and nothing where the naive distance says nothing is near', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 24 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 3, maxLength: 8 });
  fc.assert(
    fc.property(letters, pattern, fc.integer({ min: 1, max: 2 }), (text, wanted, mistakes) => {
      const read = misreadable(text);
      const line = (read.lines[0]?.text ?? '').replace(/\s+/g, ' ');
      const found = findWithMistakes(read, wanted, mistakes);
      const exact = findInText(read, wanted);
      const near = stretches(line).some((each) => distance(each, wanted) <= mistakes);
      expect(found.length > 0).toBe(near || exact.length > 0);
      for (const match of found) expect(distance(match.text, wanted)).toBeLessThanOrEqual(mistakes);
    }),
  );
});

function misreadable(...lines: string[]): ReadText {
  return {
    reader: 'ocr',
    exact: false,
    complete: false,
    unknown: [],
    lines: lines.flatMap((text, row) =>
      textLine({
        text,
        places: [...text].map((_, column) => ({ x: column * 10, y: row * 20, width: 10, height: 16 })),
        confidence: 0.5,
      }),
    ),
  };
}

function textsOf(read: ReadText, pattern: string | RegExp, mistakes?: number): string[] {
  return findWithMistakes(read, pattern, mistakes).map(({ text }) => text);
}

function stretches(text: string): string[] {
  return [...text].flatMap((_, start) =>
    [...text].map((_, length) => text.slice(start, start + length + 1)).filter((each) => each !== ''),
  );
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const swap = (row[j] as number) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(swap, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
