/** Finding patterns in text, and the registry of readers. */
import { expect, test } from '@playwright/test';
import { createPicture } from '../../../src/frame/picture.ts';
import { clipText, findInText, type ReadText } from '../../../src/matchers/text.ts';
import {
  findText,
  readText,
  registerTextReader,
  textReaderNames,
} from '../../../src/matchers/text-readers.ts';

function lineAt(text: string, y: number) {
  return { text, places: [...text].map((_, index) => ({ x: index * 8, y, width: 8, height: 16 })) };
}

const TEXT: ReadText = { lines: [lineAt('a.b a.b', 0), lineAt('axb (1)', 16)], unknown: 0 };

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
  const prompt: ReadText = { lines: [lineAt('login:', 0), lineAt('login:x', 16)], unknown: 0 };
  const [found, ...others] = findInText(prompt, 'login: ');
  expect(found?.region).toEqual({ x: 0, y: 0, width: 48, height: 16 });
  expect(others).toEqual([]);
  expect(findInText(prompt, /login: $/).map(({ region }) => region.y)).toEqual([0]);
  expect(findInText(prompt, /login:$/).map(({ region }) => region.y)).toEqual([0]);
  expect(findInText(prompt, ' ')).toEqual([]);
});

test('a clipped text has only whole characters of the region', () => {
  const clipped = clipText(TEXT, { x: 4, y: 0, width: 28, height: 20 });
  expect(clipped.lines.map(({ text }) => text)).toEqual(['.b']);
});

test('readers are asked in order until one finds the text', async () => {
  const picture = createPicture({ width: 8, height: 16 });
  const read = (text: string) => () => ({ lines: [lineAt(text, 0)], unknown: 0 });
  expect(textReaderNames()).toEqual(['glyphs']);
  registerTextReader({ name: 'first', read: read('hello') });
  registerTextReader({ name: 'second', read: async () => read('hello world')() });
  expect(textReaderNames()).toEqual(['glyphs', 'first', 'second']);
  expect((await findText(picture, 'world')).map(({ text }) => text)).toEqual(['world']);
  expect((await readText(picture)).lines.map(({ text }) => text)).toEqual(['hello']);
  registerTextReader({ name: 'second', read: () => ({ lines: [], unknown: 0 }) });
  expect(await findText(picture, 'world')).toEqual([]);
});
