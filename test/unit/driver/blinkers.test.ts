/** Blinking cursors do not keep the captures frequent. */
import { expect, test } from '@playwright/test';
import { Blinkers } from '../../../src/driver/blinkers.ts';

const tile = (x: number, y: number) => ({ x, y, width: 16, height: 16 });

test('a small place that changes again soon is a blink, the first time it is news', () => {
  const blinkers = new Blinkers();
  expect([0, 500, 1000, 1500].map((now) => blinkers.isBlink([tile(32, 48)], now))).toEqual([
    false,
    true,
    true,
    true,
  ]);
});

test('another place, a larger change and a change after a long rest are news', () => {
  const blinkers = new Blinkers();
  blinkers.isBlink([tile(0, 0)], 0);
  expect(blinkers.isBlink([tile(16, 0)], 100)).toBe(false);
  expect(blinkers.isBlink([tile(0, 0), tile(16, 0)], 200)).toBe(false);
  const line = [{ x: 0, y: 0, width: 720, height: 16 }];
  expect([blinkers.isBlink(line, 300), blinkers.isBlink(line, 400)]).toEqual([false, false]);
  expect(blinkers.isBlink('all', 500)).toBe(false);
  expect(blinkers.isBlink([tile(0, 0)], 60_000)).toBe(false);
});
