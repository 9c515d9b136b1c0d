import { hostname } from 'node:os';
import { expect, test } from '@playwright/test';
import { BeatWatch } from '../../../../src/driver/hosts/beat-watch.ts';
import {
  BEAT_INTERVAL,
  describeHolder,
  MISSED_BEATS,
  newHolder,
  readHolder,
} from '../../../../src/driver/hosts/holder.ts';

const holder = newHolder('shard 1/2, worker 3');

test('a holder survives being written down; anything else is nobody', () => {
  expect(readHolder(JSON.stringify(holder))).toEqual(holder);
  for (const text of ['', 'null', '{}', '{"owner":"x"}', JSON.stringify({ ...holder, beat: 'x' })])
    expect(readHolder(text)).toBeUndefined();
});

test('a holder is told by owner, computer, process and time', () => {
  const known = { ...holder, since: '2026-03-01T12:03:20.123Z' };
  expect(describeHolder(known)).toBe(
    `shard 1/2, worker 3 on ${hostname()} (process ${process.pid}) since 12:03:20 UTC`,
  );
  expect(describeHolder(undefined)).toBe('somebody who left no name');
});

test('an owner is gone when its beat stands still for long enough, by our clock', () => {
  let time = 1000;
  const watch = new BeatWatch(() => time);
  const lock = { name: 'guestwright-slot-0', id: 'a', holder };
  expect(watch.abandoned([lock])).toEqual([]);
  time += MISSED_BEATS * BEAT_INTERVAL;
  expect(watch.abandoned([lock])).toEqual([]);
  time += 1;
  expect(watch.abandoned([lock])).toEqual([lock]);
});

test('a beat, another taking of the same slot, and a longer interval start anew', () => {
  let time = 0;
  const watch = new BeatWatch(() => time);
  const look = (lock: { id: string; beat?: number; interval?: number }) =>
    watch.abandoned([{ name: 'guestwright-slot-0', id: lock.id, holder: { ...holder, ...lock } }]).length;
  expect(look({ id: 'a', beat: 1 })).toBe(0);
  time += MISSED_BEATS * BEAT_INTERVAL + 1;
  expect(look({ id: 'a', beat: 2 })).toBe(0);
  time += MISSED_BEATS * BEAT_INTERVAL + 1;
  expect(look({ id: 'b', beat: 2 })).toBe(0);
  expect(look({ id: 'b', beat: 2, interval: 2 * BEAT_INTERVAL })).toBe(0);
  time += MISSED_BEATS * BEAT_INTERVAL + 1;
  expect(look({ id: 'b', beat: 2, interval: 2 * BEAT_INTERVAL })).toBe(0);
  expect(look({ id: 'b', beat: 2 })).toBe(1);
});

test('what no Guestwright wrote is never called abandoned', () => {
  let time = 0;
  const watch = new BeatWatch(() => time);
  const foreign = { name: 'guestwright-slot-0', id: 'a', holder: undefined };
  expect(watch.abandoned([foreign])).toEqual([]);
  time = Number.MAX_SAFE_INTEGER;
  expect(watch.abandoned([foreign])).toEqual([]);
});
