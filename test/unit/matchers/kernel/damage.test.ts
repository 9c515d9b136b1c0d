/** Searching one frame after the other, of which only the damage is looked at, gives what a fresh look gives. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { type CaptureHint, type FrameClock, pollFrames } from '../../../../src/driver/frame-source.ts';
import { PooledAllocator } from '../../../../src/frame/allocator.ts';
import { frameDamage } from '../../../../src/frame/damage.ts';
import type { Damage, Frame } from '../../../../src/frame/frame.ts';
import { noteFrame } from '../../../../src/frame/lineage.ts';
import { createPicture, cropPixels, type Picture, wordOf } from '../../../../src/frame/picture.ts';
import type { Dimensions, Point, Region } from '../../../../src/frame/region.ts';
import { fuzzyEngine } from '../../../../src/matchers/fuzzy.ts';
import { FuzzyArea } from '../../../../src/matchers/fuzzy-area.ts';
import { KernelSearch } from '../../../../src/matchers/kernel/kernel-search.ts';
import { type Kernel, loadKernel } from '../../../../src/matchers/kernel/load-kernel.ts';
import type { MatchRule } from '../../../../src/matchers/screen.ts';
import { changed, paint, paste, setPixel } from '../pictures.ts';
import { searchWith } from './search-with.ts';
import { SEEDS, textureOf } from './textures.ts';

const SIZE: Dimensions = { width: 83, height: 101 };
const OTHER_SIZE: Dimensions = { width: 64, height: 48 };
const AREA: Region = { x: 20, y: 31, width: 25, height: 21 };

/** One thing that a guest's screen does. */
type Change =
  | { readonly do: 'paint'; readonly on: number; readonly picture: Picture; readonly at: number }
  | { readonly do: 'show'; readonly on: number; readonly at: number }
  | { readonly do: 'nothing' | 'resize'; readonly on: number }
  | { readonly do: 'look'; readonly on: number; readonly copy: boolean };

const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('paint' as const),
      on: fc.nat({ max: 1 }),
      picture: fc
        .record({ width: fc.integer({ min: 1, max: 30 }), height: fc.integer({ min: 1, max: 30 }) })
        .chain(textureOf),
      at: SEEDS,
    }),
    fc.record({ do: fc.constant('show' as const), on: fc.nat({ max: 1 }), at: SEEDS }),
    fc.record({ do: fc.constantFrom('nothing' as const, 'resize' as const), on: fc.nat({ max: 1 }) }),
    fc.record({ do: fc.constant('look' as const), on: fc.nat({ max: 1 }), copy: fc.boolean() }),
    fc.record({ do: fc.constant('look' as const), on: fc.nat({ max: 1 }), copy: fc.constant(false) }),
  ),
  { minLength: 5, maxLength: 25 },
);

/** A guest's screen, seen through what drivers use. */
class FakeGuest {
  #screen: Picture;
  readonly #part: Picture;
  readonly #allocator = new PooledAllocator();
  readonly #abort = new AbortController();
  readonly #frames: AsyncGenerator<Frame, void, void>;
  #seen: Frame | undefined;

