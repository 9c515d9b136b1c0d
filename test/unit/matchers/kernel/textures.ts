/** Pictures and references that make fuzzy search difficult, for property tests. */
import fc from 'fast-check';
import { cropPixels, type Picture, wordOf } from '../../../../src/frame/picture.ts';
import type { Dimensions, Point, Region } from '../../../../src/frame/region.ts';
import type { AreaReference } from '../../../../src/matchers/registry.ts';
import type { MatchRule } from '../../../../src/matchers/screen.ts';
import { changed, paint, paste } from '../pictures.ts';

/** Numbers from 0 to 1 that depend on the seed and the place alone. */
function chance(seed: number, x: number, y: number): number {
  let h = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(x + 1, 0x85ebca6b) ^ Math.imul(y + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) / 2 ** 32;
}

type Texture = (seed: number) => (x: number, y: number) => number;

const GREY = wordOf(100, 100, 100);
/** Of the brightness (R + 2G + B) / 4 of the grey, and of its green too. */
const EQUAL = [GREY, wordOf(200, 100, 0), wordOf(0, 100, 200), wordOf(200, 50, 100), wordOf(20, 140, 100)];

export const TEXTURES: Readonly<Record<string, Texture>> = {
  noise: (seed) => (x, y) => (chance(seed, x, y) * 0x1000000) | 0xff000000,
  'few colours': (seed) => (x, y) => EQUAL[Math.floor(chance(seed, x, y) * EQUAL.length)] as number,
  text: (seed) => (x, y) =>
    chance(seed, x, y) < 0.25 && y % 9 < 6 ? wordOf(20, 20, 30) : wordOf(240, 240, 235),
  flat: () => () => GREY,
  'flat with odd pixels': (seed) => (x, y) => (chance(seed, x, y) < 0.004 ? wordOf(255, 0, 0) : GREY),
  checker: () => (x, y) => ((x + y) % 2 === 0 ? wordOf(0, 0, 0) : wordOf(255, 255, 255)),
  stripes: (seed) => (x) => (x % (3 + (seed % 13)) === 0 ? wordOf(30, 60, 90) : GREY),
  tiles: (seed) => (x, y) => (chance(seed, x % 16, y % 16) < 0.5 ? wordOf(60, 60, 60) : wordOf(66, 64, 62)),
  slope: () => (x, y) => wordOf((x * 3) & 0xff, (y * 2) & 0xff, (x + y) & 0xff),
};

export const SEEDS = fc.nat({ max: 10_000 });
const textures = fc.constantFrom(...Object.keys(TEXTURES)).map((name) => TEXTURES[name] as Texture);
const rules = fc.oneof(
  fc.constantFrom<MatchRule>('tolerant', 'perceptual'),
  fc.record({ tolerance: fc.nat({ max: 255 }), pixelsPerTile: fc.nat({ max: 256 }) }),
  fc.record({ tolerance: fc.constantFrom(0, 1, 16), pixelsPerTile: fc.constantFrom(0, 1, 12) }),
);

/** Below the width of a vector, odd ones, and ones that end on a cell. */
export const sizes: fc.Arbitrary<Dimensions> = fc.record({
  width: fc.oneof(
    fc.integer({ min: 10, max: 20 }),
    fc.integer({ min: 40, max: 100 }),
    fc.constantFrom(64, 96),
  ),
  height: fc.oneof(fc.integer({ min: 8, max: 20 }), fc.integer({ min: 30, max: 80 })),
});

export function textureOf(size: Dimensions): fc.Arbitrary<Picture> {
  return fc.tuple(textures, SEEDS).map(([texture, seed]) => paint(size, texture(seed)));
}

function within({ width, height }: Dimensions): fc.Arbitrary<Region> {
  return fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()).map(([a, b, c, d]) => {
    const [x, y] = [a % width, b % height];
    return { x, y, width: 1 + (c % (width - x)), height: 1 + (d % (height - y)) };
  });
}

/** A frame, what to look for on it, and where. */
export interface Case {
  readonly frame: Picture;
  readonly reference: AreaReference;
  readonly corners: Region;
  readonly hole: Region | undefined;
}

/** An area of the frame or of another picture, changed a little and shown elsewhere too. */
export const cases: fc.Arbitrary<Case> = sizes.chain((size) =>
  fc
    .record({
      base: textureOf(size),
      other: textureOf(size),
      box: within(size),
      own: fc.boolean(),
      shift: fc.integer({ min: -6, max: 6 }),
      spoilt: fc.nat({ max: 30 }),
      seed: SEEDS,
      rule: rules,
      holes: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 20 })), { maxLength: 2 }),
      hole: fc.option(within(size), { nil: undefined }),
      whole: fc.boolean(),
      part: within(size),
      copies: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 }),
    })
    .map(({ base, other, box, own, shift, spoilt, seed, rule, holes, hole, whole, part, copies }) => {
      const picture = cropPixels(own ? base : other, box);
      const exclude = holes.map(([x, y, side]) => clipped(box, { x, y }, side));
      const frame = changed(base, (copy) => {
        for (const [x, y] of copies) {
          const at = { x: x % (size.width - box.width + 1), y: y % (size.height - box.height + 1) };
          paste(copy, alike(picture, shift, spoilt, seed), at);
        }
      });
      const corners = whole ? { x: 0, y: 0, ...size } : part;
      return { frame, reference: { picture, exclude, rule }, corners, hole };
    }),
);

function clipped({ width, height }: Dimensions, { x, y }: Point, side: number): Region {
  const [left, top] = [x % width, y % height];
  return { x: left, y: top, width: Math.min(side, width - left), height: Math.min(side, height - top) };
}

/** Every channel moved by `shift`, some pixels changed wholly. */
function alike(picture: Picture, shift: number, spoilt: number, seed: number): Picture {
  return changed(picture, (copy) => {
    for (let i = 0; i < copy.data.length; i++) {
      if (i % 4 !== 3) copy.data[i] = Math.max(0, Math.min(255, (copy.data[i] as number) + shift));
    }
    for (let i = 0; i < spoilt; i++) {
      const at = Math.floor(chance(seed, i, 0) * copy.pixels.length);
      copy.pixels[at] = (chance(seed, 0, i) * 0x1000000) | 0xff000000;
    }
  });
}
