import { expect, test } from '@playwright/test';
import { createPicture, type Picture, wordOf } from '../../../src/frame/picture.ts';
import { compareWithScreen, type ExpectedScreen } from '../../../src/report/comparison.ts';

const RED = wordOf(255, 0, 0);
const GREEN = wordOf(0, 255, 0);
const BLUE = wordOf(0, 0, 255);
const HALF_GREEN = wordOf(0, 127, 0);

function filled(width: number, height: number, colour: number): Picture {
  const picture = createPicture({ width, height });
  picture.pixels.fill(colour);
  return picture;
}

/** A 10x10 reference at 10,10 with one 4x4 area in its middle. */
function screenOf(picture: Picture): ExpectedScreen {
  return {
    name: 'desktop',
    picture,
    origin: { x: 10, y: 10 },
    areas: [{ x: 13, y: 13, width: 4, height: 4 }],
    exclude: [],
  };
}

function at({ pixels, width }: Picture, x: number, y: number): number {
  return pixels[y * width + x] as number;
}

test('the three pictures have the size of the frame', async () => {
  const { expected, actual, diff } = await compareWithScreen(
    filled(40, 30, GREEN),
    screenOf(filled(10, 10, BLUE)),
  );
  for (const picture of [expected, actual, diff]) expect(picture).toMatchObject({ width: 40, height: 30 });
});

test('only pixels of the areas count as different', async () => {
  const { differing, diff } = await compareWithScreen(filled(40, 30, GREEN), screenOf(filled(10, 10, BLUE)));
  expect(differing).toBe(16);
  expect(at(diff, 14, 14)).toBe(RED);
  expect(at(diff, 11, 11)).not.toBe(RED);
});

test('one different pixel is found', async () => {
  const frame = filled(40, 30, BLUE);
  frame.pixels[14 * 40 + 15] = wordOf(0, 0, 254);
  const { differing, diff } = await compareWithScreen(frame, screenOf(filled(10, 10, BLUE)));
  expect(differing).toBe(1);
  expect(at(diff, 15, 14)).toBe(RED);
});

test('excluded pixels do not count', async () => {
  const screen = { ...screenOf(filled(10, 10, BLUE)), exclude: [{ x: 13, y: 13, width: 4, height: 3 }] };
  expect((await compareWithScreen(filled(40, 30, GREEN), screen)).differing).toBe(4);
});

test('the expected picture shows the whole reference in its place over the dimmed frame', async () => {
  const { expected } = await compareWithScreen(filled(40, 30, GREEN), screenOf(filled(10, 10, BLUE)));
  expect(at(expected, 15, 15)).toBe(BLUE);
  expect(at(expected, 11, 11)).toBe(BLUE);
  expect(at(expected, 5, 5)).toBe(HALF_GREEN);
});

test('a frame that is smaller than the screen is padded', async () => {
  const { actual, differing } = await compareWithScreen(filled(12, 12, BLUE), screenOf(filled(10, 10, BLUE)));
  expect(actual).toMatchObject({ width: 20, height: 20 });
  expect(differing).toBe(16);
});

test('a reference that reaches beyond the frame is cut off', async () => {
  const screen = {
    ...screenOf(filled(10, 10, BLUE)),
    origin: { x: -4, y: -2 },
    areas: [{ x: 0, y: 0, width: 2, height: 2 }],
  };
  const { expected, differing } = await compareWithScreen(filled(40, 30, GREEN), screen);
  expect(differing).toBe(4);
  expect([at(expected, 3, 4), at(expected, 39, 0), at(expected, 6, 7)]).toEqual([
    BLUE,
    HALF_GREEN,
    HALF_GREEN,
  ]);
});