  constructor(screen: Picture, part: Picture) {
    this.#screen = screen;
    this.#part = part;
    let time = 0;
    const clock: FrameClock = {
      now: () => time,
      pause: async (milliseconds) => {
        time += milliseconds;
      },
    };
    this.#frames = pollFrames({
      allocator: this.#allocator,
      signal: this.#abort.signal,
      nextSequence: () => 1,
      hints: (_: (hint: CaptureHint) => void) => ({ [Symbol.dispose]: () => {} }),
      clock,
      capture: async ({ allocator }) => {
        const { width, height } = this.#screen;
        const data = allocator.allocate(width, height);
        data.set(this.#screen.data);
        return { width, height, data };
      },
    });
  }

  act(change: Change): void {
    if (change.do === 'resize') {
      this.#screen = createPicture(this.#screen.width === SIZE.width ? OTHER_SIZE : SIZE);
    } else if (change.do === 'paint' || change.do === 'show') {
      const { picture } = change.do === 'paint' ? change : { picture: this.#part };
      const { width, height } = this.#screen;
      const at = { x: change.at % (width - picture.width + 1), y: change.at % (height - picture.height + 1) };
      paste(this.#screen, picture, at);
    }
  }

  /** The next frame; the memory of the one before is used again. */
  async look(): Promise<Frame> {
    const { value } = await this.#frames.next();
    const frame = value as Frame;
    if (this.#seen && this.#seen.data !== frame.data) this.#allocator.release(this.#seen.data);
    this.#seen = frame;
    return frame;
  }

  async dispose(): Promise<void> {
    this.#abort.abort();
    await this.#frames.return();
  }
}

function areasOf(picture: Picture): FuzzyArea[] {
  const rules: MatchRule[] = ['tolerant', 'perceptual'];
  const exclude = [{ x: 3, y: 4, width: 5, height: 5 }];
  return rules.map((rule) => new FuzzyArea(fuzzyEngine, { picture, exclude, rule }));
}

function search(kernel: KernelSearch, frame: Picture, areas: readonly FuzzyArea[]) {
  const corners = { x: 0, y: 0, width: frame.width - 24, height: frame.height - 20 };
  const hole = { x: 30, y: 20, width: 12, height: 12 };
  kernel.adopt(frame);
  const found = areas.flatMap((area) => [
    searchWith(kernel, area, corners, undefined),
    searchWith(kernel, area, corners, hole),
  ]);
  kernel.leave();
  return found;
}

test('frames of two guests, skipped ones, copies and other sizes between them', async () => {
  const kept = new KernelSearch(loadKernel() as Kernel);
  await fc.assert(
    fc.asyncProperty(textureOf(SIZE), textureOf(SIZE), changes, async (one, two, script) => {
      const part = cropPixels(one, AREA);
      const areas = areasOf(part);
      const guests = [new FakeGuest(one, part), new FakeGuest(two, part)];
      try {
        for (const change of script) {
          const guest = guests[change.on] as FakeGuest;
          if (change.do !== 'look') {
            guest.act(change);
            if (change.do === 'nothing') await guest.look(); // a frame that nobody searches
            continue;
          }
          const frame = await guest.look();
          const fresh = new KernelSearch(loadKernel() as Kernel);
          const picture = createPicture(frame, frame.data.slice());
          expect(search(kept, change.copy ? picture : frame, areas)).toEqual(search(fresh, picture, areas));
        }
      } finally {
        for (const guest of guests) await guest.dispose();
      }
    }),
    { numRuns: 60 },
  );
});

test('one changed pixel anywhere in an area that is shown is noticed', () => {
  const part = paint({ width: 25, height: 21 }, text);
  const area = new FuzzyArea(fuzzyEngine, {
    picture: part,
    exclude: [],
    rule: { tolerance: 4, pixelsPerTile: 0 },
  });
  for (const x of [0, 1, 12, 23, 24]) {
    for (const y of [0, 1, 10, 19, 20]) {
      const shown = createPicture(SIZE);
      paste(shown, part, { x: 40, y: 60 });
      const spoilt = changed(shown, (copy) => setPixel(copy, { x: 40 + x, y: 60 + y }, wordOf(1, 200, 9)));
      expect(searchBoth(area, spoilt, shown, { x: 40 + x, y: 60 + y, width: 1, height: 1 })).toEqual([
        [],
        [{ x: 40, y: 60 }],
      ]);
    }
  }
});

test('a changed row changes the blur of those beside it, where other damage begins', () => {
  const part = paint({ width: 40, height: 6 }, text); // low, so that a row of it is more than its rule allows
  const area = new FuzzyArea(fuzzyEngine, { picture: part, exclude: [], rule: 'perceptual' });
  for (const y of [46, 47, 48, 49]) {
    const shown = createPicture(SIZE);
    paste(shown, part, { x: 20, y: 45 });
    const row = { x: 20, y, width: 40, height: 1 };
    const spoilt = changed(shown, (copy) =>
      paste(
        copy,
        paint(row, (x) => text(x, y - 45) ^ 0xffffff),
        row,
      ),
    );
    expect(searchBoth(area, spoilt, shown, row)).toEqual([[], [{ x: 20, y: 45 }]]);
  }
});

/** Dark specks on white. */
function text(x: number, y: number): number {
  return (Math.imul(x * 31 + y * 17 + 5, 0x9e3779b1) >>> 0) % 100 < 35
    ? wordOf(10, 10, 20)
    : wordOf(250, 250, 250);
}

/** Where the area is found on one frame and, with that damage, on the next. */
function searchBoth(area: FuzzyArea, first: Picture, second: Picture, damage: Region): (readonly Point[])[] {
  const kernel = new KernelSearch(loadKernel() as Kernel);
  noteFrame(first.data);
  noteFrame(second.data, first.data, [damage]);
  const { width, height } = area.size;
  const corners = { x: 0, y: 0, width: SIZE.width - width + 1, height: SIZE.height - height + 1 };
  return [first, second].map((frame) => {
    kernel.adopt(frame);
    return searchWith(kernel, area, corners, undefined).hits;
  });
}

test('damage that says too little is believed, so that nothing else is looked at', () => {
  const kernel = new KernelSearch(loadKernel() as Kernel);
  const [first, second] = [createPicture(SIZE), createPicture(SIZE)];
  const part = createPicture(
    { width: 25, height: 21 },
    new Uint8Array(25 * 21 * 4).map((_, i) => (i * 37) & 0xff),
  );
  paste(second, part, { x: 40, y: 60 });
  const damage: Damage = frameDamage(first, second);
  noteFrame(first.data);
  noteFrame(second.data, first.data, [{ x: 0, y: 0, width: 16, height: 16 }]);
  const areas = areasOf(part);
  expect(search(kernel, first, areas).flatMap(({ hits }) => hits)).toEqual([]);
  expect(search(kernel, second, areas).flatMap(({ hits }) => hits)).toEqual([]);
  noteFrame(second.data, first.data, damage);
  expect(search(kernel, second, areas)[0]?.hits).toEqual([{ x: 40, y: 60 }]);
});
