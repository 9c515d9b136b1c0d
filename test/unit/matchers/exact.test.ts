/** The exact engine against a naive search, on random, repetitive and periodic pictures. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { cropPixels, type Picture, wordOf } from '../../../src/frame/picture.ts';
import type { Point, Region } from '../../../src/frame/region.ts';
import { exactEngine } from '../../../src/matchers/exact.ts';
import { MOST_HITS, type SearchRequest } from '../../../src/matchers/registry.ts';
import { changed, naiveSearch, noise, paint, paste, setPixel } from './pictures.ts';

const FRAME = { width: 70, height: 60 };

function everywhere(frame: Picture, needle: Picture, exclude: readonly Region[] = []): SearchRequest {
  return {
    area: exactEngine.compile({ picture: needle, exclude, rule: 'exact' }),
    corners: { x: 0, y: 0, width: frame.width - needle.width + 1, height: frame.height - needle.height + 1 },
  };
}

function sorted(points: readonly Point[]): Point[] {
  return points.map(({ x, y }) => ({ x, y })).sort((a, b) => a.y - b.y || a.x - b.x);
}

/** A frame as fast-check reports it: its kind and numbers, not its pixels. */
type Recipe =
  | { readonly kind: 'noise'; readonly seed: number; readonly colours: number }
  | { readonly kind: 'chequer'; readonly width: number; readonly height: number }
  | { readonly kind: 'texture'; readonly seed: number; readonly period: number }
  | { readonly kind: 'dots'; readonly dots: readonly Point[] };

const frames: fc.Arbitrary<Recipe> = fc.oneof(
  fc.record({ kind: fc.constant('noise' as const), seed: fc.nat(), colours: fc.constantFrom(2, 3, 256) }),
  fc.record({
    kind: fc.constant('chequer' as const),
    width: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    kind: fc.constant('texture' as const),
    seed: fc.nat(),
    period: fc.integer({ min: 2, max: 9 }),
  }),
  fc.record({
    kind: fc.constant('dots' as const),
    dots: fc.array(fc.record({ x: fc.nat(FRAME.width - 1), y: fc.nat(FRAME.height - 1) }), { maxLength: 40 }),
  }),
);

function make(recipe: Recipe): Picture {
  switch (recipe.kind) {
    case 'noise':
      return noise(FRAME, recipe.seed, recipe.colours);
    case 'chequer':
      return paint(FRAME, (x, y) =>
        Math.floor(x / recipe.width) % 2 === Math.floor(y / recipe.height) % 2
          ? wordOf(0, 0, 0)
          : wordOf(9, 9, 9),
      );
    case 'texture': {
      const { period } = recipe;
      const texture = noise({ width: period, height: period }, recipe.seed, 4);
      return paint(FRAME, (x, y) => texture.pixels[(y % period) * period + (x % period)] as number);
    }
    case 'dots': {
      const picture = paint(FRAME, () => wordOf(200, 200, 200));
      for (const dot of recipe.dots) setPixel(picture, dot, wordOf(0, 0, 0));
      return picture;
    }
  }
}

const cuts = fc.record({
  x: fc.nat(60),
  y: fc.nat(50),
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 40 }),
});
const clipped = ({ x, y, width, height }: Region) => ({
  x,
  y,
  width: Math.min(width, FRAME.width - x),
  height: Math.min(height, FRAME.height - y),
});

test('finds what the naive search finds, wherever the needle lies', () => {
  fc.assert(
    fc.property(frames, cuts, (recipe, cut) => {
      const frame = make(recipe);
      const needle = cropPixels(frame, clipped(cut));
      const [result] = exactEngine.search(frame, [everywhere(frame, needle)]);
      const truth = naiveSearch(frame, needle);
      expect(result?.overflow).toBe(truth.length > MOST_HITS);
      if (truth.length <= MOST_HITS) expect(sorted(result?.hits ?? [])).toEqual(truth);
      else expect(result?.hits.length).toBe(MOST_HITS);
    }),
    { numRuns: 150 },
  );
});

test('finds nothing that differs in one pixel', () => {
  fc.assert(
    fc.property(frames, cuts, fc.nat(), (recipe, cut, index) => {
      const frame = make(recipe);
      const needle = cropPixels(frame, clipped(cut));
      const place = index % needle.pixels.length;
      needle.pixels[place] = wordOf(255, 0, 0); // a colour that no frame here has
      expect(exactEngine.search(frame, [everywhere(frame, needle)])).toEqual([{ hits: [], overflow: false }]);
    }),
    { numRuns: 100 },
  );
});

