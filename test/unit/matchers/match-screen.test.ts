/** Whether and where a screen shows: places, common offsets, variants, sizes, the pointer. */
import { expect, test } from '@playwright/test';
import { cropPixels, type Picture, wordOf } from '../../../src/frame/picture.ts';
import { matchScreen, matchScreens } from '../../../src/matchers/match-screen.ts';
import { changed, noise, paint, paste, screenOf, setPixel } from './pictures.ts';

const SIZE = { width: 200, height: 120 };
const RED = wordOf(255, 0, 0);
const page = noise(SIZE, 1);
const button = { x: 20, y: 30, width: 40, height: 20 };
const label = { x: 100, y: 60, width: 30, height: 18 };

/** The page with button and label moved on a grey ground. */
function moved(x: number, y: number): Picture {
  const frame = paint(SIZE, () => wordOf(90, 90, 90));
  for (const area of [button, label]) {
    paste(frame, cropPixels(page, area), { x: area.x + x, y: area.y + y });
  }
  return frame;
}

test('a screen matches at its recorded place', () => {
  const outcome = matchScreen(page, screenOf(page, [button, label]));
  expect(outcome).toMatchObject({
    kind: 'match',
    match: {
      screen: 'page',
      offset: { x: 0, y: 0 },
      region: { x: 20, y: 30, width: 110, height: 48 },
      areas: [
        { region: button, rule: 'exact' },
        { region: label, rule: 'exact' },
      ],
      alsoAt: [],
    },
  });
});

test('one differing pixel in one area is a mismatch, outside of the areas it is not', () => {
  const screen = screenOf(page, [button, label]);
  expect(
    matchScreen(
      changed(page, (copy) => setPixel(copy, { x: 129, y: 77 }, RED)),
      screen,
    ).kind,
  ).toBe('mismatch');
  expect(
    matchScreen(
      changed(page, (copy) => setPixel(copy, { x: 130, y: 77 }, RED)),
      screen,
    ).kind,
  ).toBe('match');
});

test('a moved screen is found only as far as it may move', () => {
  const within = (search: number | 'display') =>
    screenOf(page, [
      { ...button, search },
      { ...label, search },
    ]);
  expect(matchScreen(moved(7, -5), within(0)).kind).toBe('mismatch');
  expect(matchScreen(moved(7, -5), within(6)).kind).toBe('mismatch');
  expect(matchScreen(moved(7, -5), within(7))).toMatchObject({
    kind: 'match',
    match: { offset: { x: 7, y: -5 } },
  });
  expect(matchScreen(moved(60, 40), within('display'))).toMatchObject({
    kind: 'match',
    match: { offset: { x: 60, y: 40 } },
  });
});

test('an area that may not move pins the others', () => {
  expect(matchScreen(moved(7, -5), screenOf(page, [{ ...button, search: 'display' }, label])).kind).toBe(
    'mismatch',
  );
});

test('areas that moved by different offsets do not match', () => {
  const frame = moved(0, 0);
  paste(frame, noise({ width: 30, height: 18 }, 99), label);
  paste(frame, cropPixels(page, label), { x: label.x + 9, y: label.y });
  const screen = screenOf(page, [
    { ...button, search: 'display' },
    { ...label, search: 'display' },
  ]);
  expect(matchScreen(frame, screen).kind).toBe('mismatch');
});

test('of several places the nearest to the recorded one is taken and the others are told', () => {
  const both = changed(moved(3, 0), (copy) => paste(copy, cropPixels(page, button), { x: 80, y: 90 }));
  const outcome = matchScreen(both, screenOf(page, [{ ...button, search: 'display' }]));
  expect(outcome).toMatchObject({
    kind: 'match',
    match: { offset: { x: 3, y: 0 }, alsoAt: [{ x: 60, y: 60 }] },
  });
});

test('a texture that fits nearly everywhere is ambiguous, unless another area tells where it is', () => {
  const chequer = paint(SIZE, (x, y) => ((x + y) % 2 === 0 ? RED : wordOf(0, 0, 0)));
  const sign = noise({ width: 16, height: 16 }, 5);
  paste(chequer, sign, { x: 100, y: 60 });
  const texture = { x: 1, y: 1, width: 20, height: 20, search: 'display' as const };
  const frame = changed(chequer, (copy) => setPixel(copy, { x: 5, y: 5 }, wordOf(1, 1, 1))); // not at its recorded place
  const alone = matchScreen(frame, screenOf(chequer, [texture]));
  expect(alone).toMatchObject({ kind: 'ambiguous', screen: 'page' });
  const shifted = paint(SIZE, (x, y) => ((x + y) % 2 === 0 ? RED : wordOf(0, 0, 0)));
  paste(shifted, sign, { x: 104, y: 70 });
  const withSign = screenOf(chequer, [texture, { x: 100, y: 60, width: 16, height: 16, search: 'display' }]);
  expect(matchScreen(shifted, withSign)).toMatchObject({ kind: 'match', match: { offset: { x: 4, y: 10 } } });
});

