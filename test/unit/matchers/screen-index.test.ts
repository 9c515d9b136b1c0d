/** The index against a naive search over sequences of damaged frames. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createFrame } from '../../../src/frame/frame.ts';
import { cropPixels, type Picture, wordOf } from '../../../src/frame/picture.ts';
import {
  type Dimensions,
  intersect,
  type Point,
  translate,
  unionAll,
  wholeOf,
} from '../../../src/frame/region.ts';
import { matchScreens } from '../../../src/matchers/match-screen.ts';
import type { ScreenOutcome } from '../../../src/matchers/outcome.ts';
import { reachOf, type Screen } from '../../../src/matchers/screen.ts';
import { ScreenIndex } from '../../../src/matchers/screen-index.ts';
import { noise, paint, paste, screenOf, setPixel } from './pictures.ts';
import { GROUND, ground, SIZE, SMALL, Stream } from './screen-stream.ts';

/** The pointer's box hides less than half of it. */
const LARGE = { width: 40, height: 30 };

/** Screens of one or two areas, each with patches of its own. */
function screens(size: Dimensions = SMALL): Screen[] {
  const make = (name: string, parts: readonly (Point & { seed: number; search: number | 'display' })[]) => {
    const picture = ground();
    for (const { seed, ...at } of parts) paste(picture, noise(size, seed, 3), at);
    const areas = parts.map(({ x, y, search }) => ({ x, y, ...size, search }));
    return screenOf(picture, areas, { screen: name });
  };
  return [
    make('fixed', [{ x: 10, y: 10, seed: 1, search: 0 }]),
    make('near', [{ x: 40, y: 10, seed: 2, search: 6 }]),
    make('anywhere', [{ x: 55, y: 40, seed: 3, search: 'display' }]),
    make('pair', [
      { x: 5, y: 50, seed: 4, search: 'display' },
      { x: 30, y: 50, seed: 5, search: 'display' },
    ]),
  ];
}

/** Every offset at which all areas of the screen's only variant show: the slow truth, nearest first. */
function naivePlaces(frame: Picture, screen: Screen): Point[] {
  const [variant] = screen.variants;
  if (!variant) return [];
  const reach = Math.min(reachOf(variant), Math.max(SIZE.width, SIZE.height));
  const box = unionAll(variant.areas) ?? wholeOf(frame);
  const found: Point[] = [];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const moved = translate(box, { x, y });
      if (
        moved.x < 0 ||
        moved.y < 0 ||
        moved.x + box.width > frame.width ||
        moved.y + box.height > frame.height
      )
        continue;
      const shows = variant.areas.every((area) => {
        for (let row = 0; row < area.height; row++) {
          for (let column = 0; column < area.width; column++) {
            const here = (area.y + row) * frame.width + area.x + column;
            if (variant.picture.pixels[here] !== frame.pixels[here + y * frame.width + x]) return false;
          }
        }
        return true;
      });
      if (shows) found.push({ x: x + 0, y: y + 0 }); // no -0
    }
  }
  return found.sort((a, b) => a.x ** 2 + a.y ** 2 - b.x ** 2 - b.y ** 2);
}

function placesOf(outcome: ScreenOutcome | undefined): Point[] {
  return outcome?.kind === 'match' ? [outcome.match.offset, ...outcome.match.alsoAt] : [];
}

const distances = (places: readonly Point[]) => places.map(({ x, y }) => x ** 2 + y ** 2);
const inOrder = (places: readonly Point[]) => places.map(({ x, y }) => `${x},${y}`).sort();

type Change =
  | { readonly kind: 'show'; readonly seed: number; readonly at: Point }
  | { readonly kind: 'home'; readonly screen: number }
  | { readonly kind: 'poke'; readonly at: Point }
  | { readonly kind: 'wipe'; readonly at: Point }
  | { readonly kind: 'nothing' };

const place = fc.record({ x: fc.nat(SIZE.width - 14), y: fc.nat(SIZE.height - 9) });
const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('show' as const), seed: fc.integer({ min: 1, max: 5 }), at: place }),
  fc.record({ kind: fc.constant('home' as const), screen: fc.nat(3) }),
  fc.record({ kind: fc.constant('poke' as const), at: place }),
  fc.record({ kind: fc.constant('wipe' as const), at: place }),
  fc.record({ kind: fc.constant('nothing' as const) }),
);

function apply(change: Change, picture: Picture, all: readonly Screen[], size: Dimensions = SMALL): void {
  if (change.kind === 'show') {
    const at = {
      x: Math.min(change.at.x, SIZE.width - size.width),
      y: Math.min(change.at.y, SIZE.height - size.height),
    };
    paste(picture, noise(size, change.seed, 3), at);
  }
  if (change.kind === 'poke') setPixel(picture, change.at, wordOf(1, 2, 3));
  if (change.kind === 'wipe')
    paste(
      picture,
      paint(SMALL, () => GROUND),
      change.at,
    );
  if (change.kind === 'home') {
    const [variant] = all[change.screen]?.variants ?? [];
    for (const area of variant?.areas ?? [])
      paste(picture, cropPixels(variant?.picture as Picture, area), area);
  }
}