test('excluded pixels are not compared, all others are', () => {
  const holes = fc.array(cuts, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(frames, frames, cuts, holes, (recipe, otherRecipe, cut, exclude) => {
      const [frame, other] = [make(recipe), make(otherRecipe)];
      const needle = cropPixels(frame, clipped(cut));
      const inside = exclude.map((hole) => ({
        ...hole,
        x: hole.x % needle.width,
        y: hole.y % needle.height,
      }));
      const scene = changed(frame, (copy) => {
        for (const hole of inside) {
          for (let y = hole.y; y < Math.min(hole.y + hole.height, needle.height); y++) {
            for (let x = hole.x; x < Math.min(hole.x + hole.width, needle.width); x++) {
              const at = (clipped(cut).y + y) * frame.width + clipped(cut).x + x;
              copy.pixels[at] = other.pixels[at] as number;
            }
          }
        }
      });
      const [result] = exactEngine.search(scene, [everywhere(scene, needle, inside)]);
      const truth = naiveSearch(scene, needle, inside);
      expect(truth).toContainEqual({ x: clipped(cut).x, y: clipped(cut).y });
      if (!result?.overflow) expect(sorted(result?.hits ?? [])).toEqual(truth);
      else expect(truth.length).toBeGreaterThan(MOST_HITS);
    }),
    { numRuns: 100 },
  );
});

test('many needles in one pass give each what it gets alone', () => {
  fc.assert(
    fc.property(
      frames,
      fc.array(cuts, { minLength: 1, maxLength: 8 }),
      frames,
      (recipe, parts, otherRecipe) => {
        const [frame, other] = [make(recipe), make(otherRecipe)];
        const needles = parts.map((cut, index) => cropPixels(index % 2 === 0 ? frame : other, clipped(cut)));
        const together = exactEngine.search(
          frame,
          needles.map((needle) => everywhere(frame, needle)),
        );
        for (const [index, needle] of needles.entries()) {
          const [alone] = exactEngine.search(frame, [everywhere(frame, needle)]);
          expect(together[index]?.overflow).toBe(alone?.overflow);
          if (!alone?.overflow)
            expect(sorted(together[index]?.hits ?? [])).toEqual(sorted(alone?.hits ?? []));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('only corners that are allowed are found', () => {
  const corners = fc.record({ x: fc.nat(60), y: fc.nat(50), width: fc.nat(30), height: fc.nat(30) });
  fc.assert(
    fc.property(frames, cuts, corners, (recipe, cut, allowed) => {
      const frame = make(recipe);
      const needle = cropPixels(frame, clipped(cut));
      const request = { ...everywhere(frame, needle), corners: allowed };
      const [result] = exactEngine.search(frame, [request]);
      const truth = naiveSearch(frame, needle).filter(
        ({ x, y }) =>
          x >= allowed.x && y >= allowed.y && x < allowed.x + allowed.width && y < allowed.y + allowed.height,
      );
      if (!result?.overflow) expect(sorted(result?.hits ?? [])).toEqual(truth);
      else expect(truth.length).toBeGreaterThan(MOST_HITS);
    }),
    { numRuns: 100 },
  );
});

test('what a hole hides is found too, wherever the hole lies', () => {
  const hole = { width: 8, height: 8 };
  const place = fc.record({ x: fc.nat(FRAME.width - 8), y: fc.nat(FRAME.height - 8) });
  fc.assert(
    fc.property(fc.nat(), place, place, (seed, at, pointer) => {
      const frame = noise(FRAME, seed, 3);
      const needle = noise({ width: 24, height: 20 }, seed + 1, 3);
      const corner = { x: Math.min(at.x, FRAME.width - 24), y: Math.min(at.y, FRAME.height - 20) };
      paste(frame, needle, corner);
      const box = { ...pointer, ...hole };
      paste(
        frame,
        paint(hole, () => wordOf(1, 2, 3)),
        pointer,
      );
      const [result] = exactEngine.search(frame, [everywhere(frame, needle)], box);
      expect(result?.hits).toEqual([corner]);
    }),
    { numRuns: 150 },
  );
});

test('a needle without any step of colour is found by plain comparison', () => {
  const frame = paint({ width: 40, height: 30 }, (_x, y) => wordOf(y, y, y));
  const needle = cropPixels(frame, { x: 0, y: 10, width: 40, height: 5 });
  expect(exactEngine.search(frame, [everywhere(frame, needle)])).toEqual([
    { hits: [{ x: 0, y: 10 }], overflow: false },
  ]);
});
