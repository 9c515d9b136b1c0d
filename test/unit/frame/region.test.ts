/** Rectangles: intersection, union, containment and validation. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  area,
  centre,
  clip,
  contains,
  containsPoint,
  inflate,
  intersect,
  type Region,
  touches,
  translate,
  union,
  unionAll,
  validatePoint,
  validateRegion,
} from '../../../src/frame/region.ts';

const coordinate = fc.integer({ min: 0, max: 40 });
const length = fc.integer({ min: 1, max: 20 });
const anyRegion: fc.Arbitrary<Region> = fc.record({
  x: coordinate,
  y: coordinate,
  width: length,
  height: length,
});

/** The slow truth: the set of a region's pixels. */
function pixelsOf({ x, y, width, height }: Region): Set<string> {
  const pixels = new Set<string>();
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + width; column++) pixels.add(`${column},${row}`);
  }
  return pixels;
}

test('an intersection has exactly the common pixels, and two regions touch when there are any', () => {
  fc.assert(
    fc.property(anyRegion, anyRegion, (a, b) => {
      const inB = pixelsOf(b);
      const common = [...pixelsOf(a)].filter((pixel) => inB.has(pixel));
      const region = intersect(a, b);
      expect(region ? [...pixelsOf(region)] : []).toEqual(common);
      expect(touches(a, b)).toBe(common.length > 0);
    }),
  );
});

test('a union is the smallest rectangle that contains both', () => {
  fc.assert(
    fc.property(anyRegion, anyRegion, (a, b) => {
      const both = union(a, b);
      expect(contains(both, a) && contains(both, b)).toBe(true);
      for (const smaller of [
        { ...both, width: both.width - 1 },
        { ...both, height: both.height - 1 },
        { ...both, x: both.x + 1, width: both.width - 1 },
        { ...both, y: both.y + 1, height: both.height - 1 },
      ]) {
        expect(contains(smaller, a) && contains(smaller, b)).toBe(false);
      }
    }),
  );
  expect(unionAll([])).toBeUndefined();
});

test('containing a region means containing each of its pixels', () => {
  fc.assert(
    fc.property(anyRegion, anyRegion, (outer, inner) => {
      const each = [...pixelsOf(inner)].every((pixel) => {
        const [x, y] = pixel.split(',').map(Number) as [number, number];
        return containsPoint(outer, { x, y });
      });
      expect(contains(outer, inner)).toBe(each);
    }),
  );
});

test('moving there and back, growing and shrinking, give the region again', () => {
  fc.assert(
    fc.property(anyRegion, coordinate, coordinate, (region, x, y) => {
      expect(translate(translate(region, { x, y }), { x: -x, y: -y })).toEqual(region);
      expect(inflate(inflate(region, x), -x)).toEqual(region);
      expect(containsPoint(region, centre(region))).toBe(true);
    }),
  );
  expect(inflate({ x: 5, y: 5, width: 3, height: 3 }, -4)).toEqual({ x: 9, y: 9, width: 0, height: 0 });
});

test('the area is the number of pixels', () => {
  fc.assert(
    fc.property(anyRegion, (region) => {
      expect(area(region)).toBe(pixelsOf(region).size);
    }),
  );
});

test('clipping keeps what lies on the display', () => {
  expect(clip({ x: 630, y: 470, width: 20, height: 20 }, { width: 640, height: 480 })).toEqual({
    x: 630,
    y: 470,
    width: 10,
    height: 10,
  });
  expect(clip({ x: 640, y: 0, width: 5, height: 5 }, { width: 640, height: 480 })).toBeUndefined();
});

test('a wrong region or point is refused with what was expected and what came', () => {
  expect(() => validateRegion({ x: 0, y: 0, width: 0, height: 4 }, 'areas[1]')).toThrow(
    /areas\[1\]: expected \{ x, y, width, height \} in whole pixels, got \{"x":0,"y":0,"width":0,"height":4\} \(object\)/,
  );
  for (const wrong of [
    undefined,
    null,
    7,
    'x',
    {},
    { x: -1, y: 0, width: 1, height: 1 },
    { x: 0.5, y: 0, width: 1, height: 1 },
  ]) {
    expect(() => validateRegion(wrong)).toThrow(/in whole pixels/);
    expect(() => validatePoint(wrong)).toThrow(/in whole pixels/);
  }
  expect(validatePoint({ x: 3, y: 4, z: 5 })).toEqual({ x: 3, y: 4 });
});
