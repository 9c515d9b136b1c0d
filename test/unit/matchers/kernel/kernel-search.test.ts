/** The SIMD kernel finds what the plain search and comparing at every place find. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createPicture, cropPixels, type Picture, wordOf } from '../../../../src/frame/picture.ts';
import { intersect, type Point, type Region } from '../../../../src/frame/region.ts';
import { fuzzyEngine } from '../../../../src/matchers/fuzzy.ts';
import { FuzzyArea } from '../../../../src/matchers/fuzzy-area.ts';
import { KernelSearch } from '../../../../src/matchers/kernel/kernel-search.ts';
import { type Kernel, loadKernel } from '../../../../src/matchers/kernel/load-kernel.ts';
import { PlainSearch } from '../../../../src/matchers/plain-search.ts';
import type { AreaReference, SearchResult } from '../../../../src/matchers/registry.ts';
import { paint, paste } from '../pictures.ts';
import { searchWith } from './search-with.ts';
import { cases, TEXTURES } from './textures.ts';

/** What one process uses for all its searches. */
const kernel = new KernelSearch(loadKernel() as Kernel);

function cornersOn(frame: Picture, { picture }: AreaReference, corners: Region): Region | undefined {
  const [width, height] = [frame.width - picture.width + 1, frame.height - picture.height + 1];
  return intersect(corners, { x: 0, y: 0, width, height });
}

function byKernel(
  frame: Picture,
  area: FuzzyArea,
  corners: Region,
  hole?: Region,
): SearchResult | 'not for it' {
  if (!kernel.adopt(frame)) return 'not for it';
  const result = searchWith(kernel, area, corners, hole);
  kernel.leave();
  return result;
}

function plainly(frame: Picture, area: FuzzyArea, corners: Region, hole?: Region): SearchResult {
  return searchWith(new PlainSearch(frame, []), area, corners, hole);
}

/** Every place at which comparing alone passes, as far as finders decide: the engine looks for pixels that are too far off. */
function everyPlace(frame: Picture, area: FuzzyArea, corners: Region, hole?: Region): Point[] {
  const { x, y, width, height } = corners;
  const all = Array.from({ length: width * height }, (_, i) => ({
    x: x + (i % width),
    y: y + Math.floor(i / width),
  }));
  return all.filter((place) => area.tallyAt(frame, place, hole) !== undefined);
}

