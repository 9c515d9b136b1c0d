/** Stillness: what counts as a change, and blinkers that do not. */
import { expect, test } from '@playwright/test';
import { createFrame, type Frame } from '../../../src/frame/frame.ts';
import { createPicture, wordOf } from '../../../src/frame/picture.ts';
import type { Region } from '../../../src/frame/region.ts';
import { StillnessTracker } from '../../../src/matchers/stillness.ts';

const SIZE = { width: 200, height: 100 };
const CURSOR: Region = { x: 40, y: 30, width: 8, height: 2 };

/** A frame captured at `time` in which these boxes have these greys. */
function frameAt(time: number, boxes: readonly (Region & { readonly grey: number })[] = []): Frame {
  const picture = createPicture(SIZE);
  for (const { x, y, width, height, grey } of boxes) {
    for (let row = y; row < y + height; row++) {
      picture.pixels.fill(wordOf(grey, grey, grey), row * SIZE.width + x, row * SIZE.width + x + width);
    }
  }
  return createFrame(picture.data, { ...SIZE, sequence: time, time });
}

function stillFor(tracker: StillnessTracker, frames: readonly Frame[]): number[] {
  return frames.map((frame) => tracker.add(frame).stillFor);
}

const box = (region: Region, grey: number) => ({ ...region, grey });

test('time passes from the last change on', () => {
  const tracker = new StillnessTracker();
  const big = { x: 0, y: 0, width: 60, height: 60 };
  expect(
    stillFor(tracker, [frameAt(100), frameAt(150), frameAt(200, [box(big, 9)]), frameAt(260, [box(big, 9)])]),
  ).toEqual([0, 50, 0, 60]);
});

test('a change is told with its box, once', () => {
  const tracker = new StillnessTracker();
  tracker.add(frameAt(0));
  const moved = { x: 33, y: 5, width: 40, height: 7 };
  expect(tracker.add(frameAt(10, [box(moved, 7)])).changed).toEqual(moved);
  expect(tracker.add(frameAt(20, [box(moved, 7)])).changed).toBeUndefined();
});

test('only the region counts, and what is excluded does not', () => {
  const region = { x: 30, y: 20, width: 60, height: 60 };
  const exclude = [{ x: 35, y: 25, width: 10, height: 10 }];
  const tracker = new StillnessTracker({ region, exclude, learnBlinkers: false });
  const outside = box({ x: 0, y: 0, width: 30, height: 100 }, 50);
  const excluded = box({ x: 36, y: 26, width: 9, height: 9 }, 60);
  const inside = box({ x: 50, y: 50, width: 4, height: 4 }, 70);
  expect(stillFor(tracker, [frameAt(0), frameAt(100, [outside]), frameAt(200, [outside, excluded])])).toEqual(
    [0, 100, 200],
  );
  const { stillFor: last, changed } = tracker.add(frameAt(300, [outside, excluded, inside]));
  expect([last, changed]).toEqual([0, { x: 50, y: 50, width: 4, height: 4 }]);
});

test('a blinking cursor is learned when it comes back, and its earlier changes are forgotten', () => {
  const tracker = new StillnessTracker();
  const [on, off] = [[box(CURSOR, 170)], []];
  expect(stillFor(tracker, [frameAt(0, off), frameAt(500, on)])).toEqual([0, 0]);
  expect(tracker.add(frameAt(1000, off))).toEqual({
    stillFor: 1000,
    stillAtBest: 1000,
    changed: undefined,
    blinkers: [{ ...CURSOR, period: 1000 }],
  });
  expect(stillFor(tracker, [frameAt(1500, on), frameAt(1700, on), frameAt(2000, off)])).toEqual([
    1500, 1700, 2000,
  ]);
});

