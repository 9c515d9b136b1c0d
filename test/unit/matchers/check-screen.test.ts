/** What is refused as a reference, and why. */
import { expect, test } from '@playwright/test';
import { createPicture, type Picture, wordOf } from '../../../src/frame/picture.ts';
import type { Region } from '../../../src/frame/region.ts';
import { checkScreen } from '../../../src/matchers/check-screen.ts';
import { lackOfStructure } from '../../../src/matchers/structure.ts';
import { changed, noise, paint, paste, screenOf, setPixel } from './pictures.ts';

const SIZE = { width: 160, height: 100 };
const WHITE = wordOf(255, 255, 255);
const BLACK = wordOf(0, 0, 0);
const AREA: Region = { x: 20, y: 20, width: 40, height: 30 };
const sign = noise({ width: 20, height: 20 }, 4);

function lacking(
  picture: Picture,
  rule: 'exact' | 'tolerant' = 'exact',
  exclude: readonly Region[] = [],
): string | undefined {
  return lackOfStructure({ picture, exclude, rule });
}

test('an area of one colour has no structure', () => {
  expect(lacking(paint(AREA, () => WHITE))).toBe('it is flat');
});

test('a mark too small for its rule is no structure', () => {
  const marked = (count: number) => {
    return changed(
      paint(AREA, () => WHITE),
      (copy) => {
        for (let i = 0; i < count; i++) setPixel(copy, { x: 3 + (i % 2), y: 3 + Math.floor(i / 2) }, BLACK);
        setPixel(copy, { x: 12, y: 1 }, BLACK);
      },
    );
  };
  expect(lacking(marked(6))).toBe(
    'at most 7 pixels of a 16x16 tile differ from its ground, and the rule needs 8',
  );
  expect(lacking(marked(7))).toBeUndefined();
  expect(lacking(marked(19), 'tolerant')).toContain('at most 20 pixels');
  expect(lacking(marked(20), 'tolerant')).toBeUndefined();
});

test('an edge of letters alone is no structure', () => {
  const edge = paint(AREA, () => WHITE);
  paste(edge, noise({ width: 30, height: 3 }, 6), { x: 5, y: 27 });
  expect(lacking(edge)).toBe('only 3 of its rows have a change of colour');
  paste(edge, noise({ width: 30, height: 4 }, 6), { x: 5, y: 26 });
  expect(lacking(edge)).toBeUndefined();
});

test('colours that the rule takes for equal are no structure', () => {
  const faint = paint(AREA, (x, y) =>
    (x * 7 + y * 3) % 5 === 0 ? wordOf(250, 250, 250) : wordOf(247, 247, 247),
  );
  expect(lacking(faint, 'tolerant')).toBe('it is flat');
});

test('chequers, stripes and tiled textures repeat themselves', () => {
  const texture = noise({ width: 5, height: 3 }, 2);
  const pictures: readonly (readonly [string, Picture])[] = [
    ['every 2,0 pixels', paint(AREA, (x, y) => ((x + y) % 2 === 0 ? WHITE : BLACK))],
    ['every 1,0 pixels', paint(AREA, (_x, y) => wordOf(y * 4, 0, 0))],
    ['every 0,1 pixels', paint(AREA, (x) => wordOf(x * 4, 0, 0))],
    ['every 5,0 pixels', paint(AREA, (x, y) => texture.pixels[(y % 3) * 5 + (x % 5)] as number)],
    ['every -1,1 pixels', paint(AREA, (x, y) => wordOf((x + y) * 3, 0, 0))],
  ];
  for (const [period, picture] of pictures) {
    const found = lacking(picture);
    if (period === 'every 2,0 pixels') expect(found).toMatch(/repeats itself every (2,0|-?1,1) pixels/);
    else expect(found).toBe(`it repeats itself ${period}`);
  }
  const marked = changed(pictures[0]?.[1] as Picture, (copy) =>
    setPixel(copy, { x: 20, y: 15 }, wordOf(9, 9, 9)),
  );
  expect(lacking(marked)).toBeUndefined();
});

test('what is excluded gives no structure', () => {
  const picture = paint(AREA, () => WHITE);
  paste(picture, sign, { x: 4, y: 4 });
  expect(lacking(picture)).toBeUndefined();
  expect(lacking(picture, 'exact', [{ x: 4, y: 4, width: 20, height: 20 }])).toBe('it is flat');
});

test('a screen of nothing but flat areas is refused, one with a telling area is not', () => {
  const page = paint(SIZE, () => WHITE);
  paste(page, sign, { x: 100, y: 50 });
  const [error] = checkScreen(screenOf(page, [AREA]));
  expect(error?.code).toBe('screen-without-structure');
  expect(error?.shortMessage).toBe(
    "screen 'page' has no area to be recognised by (40x30 at 20,20: it is flat)",
  );
  expect(checkScreen(screenOf(page, [AREA, { x: 100, y: 50, width: 20, height: 20 }]))).toEqual([]);
});

test('a screen that its own picture shows twice is refused with the second place', () => {
  const page = paint(SIZE, () => WHITE);
  paste(page, sign, { x: 10, y: 10 });
  paste(page, sign, { x: 90, y: 60 });
  const twice = { x: 10, y: 10, width: 20, height: 20 };
  const [error] = checkScreen(screenOf(page, [twice], { screen: 'menu', variant: 'dark' }));
  expect(error?.code).toBe('screen-matches-twice');
  expect(error?.shortMessage).toBe(
    "screen 'menu' (variant 'dark') shows on its own picture again, moved by 80,50",
  );
  paste(page, sign, { x: 40, y: 70 });
  expect(checkScreen(screenOf(page, [twice]))[0]?.message).toContain('and at 1 other places');
});

test('a picture that lies off the corner of the display is looked at where it lies', () => {
  const picture = noise({ width: 60, height: 40 }, 8);
  const screen = screenOf(picture, [{ x: 90, y: 50, width: 30, height: 30 }], {
    display: SIZE,
    origin: { x: 80, y: 45 },
  });
  expect(checkScreen(screen)).toEqual([]);
});

test("a screen that cannot be told from another is refused by the other's name", () => {
  const page = noise(SIZE, 1);
  const screen = screenOf(page, [AREA], { screen: 'welcome' });
  const twin = screenOf(page, [{ x: 70, y: 20, width: 30, height: 30 }], { screen: 'hello' });
  const crop = screenOf(createPicture(SIZE, noise(SIZE, 2).data), [AREA], { screen: 'other' });
  const [error, ...rest] = checkScreen(screen, [screen, crop, twin]);
  expect(error?.code).toBe('screen-equals-another');
  expect(error?.shortMessage).toBe(
    "screen 'welcome' cannot be told from screen 'hello': each shows on the other's picture",
  );
  expect(rest).toEqual([]);
});

test('a screen that shows more than another is no twin of it', () => {
  const empty = noise(SIZE, 1);
  const filled = changed(empty, (copy) => paste(copy, sign, { x: 100, y: 20 }));
  const desktop = screenOf(empty, [AREA], { screen: 'desktop' });
  const withWindow = screenOf(filled, [AREA, { x: 100, y: 20, width: 20, height: 20 }], {
    screen: 'with-window',
  });
  expect(checkScreen(withWindow, [desktop])).toEqual([]);
  expect(checkScreen(desktop, [withWindow])).toEqual([]);
});
