/** Pictures and copies of frames. */
import { expect, test } from '@playwright/test';
import { copyFrame, createFrame } from '../../../src/frame/frame.ts';
import { createPicture, cropPixels, opaque, samePixels, wordOf } from '../../../src/frame/picture.ts';

test('a crop has the pixels of its region in memory of its own', () => {
  const picture = createPicture({ width: 5, height: 4 });
  for (let i = 0; i < picture.pixels.length; i++) picture.pixels[i] = wordOf(i, 0, 0);
  const crop = cropPixels(picture, { x: 1, y: 2, width: 3, height: 2 });
  expect([...crop.pixels]).toEqual([11, 12, 13, 16, 17, 18].map((red) => wordOf(red, 0, 0)));
  picture.pixels.fill(0);
  expect(crop.pixels[0]).toBe(wordOf(11, 0, 0));
});

test('a crop beyond the picture is refused', () => {
  const picture = createPicture({ width: 5, height: 4 });
  expect(() => cropPixels(picture, { x: 3, y: 0, width: 3, height: 1 })).toThrow(
    'crop: expected a region within 5x4, got 3x1 at 3,0',
  );
});

test('a word is R G B 255 in memory, and opaque sets only the alpha', () => {
  const picture = createPicture({ width: 1, height: 1 });
  picture.pixels[0] = wordOf(1, 2, 3);
  expect([...picture.data]).toEqual([1, 2, 3, 255]);
  expect([...opaque(Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 7))]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
});

test('a copied frame does not follow the original', () => {
  const frame = createFrame(new Uint8Array(16), { width: 2, height: 2, sequence: 7, time: 12.5, damage: [] });
  const copy = copyFrame(frame);
  frame.pixels.fill(1);
  expect([...copy.pixels]).toEqual([0, 0, 0, 0]);
  expect(copy).toMatchObject({ width: 2, height: 2, sequence: 7, time: 12.5, damage: [] });
  expect(samePixels(copy, frame)).toBe(false);
  expect(samePixels(copy, copyFrame(copy))).toBe(true);
});