const tick = fc.record({
  changes: fc.array(changes, { maxLength: 3 }),
  asked: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 4 }),
  /** How the driver tells the damage, or that a capture beside the stream is looked at. */
  told: fc.constantFrom(
    'damage' as const,
    'damage' as const,
    'damage' as const,
    'all' as const,
    'capture' as const,
  ),
});

test('finds what the naive search finds, on every frame of a sequence', () => {
  const all = screens();
  fc.assert(
    fc.property(fc.array(tick, { minLength: 1, maxLength: 12 }), fc.boolean(), (ticks, held) => {
      const stream = new Stream(ground());
      const index = new ScreenIndex(stream.history);
      using _held = index.hold(held ? all : []);
      for (const { changes: changed, asked, told } of ticks) {
        let frame = stream.next(
          (picture) => {
            for (const change of changed) apply(change, picture, all);
          },
          told === 'all' ? 'all' : undefined,
        );
        if (told === 'capture') frame = createFrame(frame.data.slice(), frame);
        const wanted = asked.map((number) => all[number] as Screen);
        const outcomes = index.look(frame, wanted);
        const every = index.look(frame, wanted, { places: 'every' });
        for (const [position, screen] of wanted.entries()) {
          const truth = naivePlaces(frame, screen);
          const home = truth.some(({ x, y }) => x === 0 && y === 0);
          expect(inOrder(placesOf(outcomes[position])), screen.name).toEqual(
            inOrder(home ? [{ x: 0, y: 0 }] : truth),
          );
          expect(inOrder(placesOf(every[position])), screen.name).toEqual(inOrder(truth));
          expect(distances(placesOf(every[position]))).toEqual(distances(truth));
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('asked for one place, it gives one that is there: the recorded one if that is', () => {
  const all = screens();
  fc.assert(
    fc.property(fc.array(tick, { minLength: 1, maxLength: 12 }), (ticks) => {
      const stream = new Stream(ground());
      const index = new ScreenIndex(stream.history);
      for (const { changes: changed, told } of ticks) {
        const frame = stream.next(
          (picture) => {
            for (const change of changed) apply(change, picture, all);
          },
          told === 'all' ? 'all' : undefined,
        );
        for (const screen of all) {
          const [outcome] = index.look(frame, [screen], { places: 'one' });
          const truth = naivePlaces(frame, screen);
          const [found] = placesOf(outcome);
          if (!found) expect(truth).toEqual([]);
          else expect(truth).toContainEqual(found);
          if (truth.some(({ x, y }) => x === 0 && y === 0)) expect(found).toEqual({ x: 0, y: 0 });
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('with a pointer on it, a sequence of frames gives what each frame gives alone', () => {
  const all = screens(LARGE);
  const pointers = fc.option(fc.record({ x: fc.nat(SIZE.width), y: fc.nat(SIZE.height) }), {
    nil: undefined,
  });
  const steps = fc.array(fc.tuple(tick, pointers), { minLength: 1, maxLength: 10 });
  const pointerPicture = paint({ width: 5, height: 6 }, () => wordOf(250, 250, 250));
  let hidden = 0;
  fc.assert(
    fc.property(steps, (ticks) => {
      const stream = new Stream(ground());
      const index = new ScreenIndex(stream.history);
      let last: Point | undefined;
      for (const [{ changes: changed, told }, moved] of ticks) {
        last = moved ?? last;
        const pointer = last;
        const frame = stream.next(
          (picture) => {
            for (const change of changed) apply(change, picture, all, LARGE);
            const drawn = pointer && intersect({ ...pointer, width: 5, height: 6 }, wholeOf(picture));
            if (drawn) paste(picture, cropPixels(pointerPicture, { ...drawn, x: 0, y: 0 }), drawn);
          },
          told === 'all' ? 'all' : undefined,
        );
        const outcomes = index.look(frame, all, { pointer });
        expect(outcomes).toEqual(matchScreens(frame, all, { pointer }));
        if (outcomes.some((each) => each.kind === 'match' && each.match.pointerExcluded)) hidden++;
      }
    }),
    { numRuns: 60 },
  );
  expect(hidden).toBeGreaterThan(0);
});

test('a screen found under the pointer is looked at again when it changes beside the pointer', () => {
  const size = { width: 80, height: 30 };
  const patch = noise(size, 6, 3);
  const picture = ground();
  paste(picture, patch, { x: 8, y: 20 });
  const screen = screenOf(picture, [{ x: 8, y: 20, ...size }], { screen: 'wide' });
  const stream = new Stream(picture);
  const index = new ScreenIndex(stream.history);
  const pointer = { x: 14, y: 30 }; // its box ends left of 40
  const kindAfter = (change: (picture: Picture) => void) =>
    index.look(stream.next(change), [screen], { pointer })[0]?.kind;
  const beside = { x: 80, y: 40 };
  expect(kindAfter((frame) => setPixel(frame, pointer, wordOf(1, 2, 3)))).toBe('match');
  expect(kindAfter((frame) => setPixel(frame, beside, wordOf(1, 2, 3)))).toBe('mismatch');
  expect(kindAfter(() => {})).toBe('mismatch');
  expect(
    kindAfter((frame) => paste(frame, cropPixels(picture, { ...beside, width: 1, height: 1 }), beside)),
  ).toBe('match');
});
