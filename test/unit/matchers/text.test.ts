/** Lines of text, what a region cuts out of them, and the registry of readers. */
import { expect, test } from '@playwright/test';
import { createPicture } from '../../../src/frame/picture.ts';
import { clipText, NOTHING_READ, plainText, type ReadText, textLine } from '../../../src/matchers/text.ts';
import {
  findText,
  readText,
  registerTextReader,
  textReaderNames,
} from '../../../src/matchers/text-readers.ts';
import { lineAt, readOf } from './read-text.ts';

test('a line knows its words, their places and the least confidence', () => {
  const places = [...'ab  cd '].map((_, index) => ({ x: index * 8, y: 5, width: 8, height: 16 }));
  const confidence = [0.9, 0.8, 1, 1, 0.7, 0.95, 0];
  const [line] = textLine({ text: 'ab  cd ', places, confidence });
  expect(line).toMatchObject({
    text: 'ab  cd',
    region: { x: 0, y: 5, width: 48, height: 16 },
    confidence: 0.7,
    words: [
      { text: 'ab', start: 0, end: 2, region: { x: 0, width: 16 }, confidence: 0.8 },
      { text: 'cd', start: 4, end: 6, region: { x: 32, width: 16 }, confidence: 0.7 },
    ],
  });
  expect(line?.places).toHaveLength(6);
  expect(textLine({ text: '   ', places: [] })).toEqual([]);
});

test('a clipped text has only whole characters of the region, with their colours and confidence', () => {
  const colours = { foreground: '#aaaaaa', background: '#000000', reverse: false };
  const [line] = textLine({
    text: 'a.b cd',
    places: lineAt('a.b cd', 0).places,
    confidence: [1, 1, 1, 1, 0.5, 0.5],
    runs: [
      { start: 0, end: 4, ...colours },
      { start: 4, end: 9, ...colours, reverse: true },
    ],
  });
  expect(line?.runs.at(-1)).toEqual({ start: 4, end: 6, ...colours, reverse: true });
  const read: ReadText = {
    ...NOTHING_READ,
    lines: [...(line ? [line] : []), lineAt('below', 16)],
    unknown: [
      { x: 8, y: 0, width: 8, height: 16 },
      { x: 80, y: 0, width: 8, height: 16 },
    ],
  };
  const clipped = clipText(read, { x: 4, y: 0, width: 36, height: 20 });
  expect(plainText(clipped)).toBe('.b c');
  expect(clipped.lines[0]).toMatchObject({
    confidence: 0.5,
    runs: [
      { start: 0, end: 3, reverse: false },
      { start: 3, end: 4, reverse: true },
    ],
  });
  expect(clipped.unknown).toEqual([{ x: 8, y: 0, width: 8, height: 16 }]);
});

test('readers are asked in order until one finds the text or has read everything', async () => {
  const picture = createPicture({ width: 8, height: 16 });
  picture.pixels[5] = 1; // on one colour nobody is asked
  const read = (...lines: string[]) => readOf(...lines);
  expect(textReaderNames()).toEqual(['glyphs', 'ocr']);
  registerTextReader({ name: 'first', read: () => read('hello') });
  registerTextReader({ name: 'second', read: async () => ({ ...read('hello world'), reader: 'second' }) });
  expect(textReaderNames()).toEqual(['glyphs', 'ocr', 'first', 'second']);
  const found = await findText(picture, 'world');
  expect(found.matches.map(({ text }) => text)).toEqual(['world']);
  expect(found.read.reader).toBe('second');
  expect(plainText(await readText(picture))).toBe('hello');
  registerTextReader({ name: 'first', read: () => ({ ...read('hello'), complete: true }) });
  expect((await findText(picture, 'world')).matches).toEqual([]);
  registerTextReader({ name: 'first', read: () => NOTHING_READ });
  registerTextReader({ name: 'second', read: () => NOTHING_READ });
  expect(await findText(picture, 'world')).toEqual({ matches: [], read: NOTHING_READ });
});
