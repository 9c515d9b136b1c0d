/** Why a screen does not show, in numbers and in words. */
import { expect, test } from '@playwright/test';
import { cropPixels, wordOf } from '../../../src/frame/picture.ts';
import { explain } from '../../../src/matchers/explain.ts';
import { matchScreen } from '../../../src/matchers/match-screen.ts';
import { describeOutcome } from '../../../src/matchers/outcome.ts';
import { changed, noise, paint, paste, screenOf, setPixel } from './pictures.ts';

const SIZE = { width: 200, height: 120 };
const page = noise(SIZE, 1);
const AREA = { x: 20, y: 30, width: 60, height: 40 };
const RED = wordOf(255, 0, 0);

test('a few differing pixels are counted, with the box around them', () => {
  const frame = changed(page, (copy) => {
    for (const point of [
      { x: 25, y: 35 },
      { x: 31, y: 40 },
      { x: 150, y: 3 },
    ])
      setPixel(copy, point, RED);
  });
  const near = explain(frame, screenOf(page, [AREA]));
  expect(near).toMatchObject({
    offset: { x: 0, y: 0 },
    withinReach: true,
    differing: 2,
    compared: 2400,
    box: { x: 25, y: 35, width: 7, height: 6 },
  });
  const outcome = matchScreen(frame, screenOf(page, [AREA]));
  expect(describeOutcome(outcome, near)).toBe(
    "screen 'page' does not match: best at its recorded place, 2 pixels of 2400 differ in the box 7x6 at 25,35",
  );
});

test('a screen that moved too far is seen where it is', () => {
  const frame = paint(SIZE, () => wordOf(90, 90, 90));
  paste(frame, cropPixels(page, AREA), { x: 90, y: 60 });
  const screen = screenOf(page, [{ ...AREA, search: 10 }]);
  const near = explain(frame, screen);
  expect(near).toMatchObject({ offset: { x: 70, y: 30 }, withinReach: false, differing: 0 });
  expect(describeOutcome(matchScreen(frame, screen), near)).toBe(
    "screen 'page' does not match: best moved by 70,30 (farther than its areas' `search` allows), 0 pixels of 2400 differ",
  );
});

test('a moved screen with some pixels changed is seen where it is', () => {
  const frame = paint(SIZE, () => wordOf(90, 90, 90));
  paste(frame, cropPixels(page, AREA), { x: 90, y: 60 });
  for (let i = 0; i < 10; i++) setPixel(frame, { x: 95 + i, y: 66 }, RED);
  expect(explain(frame, screenOf(page, [{ ...AREA, search: 'display' }]))).toMatchObject({
    offset: { x: 70, y: 30 },
    withinReach: true,
    differing: 10,
    box: { x: 95, y: 66, width: 10, height: 1 },
  });
});

test('fuzzy areas count what is beyond their rule', () => {
  const frame = changed(page, (copy) => {
    for (let i = 0; i < 30; i++) setPixel(copy, { x: 20 + (i % 15), y: 30 + Math.floor(i / 15) }, RED);
    copy.data[(60 * SIZE.width + 60) * 4] = ((copy.data[(60 * SIZE.width + 60) * 4] as number) + 3) % 250;
  });
  expect(explain(frame, screenOf(page, [{ ...AREA, match: 'tolerant' }]))).toMatchObject({
    differing: 30,
    compared: 2400,
  });
});

test('of several variants the nearest is told, and of none with the size nothing', () => {
  const far = screenOf(noise(SIZE, 5), [AREA]);
  const near = screenOf(page, [AREA], { variant: 'dark' });
  const both = { name: 'page', variants: [...far.variants, ...near.variants] };
  const frame = changed(page, (copy) => setPixel(copy, { x: 21, y: 31 }, RED));
  expect(explain(frame, both)).toMatchObject({ reference: { variant: 'dark' }, differing: 1 });
  const small = noise({ width: 64, height: 48 }, 1);
  expect(explain(small, both)).toBeUndefined();
  expect(describeOutcome(matchScreen(small, both))).toBe(
    "screen 'page' was recorded at 200x120, the display is 64x48",
  );
});

test('a match is told with what is remarkable about it', () => {
  const frame = changed(page, (copy) => setPixel(copy, { x: 21, y: 31 }, RED));
  const screen = screenOf(page, [{ ...AREA, match: 'tolerant', search: 'display' }]);
  expect(describeOutcome(matchScreen(frame, screen))).toBe(
    "screen 'page' matches at its recorded place, tolerant with a drift of 1 pixel in 1x1 at 21,31, at most 1 in a tile",
  );
  expect(describeOutcome(matchScreen(page, screenOf(page, [AREA])))).toBe(
    "screen 'page' matches at its recorded place",
  );
  expect(describeOutcome(matchScreen(frame, screenOf(page, [AREA])))).toBe("screen 'page' does not match");
});
