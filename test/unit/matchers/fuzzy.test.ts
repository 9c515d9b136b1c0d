/** The bounded fuzzy engine: what each rule bridges, what it does not, and drift. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createPicture, cropPixels, type Picture, wordOf } from '../../../src/frame/picture.ts';
import type { Region } from '../../../src/frame/region.ts';
import { fuzzyEngine } from '../../../src/matchers/fuzzy.ts';
import { matchScreen } from '../../../src/matchers/match-screen.ts';
import { blurred } from '../../../src/matchers/planes.ts';
import type { SearchResult } from '../../../src/matchers/registry.ts';
import type { MatchRule, ScreenVariant } from '../../../src/matchers/screen.ts';
import { changed, noise, paint, paste, screenOf, setPixel } from './pictures.ts';

const SIZE = { width: 120, height: 90 };
const AREA: Region = { x: 30, y: 20, width: 48, height: 40 };
const page = noise(SIZE, 11, 200);
const RED = wordOf(255, 0, 0);

function kindOf(
  frame: Picture,
  match: MatchRule,
  more: Partial<ScreenVariant> = {},
  search: number | 'display' = 0,
): string {
  return matchScreen(frame, screenOf(page, [{ ...AREA, match, search }], more)).kind;
}

/** Every channel moved by `amount`. */
function shifted(picture: Picture, amount: number): Picture {
  return changed(picture, (copy) => {
    for (let i = 0; i < copy.data.length; i++)
      if (i % 4 !== 3) copy.data[i] = (copy.data[i] as number) + amount;
  });
}

/** `count` red pixels from the area's corner on, within one tile. */
function spoilt(count: number): Picture {
  return changed(page, (copy) => {
    for (let i = 0; i < count; i++)
      setPixel(copy, { x: AREA.x + (i % 16), y: AREA.y + Math.floor(i / 16) }, RED);
  });
}

test('the tolerant rule takes 4 levels in every channel and 20 pixels a tile, not one more', () => {
  expect(kindOf(shifted(page, 4), 'tolerant')).toBe('match');
  expect(kindOf(shifted(page, 5), 'tolerant')).toBe('mismatch');
  expect(kindOf(spoilt(20), 'tolerant')).toBe('match');
  expect(kindOf(spoilt(21), 'tolerant')).toBe('mismatch');
});

test('the budget counts in each tile, so that spread changes pass and gathered ones do not', () => {
  const frame = changed(spoilt(20), (copy) => {
    for (let i = 0; i < 20; i++)
      setPixel(copy, { x: AREA.x + 16 + (i % 16), y: AREA.y + Math.floor(i / 16) }, RED);
  });
  expect(kindOf(frame, 'tolerant')).toBe('match');
});

test('a tile of which less is compared has less of a budget', () => {
  const black = paint(SIZE, () => wordOf(0, 0, 0));
  const columns: Region = { x: 30, y: 20, width: 33, height: 16 }; // the third tile is one column
  const bright = paint(SIZE, (x, y) => (((x * 7 + y * 13) % 5) * 40 + 60) * 0x010101 + 0xff000000);
  const screen = (area: Region, match: MatchRule) => screenOf(bright, [{ ...area, match }]);
  const lastColumn = (count: number) =>
    changed(bright, (copy) => {
      for (let row = 0; row < count; row++) setPixel(copy, { x: 62, y: 20 + row }, RED);
    });
  expect(matchScreen(lastColumn(16), screen(columns, 'tolerant')).kind).toBe('mismatch');
  expect(matchScreen(lastColumn(2), screen(columns, 'tolerant')).kind).toBe('mismatch');
  expect(matchScreen(lastColumn(1), screen(columns, 'tolerant')).kind).toBe('match'); // 20 * 16 / 256
  expect(matchScreen(black, screen({ x: 0, y: 0, width: 100, height: 1 }, 'tolerant')).kind).toBe('mismatch');
  expect(matchScreen(black, screen({ x: 0, y: 0, width: 5, height: 4 }, 'perceptual')).kind).toBe('mismatch');
});

