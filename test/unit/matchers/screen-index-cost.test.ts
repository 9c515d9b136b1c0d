/** How much the index of screens looks at. */
import { expect, test } from '@playwright/test';
import { DAMAGE_TILE } from '../../../src/frame/damage.ts';
import { type Picture, wordOf } from '../../../src/frame/picture.ts';
import { inflate, type Point } from '../../../src/frame/region.ts';
import { exactEngine } from '../../../src/matchers/exact.ts';
import { type CompiledArea, registerEngine, type SearchRequest } from '../../../src/matchers/registry.ts';
import type { Screen } from '../../../src/matchers/screen.ts';
import { ScreenIndex } from '../../../src/matchers/screen-index.ts';
import { noise, paste, screenOf, setPixel } from './pictures.ts';
import { ground, SIZE, SMALL, Stream } from './screen-stream.ts';

/** What an exact engine is asked while `work` runs. */
function counting(work: (screen: (name: string, seed: number, at: Point) => Screen) => void) {
  const count = { searches: 0, requests: 0, corners: 0, comparisons: 0 };
  const inner = new WeakMap<CompiledArea, CompiledArea>();
  const engine = {
    ...exactEngine,
    compile: (reference: Parameters<typeof exactEngine.compile>[0]): CompiledArea => {
      const area = exactEngine.compile(reference);
      const counted: CompiledArea = {
        engine,
        size: area.size,
        comparedPixels: area.comparedPixels,
        searchCost: area.searchCost,
        hiddenPixels: (...args) => area.hiddenPixels(...args),
        differencesAt: (...args) => area.differencesAt(...args),
        matchAt: (...args) => {
          count.comparisons++;
          return area.matchAt(...args);
        },
      };
      inner.set(counted, area);
      return counted;
    },
    search: (
      frame: Picture,
      requests: readonly SearchRequest[],
      hole?: Parameters<typeof exactEngine.search>[2],
    ) => {
      count.searches++;
      count.requests += requests.length;
      for (const { corners, within } of requests)
        for (const part of within ?? [corners]) count.corners += part.width * part.height;
      const asked = requests.map((request) => ({
        ...request,
        area: inner.get(request.area) as CompiledArea,
      }));
      return exactEngine.search(frame, asked, hole);
    },
  };
  registerEngine(engine);
  try {
    work((name, seed, at) => {
      const picture = ground();
      paste(picture, noise(SMALL, seed, 3), at);
      return screenOf(picture, [{ ...at, width: 14, height: 9, search: 'display' }], { screen: name });
    });
  } finally {
    registerEngine(exactEngine);
  }
  return count;
}

test('screens that others wait for cost nothing where the one asked for is at its place, recorded or last', () => {
  for (const at of [
    { x: 20, y: 20 }, // as recorded
    { x: 33, y: 27 },
  ]) {
    const alone = counting((make) => findTwice(make, at, 0));
    const crowd = counting((make) => findTwice(make, at, 50));
    expect(crowd).toEqual(alone);
  }

  /** Looks on a first frame without the others, then, with `others` held, on one of which everything may have changed. */
  function findTwice(
    make: (name: string, seed: number, at: Point) => Screen,
    at: Point,
    others: number,
  ): void {
    const screen = make('wanted', 1, { x: 20, y: 20 });
    const stream = new Stream(ground());
    const index = new ScreenIndex(stream.history);
    const show = (picture: Picture) => paste(picture, noise(SMALL, 1, 3), at);
    expect(index.look(stream.next(show), [screen], { places: 'one' })[0]?.kind).toBe('match');
    using _held = index.hold(
      Array.from({ length: others }, (_, each) => make(`other-${each}`, 100 + each, { x: 5, y: 5 })),
    );
    expect(
      index.look(
        stream.next(() => {}, 'all'),
        [screen],
        { places: 'one' },
      )[0]?.kind,
    ).toBe('match');
  }
});

test('all screens that are waited for are searched for in one pass a frame, whoever asks', () => {
  const count = counting((make) => {
    const all = Array.from({ length: 20 }, (_, each) => make(`screen-${each}`, 100 + each, { x: 5, y: 5 }));
    const stream = new Stream(ground());
    const index = new ScreenIndex(stream.history);
    using _held = index.hold(all);
    for (const screen of all) index.look(stream.frame, [screen]);
    stream.next((picture) => setPixel(picture, { x: 50, y: 50 }, wordOf(9, 9, 9)));
    for (const screen of all) index.look(stream.frame, [screen]);
  });
  expect(count.searches).toBe(2);
  expect(count.requests).toBe(40);
});

test('a frame on which nothing changed costs nothing, and a small change only the places that it touches', () => {
  const total = counting((make) => {
    const screen = make('absent', 7, { x: 5, y: 5 });
    const stream = new Stream(ground());
    const index = new ScreenIndex(stream.history);
    index.look(stream.frame, [screen]);
    index.look(
      stream.next(() => {}),
      [screen],
    );
    index.look(
      stream.next((picture) => setPixel(picture, { x: 50, y: 50 }, wordOf(9, 9, 9))),
      [screen],
    );
  });
  const whole = (SIZE.width - 13) * (SIZE.height - 8);
  const damaged = inflate({ x: 48, y: 48, width: DAMAGE_TILE, height: DAMAGE_TILE }, 1);
  const touching = (damaged.width + 13) * (damaged.height + 8);
  expect(total.searches).toBe(2);
  expect(total.corners).toBe(whole + touching);
});

test('screens that nobody waits for any more are not searched for', () => {
  const count = counting((make) => {
    const [wanted, other] = [make('wanted', 1, { x: 5, y: 5 }), make('other', 2, { x: 5, y: 5 })];
    const stream = new Stream(ground());
    const index = new ScreenIndex(stream.history);
    const held = index.hold([other]);
    index.look(stream.frame, [wanted]);
    held[Symbol.dispose]();
    held[Symbol.dispose]();
    index.look(
      stream.next(() => {}, 'all'),
      [wanted],
    );
  });
  expect(count.requests).toBe(3);
});