test('a change beside a blinker counts', () => {
  const tracker = new StillnessTracker();
  const text = box({ x: 100, y: 60, width: 40, height: 16 }, 200);
  stillFor(tracker, [frameAt(0), frameAt(500, [box(CURSOR, 170)]), frameAt(1000)]);
  const { stillFor: now, changed } = tracker.add(frameAt(1500, [box(CURSOR, 170), text]));
  expect([now, changed]).toEqual([0, { x: 100, y: 60, width: 40, height: 16 }]);
});

test('a box that shows a third content is no blinker', () => {
  const tracker = new StillnessTracker();
  const digits = [1, 2, 1, 3, 1].map((grey, index) => frameAt(index * 1000, [box(CURSOR, grey * 50)]));
  // Going back from the third to the first looks like blinking again, but the third content is not forgotten.
  expect(stillFor(tracker, digits)).toEqual([0, 0, 2000, 0, 1000]);
});

test('a counter never looks like a blinker, and a large toggling part neither', () => {
  const counter = new StillnessTracker();
  expect(
    stillFor(
      counter,
      [10, 20, 30, 40].map((grey, index) => frameAt(index * 100, [box(CURSOR, grey)])),
    ),
  ).toEqual([0, 0, 0, 0]);
  const large = new StillnessTracker();
  const panel = { x: 20, y: 20, width: 120, height: 40 };
  expect(
    stillFor(
      large,
      [10, 20, 10, 20].map((grey, index) => frameAt(index * 100, [box(panel, grey)])),
    ),
  ).toEqual([0, 0, 0, 0]);
});

test('a large part that toggles evenly is learned within a few periods, and one that does not is not', () => {
  const panel = { x: 20, y: 20, width: 120, height: 40 };
  const times = [0, 500, 1000, 1530, 2000, 2490, 3010, 3500, 4000];
  const even = new StillnessTracker();
  const seen = times.map((time, index) => even.add(frameAt(time, [box(panel, index % 2 === 0 ? 10 : 200)])));
  expect(seen.map(({ stillFor }) => stillFor)).toEqual([0, 0, 0, 0, 0, 0, 0, 3500, 4000]);
  expect(seen.at(-1)?.blinkers).toEqual([{ ...panel, period: expect.closeTo(1000, -2) }]);
  const uneven = new StillnessTracker();
  for (const [index, time] of [0, 100, 200, 300, 5000, 5100, 9000, 9100, 9200].entries())
    expect(uneven.add(frameAt(time, [box(panel, index % 2 === 0 ? 10 : 200)])).stillFor).toBe(0);
});

test('what blinks is left out also where something changes beside it in the same tile', () => {
  const tracker = new StillnessTracker();
  for (const [index, time] of [0, 500, 1000, 1500].entries())
    tracker.add(frameAt(time, index % 2 === 1 ? [box(CURSOR, 170)] : []));
  const beside = { x: 50, y: 32, width: 2, height: 3 };
  expect(tracker.add(frameAt(2000, [box(beside, 90)])).changed).toEqual(beside);
});

test('a frame that shows the same costs one memory compare, and no copy', () => {
  const tracker = new StillnessTracker();
  const frames = [0, 100, 200, 300].map((time) => frameAt(time));
  for (const frame of frames.slice(0, 2)) tracker.add(frame);
  const compare = Buffer.prototype.compare;
  const compared: number[] = [];
  Buffer.prototype.compare = function (this: Buffer, ...args: Parameters<typeof compare>) {
    compared.push((args[0] as Uint8Array).byteLength);
    return compare.apply(this, args);
  };
  try {
    for (const frame of frames.slice(2)) tracker.add(frame);
  } finally {
    Buffer.prototype.compare = compare;
  }
  const bytes = SIZE.width * SIZE.height * 4;
  expect(compared).toEqual([bytes, bytes]);
});

test('learning can be switched off', () => {
  const tracker = new StillnessTracker({ learnBlinkers: false });
  expect(
    stillFor(
      tracker,
      [0, 170, 0, 170].map((grey, index) => frameAt(index * 500, [box(CURSOR, grey)])),
    ),
  ).toEqual([0, 0, 0, 0]);
});
