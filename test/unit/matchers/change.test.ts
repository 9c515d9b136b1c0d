/** Change: what differs from the first frame for certain, and what may only blink. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createFrame, type Frame } from '../../../src/frame/frame.ts';
import { createPicture, wordOf } from '../../../src/frame/picture.ts';
import { intersect, type Region, unionAll } from '../../../src/frame/region.ts';
import { ChangeTracker } from '../../../src/matchers/change.ts';

const SIZE = { width: 120, height: 80 };
const CURSOR: Region = { x: 40, y: 30, width: 8, height: 2 };

function frameAt(time: number, boxes: readonly (Region & { readonly grey: number })[] = []): Frame {
  const picture = createPicture(SIZE);
  for (const { x, y, width, height, grey } of boxes) {
    for (let row = y; row < y + height; row++)
      picture.pixels.fill(wordOf(grey, grey, grey), row * SIZE.width + x, row * SIZE.width + x + width);
  }
  return createFrame(picture.data, { ...SIZE, sequence: time, time });
}

const box = (region: Region, grey = 170) => ({ ...region, grey });

test('what is larger than a cursor has changed at once, what is as small after a while', () => {
  const dialog = { x: 20, y: 10, width: 50, height: 30 };
  const large = new ChangeTracker();
  expect(large.add(frameAt(0)).changed).toBeUndefined();
  expect(large.add(frameAt(50)).changed).toBeUndefined();
  expect(large.add(frameAt(100, [box(dialog)])).changed).toEqual(dialog);
  const small = new ChangeTracker();
  const seen = [0, 100, 500, 849, 850].map((time) =>
    small.add(frameAt(time, time === 0 ? [] : [box(CURSOR)])),
  );
  expect(seen.map(({ changed }) => changed)).toEqual([undefined, undefined, undefined, undefined, CURSOR]);
  expect(seen[3]?.undecided).toEqual([CURSOR]);
});

test('a cursor that blinks is no change, is told, and does not hide one', () => {
  const tracker = new ChangeTracker();
  for (let time = 0; time <= 6000; time += 100) {
    const on = Math.floor(time / 500) % 2 === 1;
    expect(tracker.add(frameAt(time, on ? [box(CURSOR)] : [])).changed).toBeUndefined();
  }
  const { blinkers } = tracker.add(frameAt(6100));
  expect(blinkers).toEqual([{ ...CURSOR, period: 1000 }]);
  const text = { x: 48, y: 24, width: 40, height: 8 };
  expect(tracker.add(frameAt(6600, [box(CURSOR), box(text, 90)])).changed).toEqual(text);
});

test('a third content is a change, however small', () => {
  const tracker = new ChangeTracker();
  for (const [time, grey] of [
    [0, 0],
    [100, 50],
  ] as const)
    tracker.add(frameAt(time, [box(CURSOR, grey)]));
  expect(tracker.add(frameAt(200, [box(CURSOR, 100)])).changed).toEqual(CURSOR);
});

test('a text that grows letter by letter has changed as soon as its first letter is old enough', () => {
  const tracker = new ChangeTracker();
  tracker.add(frameAt(0));
  const typed = (letters: number) => box({ x: 40, y: 30, width: 8 * letters, height: 8 });
  const seen = [1, 2, 3, 3].map((letters, index) =>
    tracker.add(frameAt(100 + index * 300, [typed(letters)])),
  );
  expect(seen.map(({ changed }) => changed !== undefined)).toEqual([false, false, false, true]);
});

test('what changed and changed back counts as often as one looks', () => {
  const tracker = new ChangeTracker({ learnBlinkers: false });
  tracker.add(frameAt(0));
  expect(tracker.add(frameAt(10, [box(CURSOR)])).changed).toEqual(CURSOR);
  expect(tracker.add(frameAt(20)).changed).toBeUndefined();
  expect(tracker.add(frameAt(30, [box(CURSOR, 3)])).changed).toEqual(CURSOR);
});

test('without learning, exactly the pixels that differ in the region count, whatever came in between', () => {
  const side = (limit: number, most: number) =>
    fc.record({ at: fc.nat(limit - 1), length: fc.integer({ min: 1, max: most }) });
  const regions = fc.tuple(side(SIZE.width, 60), side(SIZE.height, 40)).map(
    ([across, down]): Region => ({
      x: across.at,
      y: down.at,
      width: Math.min(across.length, SIZE.width - across.at),
      height: Math.min(down.length, SIZE.height - down.at),
    }),
  );
  fc.assert(
    fc.property(
      regions,
      fc.array(regions, { maxLength: 1 }),
      fc.array(fc.array(regions, { maxLength: 2 }), { maxLength: 6 }),
      (region, exclude, frames) => {
        const tracker = new ChangeTracker({ region, exclude, learnBlinkers: false });
        tracker.add(frameAt(0));
        for (const [index, painted] of frames.entries()) {
          const { changed } = tracker.add(
            frameAt(
              index + 1,
              painted.map((each) => box(each)),
            ),
          );
          const pixels: Region[] = [];
          for (let y = region.y; y < region.y + region.height; y++) {
            for (let x = region.x; x < region.x + region.width; x++) {
              const pixel = { x, y, width: 1, height: 1 };
              const has = (each: Region) => intersect(each, pixel) !== undefined;
              if (painted.some(has) && !exclude.some(has)) pixels.push(pixel);
            }
          }
          expect(changed).toEqual(unionAll(pixels));
        }
      },
    ),
    { numRuns: 60 },
  );
});
