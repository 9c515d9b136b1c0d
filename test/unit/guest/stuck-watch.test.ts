/** A guest that is stuck: the same few pictures over and over, or one that stands still. */
import { expect, test } from '@playwright/test';
import { createFrame } from '../../../src/frame/frame.ts';
import { createPicture, wordOf } from '../../../src/frame/picture.ts';
import type { SeenFrame } from '../../../src/guest/frame-stream.ts';
import { StuckWatch } from '../../../src/guest/stuck-watch.ts';

const SIZE = { width: 40, height: 40 };
const SPINNER = { x: 16, y: 16, width: 16, height: 16 };

/** A frame at `time` whose spinner shows picture number `picture`. */
function seen(time: number, picture: number, damage: SeenFrame['damage'] = [SPINNER]): SeenFrame {
  const { data, pixels } = createPicture(SIZE);
  pixels[20 * SIZE.width + 20] = wordOf(picture, 0, 0);
  return { frame: createFrame(data, { ...SIZE, sequence: time, time }), damage };
}

test('pictures that repeat are told with their number once nothing else was seen for the limit', () => {
  const watch = new StuckWatch(10_000);
  expect(watch.add(seen(0, 99, 'all'))).toBeUndefined();
  const said = Array.from({ length: 14 }, (_, second) => watch.add(seen((second + 1) * 1000, second % 3)));
  expect(said.findIndex((each) => each !== undefined)).toBe(12); // the third picture came after three seconds
  expect(said[12]).toBe(
    'the guest is stuck, nothing new on its display for 10 s, the same 3 pictures over and over',
  );
});

test('a display that stands still is told without pictures, a new picture starts anew', () => {
  const watch = new StuckWatch(10_000);
  watch.add(seen(0, 1, 'all'));
  expect(watch.add(seen(9000, 1, []))).toBeUndefined();
  expect(watch.summary).toBe('nothing new on its display for 9 s');
  expect(watch.add(seen(9500, 2))).toBeUndefined();
  expect(watch.summary).toBeUndefined();
  expect(watch.add(seen(19_500, 2, []))).toBe('the guest is stuck, nothing new on its display for 10 s');
});

test('a counter is never stuck, and without a limit nothing is', () => {
  const counting = new StuckWatch(1000);
  for (let count = 0; count < 60; count++)
    expect(counting.add(seen(count * 900, count, count === 0 ? 'all' : [SPINNER]))).toBeUndefined();
  const patient = new StuckWatch(Number.POSITIVE_INFINITY);
  patient.add(seen(0, 1, 'all'));
  expect(patient.add(seen(1e9, 1, []))).toBeUndefined();
});