/** (R + 2G + B) / 4 of each pixel. */
function brightness({ data, pixels }: Picture): number[] {
  const channel = (i: number, offset: number) => data[i * 4 + offset] as number;
  return Array.from(pixels, (_, i) => (channel(i, 0) + 2 * channel(i, 1) + channel(i, 2)) / 4);
}

test('a colour of the same brightness is another colour', () => {
  const red = paint(SIZE, (x, y) =>
    x > 40 && x < 60 && y > 30 && y < 50 ? wordOf(200, 0, 0) : wordOf(90, 90, 90),
  );
  const green = changed(red, (copy) => {
    for (let i = 0; i < copy.pixels.length; i++)
      if (copy.pixels[i] === wordOf(200, 0, 0)) copy.pixels[i] = wordOf(0, 100, 0);
  });
  expect(brightness(green)).toEqual(brightness(red));
  expect(matchScreen(green, screenOf(red, [{ ...AREA, match: 'tolerant' }])).kind).toBe('mismatch');
  expect(matchScreen(green, screenOf(red, [{ ...AREA, match: 'perceptual' }])).kind).toBe('mismatch');
});

test('the perceptual rule takes noise that blurring hides', () => {
  const noisy = changed(page, (copy) => {
    for (let i = 0; i < copy.pixels.length; i++) {
      const sign = (i + Math.floor(i / SIZE.width)) % 2 === 0 ? 14 : -14;
      for (let channel = 0; channel < 3; channel++) {
        copy.data[i * 4 + channel] = Math.max(
          0,
          Math.min(255, (copy.data[i * 4 + channel] as number) + sign),
        );
      }
    }
  });
  expect(kindOf(noisy, 'tolerant')).toBe('mismatch');
  expect(kindOf(noisy, 'perceptual')).toBe('match');
});

test("a rule of one's own is taken by its numbers", () => {
  expect(kindOf(spoilt(3), { tolerance: 0, pixelsPerTile: 3 })).toBe('match');
  expect(kindOf(spoilt(3), { tolerance: 0, pixelsPerTile: 2 })).toBe('mismatch');
  expect(kindOf(shifted(page, 9), { tolerance: 9, pixelsPerTile: 0 })).toBe('match');
});

test('a pass that is not identical tells its drift', () => {
  const outcome = matchScreen(spoilt(18), screenOf(page, [{ ...AREA, match: 'tolerant' }]));
  expect(outcome).toMatchObject({
    kind: 'match',
    match: {
      areas: [
        {
          rule: 'tolerant',
          drift: { count: 18, largestTile: 18, box: { x: 30, y: 20, width: 16, height: 2 } },
        },
      ],
    },
  });
  const within = matchScreen(shifted(page, 2), screenOf(page, [{ ...AREA, match: 'tolerant' }]));
  expect(within).toMatchObject({
    match: { areas: [{ drift: { count: 48 * 40, largestTile: 0, box: AREA } }] },
  });
  expect(matchScreen(page, screenOf(page, [{ ...AREA, match: 'tolerant' }]))).not.toHaveProperty(
    'match.areas.0.drift',
  );
});

test('excluded pixels are not counted, and a blur does not carry them in', () => {
  // In one row of tiles, so that what a blur carried out of it would count above and below it in the same tiles.
  const hole = { x: 34, y: 38, width: 40, height: 10 };
  const frame = changed(page, (copy) =>
    paste(
      copy,
      paint(hole, () => RED),
      hole,
    ),
  );
  for (const rule of ['tolerant', 'perceptual'] as const) {
    expect(kindOf(frame, rule), rule).toBe('mismatch');
    expect(kindOf(frame, rule, { exclude: [hole] }), rule).toBe('match');
  }
});