test('any variant may match, and a frame of another size says so', () => {
  const first = screenOf(noise(SIZE, 2), [button]);
  const second = screenOf(page, [button], { variant: 'dark' });
  const both = { name: 'page', variants: [...first.variants, ...second.variants] };
  expect(matchScreen(page, both)).toMatchObject({ kind: 'match', match: { variant: 'dark' } });
  expect(matchScreen(noise({ width: 100, height: 100 }, 1), both)).toEqual({
    kind: 'wrong-size',
    screen: 'page',
    expected: [SIZE, SIZE],
    actual: { width: 100, height: 100 },
  });
});

test('excluded parts of an area are not compared and move along', () => {
  const screen = screenOf(page, [{ ...button, search: 'display' }], {
    exclude: [{ x: 25, y: 35, width: 4, height: 4 }],
  });
  const frame = changed(moved(10, 10), (copy) => setPixel(copy, { x: 36, y: 46 }, RED));
  expect(matchScreen(frame, screen)).toMatchObject({ kind: 'match', match: { offset: { x: 10, y: 10 } } });
  const beside = changed(moved(10, 10), (copy) => setPixel(copy, { x: 39, y: 49 }, RED));
  expect(matchScreen(beside, screen).kind).toBe('mismatch');
});

test('the pointer is left out only where the areas match otherwise, and the match says so', () => {
  const wide = { x: 20, y: 20, width: 120, height: 80 };
  const screen = screenOf(page, [wide]);
  const arrow = (copy: Picture) =>
    paste(
      copy,
      paint({ width: 12, height: 19 }, () => RED),
      { x: 60, y: 50 },
    );
  const pointer = { x: 60, y: 50 };
  const frame = changed(page, arrow);
  expect(matchScreen(frame, screen).kind).toBe('mismatch');
  expect(matchScreen(frame, screen, { pointer })).toMatchObject({
    kind: 'match',
    match: { pointerExcluded: { x: 50, y: 40, width: 32, height: 32 } },
  });
  expect(matchScreen(page, screen, { pointer })).not.toHaveProperty('match.pointerExcluded');
  const elsewhere = changed(frame, (copy) => setPixel(copy, { x: 120, y: 30 }, RED));
  expect(matchScreen(elsewhere, screen, { pointer }).kind).toBe('mismatch');
});

test('an area that is mostly under the pointer proves nothing', () => {
  const box = { x: 60, y: 50, width: 16, height: 16 };
  const frame = changed(page, (copy) =>
    paste(
      copy,
      paint(box, () => RED),
      box,
    ),
  );
  expect(matchScreen(frame, screenOf(page, [box]), { pointer: { x: 60, y: 50 } }).kind).toBe('mismatch');
});

test('an area whose exclusions leave only what the pointer hides proves nothing', () => {
  // 20x20 pixels of 100x40 are compared, and the pointer's box covers them.
  const wide = { x: 20, y: 30, width: 100, height: 40 };
  const exclude = [
    { x: 20, y: 30, width: 80, height: 40 },
    { x: 100, y: 50, width: 20, height: 20 },
  ];
  const black = paint(SIZE, () => wordOf(0, 0, 0));
  const arrow = paint({ width: 8, height: 8 }, () => RED);
  for (const match of ['exact', 'tolerant', 'perceptual', { tolerance: 0, pixelsPerTile: 1 }] as const) {
    const screen = screenOf(page, [{ ...wide, match }], { exclude });
    expect(matchScreen(black, screen, { pointer: { x: 108, y: 38 } }).kind, String(match)).toBe('mismatch');
    const spoilt = changed(page, (copy) => paste(copy, arrow, { x: 100, y: 30 }));
    expect(matchScreen(spoilt, screen, { pointer: { x: 88, y: 22 } }).kind, String(match)).toBe('match');
  }
});

test('a moved screen is found under the pointer', () => {
  const frame = changed(moved(12, 8), (copy) =>
    paste(
      copy,
      paint({ width: 10, height: 14 }, () => RED),
      { x: 40, y: 44 },
    ),
  );
  const screen = screenOf(page, [{ ...button, search: 'display' }]);
  expect(matchScreen(frame, screen, { pointer: { x: 40, y: 44 } }).kind).toBe('mismatch'); // hidden by more than half
  const corner = changed(moved(12, 8), (copy) =>
    paste(
      copy,
      paint({ width: 4, height: 4 }, () => RED),
      { x: 32, y: 38 },
    ),
  );
  expect(matchScreen(corner, screen, { pointer: { x: 26, y: 32 } })).toMatchObject({
    kind: 'match',
    match: { offset: { x: 12, y: 8 } },
  });
});

test('many screens are decided at once, in their order', () => {
  const names = ['a', 'b', 'c'];
  const screens = names.map((screen, index) =>
    screenOf(noise(SIZE, index), [{ ...button, search: 'display' }], { screen }),
  );
  expect(matchScreens(page, screens).map(({ kind }) => kind)).toEqual(['mismatch', 'match', 'mismatch']);
});
