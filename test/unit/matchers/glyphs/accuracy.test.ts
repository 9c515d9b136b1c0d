/** Frames of Debian's text installer against transcriptions that were made by eye before the reader existed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createPicture } from '../../../../src/frame/picture.ts';
import { readReferencePng } from '../../../../src/frame/png.ts';
import { readGlyphs } from '../../../../src/matchers/glyphs/read-glyphs.ts';
import { plainText } from '../../../../src/matchers/text.ts';
import { accuracy } from '../text-accuracy.ts';
import { draw } from './draw.ts';

const FRAMES = join(import.meta.dirname, '../../../data/text');
/** What the project promises for glyphs. */
const ACCURACY_AT_LEAST = 0.995;

for (const name of [
  'ditext-s01-language',
  'ditext-s02-location',
  'ditext-s03-keymap',
  'ditext-s04-hostname',
  'ditext-s05-domain',
  'ditext-s06-mirrorcountry',
]) {
  test(`${name} is read as its transcription, without an unknown cell`, async () => {
    const read = await readGlyphs(await readReferencePng(join(FRAMES, `${name}.png`)));
    const expected = await readFile(join(FRAMES, `${name}.txt`), 'utf8');
    expect(read.unknown).toEqual([]);
    expect(read.complete).toBe(true);
    expect(accuracy(plainText(read), expected)).toBeGreaterThanOrEqual(ACCURACY_AT_LEAST);
  });
}

test('a screen in a larger font is read in it, whatever font the last one was in', async () => {
  const picture = createPicture({ width: 1024, height: 768 });
  for (const frame of ['', 'ditext-s02-location', 'ditext-s01-language', '']) {
    if (frame === '') draw(picture, 'VGA, in which M and W are others', { x: 80, y: 80 });
    const shown = frame === '' ? picture : await readReferencePng(join(FRAMES, `${frame}.png`));
    const read = await readGlyphs(shown);
    expect([frame, read.unknown, read.complete]).toEqual([frame, [], true]);
  }
});

test('the measure counts edits over the length, white space as one blank', () => {
  expect(accuracy('abc  d\n', 'abc d')).toBe(1);
  expect(accuracy('abxd', 'abcd')).toBe(0.75);
  expect(accuracy('', 'abcd')).toBe(0);
  expect(accuracy('abcdef', 'abcd')).toBe(0.5);
});
