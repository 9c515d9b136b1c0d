/** Tall areas are searched for in strips of the frame: every place by one row of tiles, and nothing is missed. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { cropPixels, type Picture, wordOf } from '../../../../src/frame/picture.ts';
import type { Region } from '../../../../src/frame/region.ts';
import { fuzzyEngine } from '../../../../src/matchers/fuzzy.ts';
import { FuzzyArea } from '../../../../src/matchers/fuzzy-area.ts';
import { KernelSearch } from '../../../../src/matchers/kernel/kernel-search.ts';
import { type Kernel, loadKernel } from '../../../../src/matchers/kernel/load-kernel.ts';
import { partsOf } from '../../../../src/matchers/kernel/strips.ts';
import { PlainSearch } from '../../../../src/matchers/plain-search.ts';
import type { MatchRule } from '../../../../src/matchers/screen.ts';
import { changed, paint, paste, setPixel } from '../pictures.ts';
import { searchWith } from './search-with.ts';
import { SEEDS, TEXTURES } from './textures.ts';

const FRAME = { width: 80, height: 420 };
const TALL = { width: 40, height: 168 };

/** One for all searches: what it has made of one frame must not show on the next. */
const kernel = new KernelSearch(loadKernel() as Kernel);

function textured(name: string, seed: number, size = FRAME): Picture {
  return paint(size, (TEXTURES[name] as (typeof TEXTURES)[string])(seed));
}

function cornersOf({ size: { width, height } }: FuzzyArea): Region {
  return { x: 0, y: 0, width: FRAME.width - width + 1, height: FRAME.height - height + 1 };
}

function areaOf(picture: Picture, rule: MatchRule): FuzzyArea {
  return new FuzzyArea(fuzzyEngine, { picture, exclude: [], rule });
}

/** Dense marks with rows of tiles in between that tell nothing. */
function sparse(seed: number): Picture {
  const random = (TEXTURES.noise as (typeof TEXTURES)[string])(seed);
  const isMarked = (x: number, y: number) => (y >> 4) % 3 === seed % 3 && (random(x, y) & 0x80) !== 0;
  return paint(TALL, (x, y) => (isMarked(x, y) ? wordOf(20, 20, 30) : wordOf(240, 240, 235)));
}

test('every place is in one part, under which a row of tiles lies within a strip', () => {
  fc.assert(
    fc.property(SEEDS, fc.nat({ max: 40 }), (seed, top) => {
      const area = areaOf(sparse(seed), 'tolerant');
      const corners = { x: 3, y: top, width: 20, height: cornersOf(area).height - top };
      const parts = partsOf(area, corners);
      expect(parts.length).toBeGreaterThan(2);
      let y = corners.y;
      const rows = new Set<number>();
      for (const part of parts) {
        expect(part.corners).toMatchObject({ x: 3, y, width: 20 });
        y += part.corners.height;
        const first = part.corners.y + 16 * (part.tileRow as number);
        for (let row = first; row < first + part.corners.height + 15; row++) rows.add(row);
      }
      expect(y).toBe(corners.y + corners.height);
      expect(rows.size).toBeLessThan((corners.height + TALL.height) * 0.6);
    }),
    { numRuns: 50 },
  );
});

test('low areas, and those that tell something in one row only, are searched for as a whole', () => {
  const low = areaOf(cropPixels(sparse(1), { x: 0, y: 0, width: 40, height: 60 }), 'tolerant');
  const poor = paint(TALL, (x, y) => (y < 16 && x % 3 === 0 ? wordOf(0, 0, 0) : wordOf(240, 240, 235)));
  for (const area of [low, areaOf(poor, 'tolerant')]) {
    const corners = cornersOf(area);
    expect(partsOf(area, corners)).toEqual([{ corners, tileRow: undefined }]);
  }
});

test('the kernel finds tall areas where the plain search finds them, on one frame after the other', () => {
  const rules = fc.constantFrom<MatchRule>('tolerant', 'perceptual', { tolerance: 4, pixelsPerTile: 0 });
  const places = fc.array(fc.record({ x: fc.nat({ max: 40 }), y: fc.nat({ max: 252 }) }), { maxLength: 3 });
  const grounds = fc.constantFrom('text', 'flat', 'noise', 'tiles', 'stripes');
  let found = 0;
  fc.assert(
    fc.property(SEEDS, grounds, rules, places, fc.nat({ max: 30 }), (seed, ground, rule, at, odd) => {
      const picture = seed % 2 === 0 ? sparse(seed) : textured('text', seed, TALL);
      const area = areaOf(picture, rule);
      const frame = textured(ground, seed + 1);
      for (const place of at) paste(frame, picture, place);
      const spoilt = changed(frame, (copy) => {
        for (let i = 0; i < odd; i++)
          setPixel(copy, { x: (i * 7) % FRAME.width, y: (i * 31) % FRAME.height }, wordOf(255, 0, 0));
      });
      for (const each of [frame, spoilt]) {
        const plain = searchWith(new PlainSearch(each, []), area, cornersOf(area), undefined);
        expect(kernel.adopt(each)).toBe(true);
        expect(searchWith(kernel, area, cornersOf(area), undefined)).toEqual(plain);
        kernel.leave();
        if (plain !== undefined && JSON.stringify(plain).includes('"x"')) found++;
      }
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(20);
});