test('a moved area is found once, at its best place', () => {
  const part = shifted(cropPixels(page, AREA), 3);
  for (const rule of ['tolerant', 'perceptual'] as const) {
    const frame = paint(SIZE, () => wordOf(128, 128, 128));
    paste(frame, part, { x: 51, y: 37 });
    const screen = screenOf(page, [{ ...AREA, match: rule, search: 'display' }]);
    expect(matchScreen(frame, screen), rule).toMatchObject({
      kind: 'match',
      match: { offset: { x: 21, y: 17 }, alsoAt: [] },
    });
  }
});

test('the search finds every place where comparing alone passes', () => {
  const rules = fc.constantFrom<MatchRule>('tolerant', 'perceptual', { tolerance: 60, pixelsPerTile: 40 });
  fc.assert(
    fc.property(fc.nat(), rules, fc.constantFrom(30, 80, 256), (seed, rule, colours) => {
      const frame = noise({ width: 44, height: 40 }, seed, colours);
      const reference = { picture: noise({ width: 20, height: 18 }, seed + 1, colours), exclude: [], rule };
      paste(frame, reference.picture, { x: 13, y: 9 });
      const area = fuzzyEngine.compile(reference);
      const [result] = fuzzyEngine.search(frame, [{ area, corners: { x: 0, y: 0, width: 25, height: 23 } }]);
      const { hits, overflow } = result as SearchResult;
      const corners = Array.from({ length: 25 * 23 }, (_, i) => ({ x: i % 25, y: Math.floor(i / 25) }));
      const matching = corners.filter((corner) => area.matchAt(frame, corner) !== undefined);
      const missed = matching.filter(
        ({ x, y }) => !hits.some((hit) => Math.abs(hit.x - x) < 8 && Math.abs(hit.y - y) < 8),
      );
      if (!overflow) expect(hits).toContainEqual({ x: 13, y: 9 }); // few colours look alike when blurred
      expect(matching).toEqual(expect.arrayContaining([...hits]));
      if (!overflow) expect(missed).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

test('a flat reference fits everywhere, and that is told', () => {
  const frame = createPicture({ width: 200, height: 150 });
  const area = fuzzyEngine.compile({
    picture: createPicture({ width: 9, height: 9 }),
    exclude: [],
    rule: 'tolerant',
  });
  const [result] = fuzzyEngine.search(frame, [{ area, corners: { x: 0, y: 0, width: 192, height: 142 } }]);
  expect(result?.overflow).toBe(true);
});

test('a blur averages nine pixels of each colour and keeps the alpha', () => {
  const picture = paint({ width: 3, height: 3 }, (x, y) => wordOf(x * 9, y * 9, 90));
  const centre = 4 * 4;
  expect([...blurred(picture).data.subarray(centre, centre + 4)]).toEqual([9, 9, 90, 255]);
  expect([...blurred(picture).data.subarray(0, 4)]).toEqual([3, 3, 90, 255]); // the edge counts twice
});

test('perceptual bridges many small differences and no single large one, at its place and searched for', () => {
  const grey = (value: number) => wordOf(value, value, value);
  /** A square of side `side` in the middle of the area's first tile. */
  const square = (picture: Picture, side: number, colour: number) =>
    changed(picture, (copy) => {
      for (let i = 0; i < side * side; i++)
        setPixel(copy, { x: AREA.x + 6 + (i % side), y: AREA.y + 6 + Math.floor(i / side) }, colour);
    });
  const base = square(page, 6, grey(100));
  const soft = square(base, 6, grey(116));
  // Twelve pixels differ by more than 16 after the blur, half of what a tile may have; the middle by 53.
  const dot = square(base, 2, grey(220));
  for (const search of [0, 'display'] as const) {
    const screen = screenOf(base, [{ ...AREA, match: 'perceptual', search }]);
    expect(matchScreen(soft, screen).kind).toBe('match');
    expect(matchScreen(square(base, 2, grey(180)), screen).kind).toBe('match');
    expect(matchScreen(dot, screen).kind).toBe('mismatch');
  }
});
