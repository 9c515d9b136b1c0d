/** Finding patterns in text. */
import { expect, test } from '@playwright/test';
import { findInText } from '../../../src/matchers/find-text.ts';
import { readOf } from './read-text.ts';

const TEXT = readOf('a.b a.b', 'axb (1)');

test('a string is found as it is, every time it occurs', () => {
  expect(findInText(TEXT, 'a.b').map(({ region }) => region)).toEqual([
    { x: 0, y: 0, width: 24, height: 16 },
    { x: 32, y: 0, width: 24, height: 16 },
  ]);
  expect(findInText(TEXT, '(1)')).toHaveLength(1);
  expect(findInText(TEXT, 'none')).toEqual([]);
});

test('a regular expression is found with its flags, whatever its state', () => {
  expect(findInText(TEXT, /A.B/i).map(({ text }) => text)).toEqual(['a.b', 'a.b', 'axb']);
  const sticky = /b/gy;
  sticky.lastIndex = 5;
  expect(findInText(TEXT, sticky)).toHaveLength(3);
  expect(findInText(TEXT, /x*/).map(({ text }) => text)).toEqual(['x']);
  expect(findInText(TEXT, /^axb/)).toHaveLength(1);
});

test('blanks at the end of a pattern match the empty rest of a line', () => {
  const prompt = readOf('login:', 'login:x');
  const [found, ...others] = findInText(prompt, 'login: ');
  expect(found?.region).toEqual({ x: 0, y: 0, width: 48, height: 16 });
  expect(others).toEqual([]);
  expect(findInText(prompt, /login: $/).map(({ region }) => region.y)).toEqual([0]);
  expect(findInText(prompt, /login:$/).map(({ region }) => region.y)).toEqual([0]);
  expect(findInText(prompt, ' ')).toEqual([]);
});

test("a string with line feeds finds what a dialog wraps, the dialog's frame left out of its place", () => {
  const dialog = readOf(
    '┌──────┤ Question ├──────┐',
    '│ Choose the language to │',
    '│ be used for the system │',
    '└────────────────────────┘',
  );
  const [found, ...others] = findInText(dialog, 'language to\nbe used');
  expect(others).toEqual([]);
  expect(found?.region).toEqual({ x: 16, y: 16, width: 8 * 22, height: 32 });
  expect(findInText(dialog, 'language to\nthe system')).toEqual([]);
  expect(findInText(dialog, 'language to be used')).toEqual([]);
});

test('a regular expression with a line feed sees all lines', () => {
  const lines = readOf('user: ada', 'shell: /bin/sh', 'user: bob');
  expect(findInText(lines, /ada\nshell: (.*)\n/)[0]).toMatchObject({
    region: { x: 0, y: 0, width: 112, height: 32 },
  });
  expect(findInText(lines, /^shell.*\n^user/m)).toHaveLength(1);
});