test('the kernel and the plain search find the same, which is where comparing passes', () => {
  fc.assert(
    fc.property(cases, ({ frame, reference, corners, hole }) => {
      const area = new FuzzyArea(fuzzyEngine, reference);
      const within = cornersOn(frame, reference, corners);
      if (!within) return;
      const plain = plainly(frame, area, within, hole);
      if (frame.width >= 16) expect(byKernel(frame, area, within, hole)).toEqual(plain);
      else expect(byKernel(frame, area, within, hole)).toBe('not for it');
      const truth = everyPlace(frame, area, within, hole);
      const near = ({ x, y }: Point) =>
        plain.hits.some((hit) => Math.abs(hit.x - x) < 8 && Math.abs(hit.y - y) < 8);
      expect(truth).toEqual(expect.arrayContaining([...plain.hits]));
      if (!plain.overflow) expect(truth.filter((place) => !near(place))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

for (const name of Object.keys(TEXTURES)) {
  for (const rule of ['tolerant', 'perceptual', { tolerance: 4, pixelsPerTile: 0 }] as const) {
    test(`${name} on ${name} by ${JSON.stringify(rule)}: the kernel finds what the plain search finds`, () => {
      const texture = TEXTURES[name] as (typeof TEXTURES)[string];
      const frame = paint({ width: 131, height: 89 }, texture(5));
      const cut = cropPixels(frame, { x: 51, y: 27, width: 47, height: 35 });
      const other = paint({ width: 47, height: 35 }, texture(6));
      const corners = { x: 0, y: 0, width: 131 - 46, height: 89 - 34 };
      for (const picture of [cut, other]) {
        const area = new FuzzyArea(fuzzyEngine, { picture, exclude: [], rule });
        expect(byKernel(frame, area, corners)).toEqual(plainly(frame, area, corners));
      }
    });
  }
}

test('an area whose most telling tile is everywhere is found by another tile', () => {
  const checker = TEXTURES.checker as (typeof TEXTURES)[string];
  const frame = paint({ width: 320, height: 240 }, checker(0));
  const picture = paint({ width: 48, height: 48 }, (x, y) =>
    x >= 32 && y >= 32 ? wordOf(90, 90, 90) : checker(0)(x, y),
  );
  const area = new FuzzyArea(fuzzyEngine, { picture, exclude: [], rule: 'tolerant' });
  const corners = { x: 0, y: 0, width: 273, height: 193 };
  expect(byKernel(frame, area, corners)).toEqual({ hits: [], overflow: false });
  const shown = paint(frame, (x, y) => frame.pixels[y * frame.width + x] as number);
  for (let y = 0; y < 48; y++) {
    shown.pixels.set(picture.pixels.subarray(y * 48, y * 48 + 48), (100 + y) * 320 + 150);
  }
  expect(byKernel(shown, area, corners)).toEqual({ hits: [{ x: 150, y: 100 }], overflow: false });
});

test('an area whose telling tile is hidden is found wherever it is', () => {
  const text = (TEXTURES.text as (typeof TEXTURES)[string])(8);
  const flat = wordOf(240, 240, 235);
  // Only the first tile tells; under the hole nothing of it can be seen.
  const picture = paint({ width: 40, height: 16 }, (x, y) => (x < 16 ? text(x, y) : flat));
  const area = new FuzzyArea(fuzzyEngine, { picture, exclude: [], rule: 'tolerant' });
  for (let x = 0; x < 40; x++) {
    const hole = { x, y: 20, width: 16, height: 16 };
    const frame = paint({ width: 100, height: 60 }, (column, row) =>
      column >= x + 16 && column < x + 40 && row >= 20 && row < 36 ? flat : wordOf(0, 0, 0),
    );
    const corners = { x: 0, y: 0, width: 61, height: 45 };
    expect(byKernel(frame, area, corners, hole)).toEqual({ hits: [{ x, y: 20 }], overflow: false });
  }
});

test('a search of the engine gives the same with and without the kernel', () => {
  const frame = paint({ width: 160, height: 120 }, (TEXTURES.text as (typeof TEXTURES)[string])(1));
  const picture = cropPixels(frame, { x: 71, y: 44, width: 40, height: 30 });
  const area = fuzzyEngine.compile({ picture, exclude: [], rule: 'perceptual' });
  const requests = [{ area, corners: { x: 0, y: 0, width: 160, height: 120 } }];
  const found = fuzzyEngine.search(frame, requests);
  expect(found).toEqual([{ hits: [{ x: 71, y: 44 }], overflow: false }]);
  process.env.GUESTWRIGHT_SIMD = '0';
  try {
    expect(fuzzyEngine.search(frame, requests)).toEqual(found);
  } finally {
    delete process.env.GUESTWRIGHT_SIMD;
  }
});

test('only the parts that a search is for are looked at, and places beside each other in two of them are one', () => {
  const frame = createPicture({ width: 120, height: 90 });
  const picture = paint({ width: 30, height: 20 }, (x, y) => wordOf(x * 8, y * 12, 0)); // fits beside its place too
  paste(frame, picture, { x: 40, y: 30 });
  paste(frame, picture, { x: 80, y: 60 });
  const area = fuzzyEngine.compile({ picture, exclude: [], rule: { tolerance: 20, pixelsPerTile: 40 } });
  const corners = { x: 0, y: 0, width: 91, height: 71 };
  const search = (...within: Region[]) => fuzzyEngine.search(frame, [{ area, corners, within }])[0]?.hits;
  expect(search({ x: 30, y: 20, width: 20, height: 20 })).toEqual([{ x: 40, y: 30 }]);
  const [left, right] = [
    { x: 0, y: 0, width: 41, height: 71 },
    { x: 41, y: 0, width: 30, height: 71 },
  ] as const;
  expect(search(left, right)).toEqual([{ x: 40, y: 30 }]);
  expect(search(right, { x: 70, y: 0, width: 21, height: 71 }, left)).toEqual(
    fuzzyEngine.search(frame, [{ area, corners }])[0]?.hits,
  );
});

test('pictures that nobody vouches for may change between searches', () => {
  const frame = createPicture({ width: 100, height: 80 });
  const picture = paint({ width: 30, height: 20 }, (TEXTURES.text as (typeof TEXTURES)[string])(3));
  const area = fuzzyEngine.compile({ picture, exclude: [], rule: 'tolerant' });
  const requests = [{ area, corners: { x: 0, y: 0, width: 71, height: 61 } }];
  expect(fuzzyEngine.search(frame, requests)[0]?.hits).toEqual([]);
  for (let y = 0; y < 20; y++)
    frame.pixels.set(picture.pixels.subarray(y * 30, y * 30 + 30), (33 + y) * 100 + 21);
  expect(fuzzyEngine.search(frame, requests)[0]?.hits).toEqual([{ x: 21, y: 33 }]);
});
