/** The polling frame source: cadence, pull, damage, memory and its end, on a clock that the test turns. */
import { expect, test } from '@playwright/test';
import { type Captured, type CaptureHint, pollFrames } from '../../../src/driver/frame-source.ts';
import { PooledAllocator } from '../../../src/frame/allocator.ts';
import type { Frame } from '../../../src/frame/frame.ts';

const [WIDTH, HEIGHT] = [32, 16];

/** A clock that jumps to the end of each pause, unless an alarm rings at an earlier time. */
class FakeClock {
  time = 1000;
  readonly pauses: number[] = [];
  readonly alarms: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  async pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    this.pauses.push(milliseconds);
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.alarms.sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.alarms.shift();
      this.time = Math.max(this.time, next.at);
      next.run();
      if (signal.aborted) throw signal.reason;
    }
    this.time = end;
  }
}

/** A screen of one grey that each capture reads, and the source over it. */
function setUp({ cost = 2 }: { cost?: number } = {}) {
  const clock = new FakeClock();
  const abort = new AbortController();
  const allocator = new PooledAllocator();
  const listeners = new Set<(hint: CaptureHint) => void>();
  const screen = { grey: 0, captures: 0, ready: true };
  let sequence = 0;
  const source = pollFrames({
    allocator,
    signal: abort.signal,
    clock,
    nextSequence: () => ++sequence,
    hints: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    capture: async (): Promise<Captured | undefined> => {
      screen.captures++;
      clock.time += cost;
      if (!screen.ready) return undefined;
      const data = allocator.allocate(WIDTH, HEIGHT).fill(screen.grey);
      return { width: WIDTH, height: HEIGHT, data };
    },
  });
  const hint = (value: CaptureHint) => {
    for (const listener of listeners) listener(value);
  };
  const next = async (): Promise<Frame> => (await source.next()).value as Frame;
  return { clock, abort, listeners, screen, source, hint, next };
}

test('nothing is captured while nobody asks for a frame', async () => {
  const { clock, screen, next } = setUp();
  await next();
  clock.time += 60_000;
  expect(screen.captures).toBe(1);
  await next();
  expect(screen.captures).toBe(2);
});

test('a consumer slower than the interval gets a capture that begins when it asks', async () => {
  const { clock, next } = setUp();
  await next();
  clock.time += 700;
  const asked = clock.time;
  expect((await next()).time).toBe(asked);
});

test('an unchanged screen gives the same memory with empty damage, a new time and sequence number', async () => {
  const { next } = setUp();
  const first = await next();
  const second = await next();
  expect(first.damage).toBe('all');
  expect(second.data).toBe(first.data);
  expect(second.damage).toEqual([]);
  expect(second.time).toBeGreaterThan(first.time);
  expect(second.sequence).toBe(first.sequence + 1);
});

test('a changed screen gives new memory with damage, and leaves the last frame as it was', async () => {
  const { screen, next } = setUp();
  const first = await next();
  screen.grey = 7;
  const second = await next();
  expect(second.damage).not.toEqual([]);
  expect([first.data[0], second.data[0]]).toEqual([0, 7]);
});

test('captures follow each other in 25 ms while lively and at 20 times their cost when still', async () => {
  const { clock, next } = setUp({ cost: 4 });
  const times: number[] = [];
  for (let i = 0; i < 100; i++) times.push((await next()).time);
  const gaps = times.slice(1).map((time, i) => time - (times[i] as number));
  expect(new Set(gaps)).toEqual(new Set([25, 80]));
  expect(gaps.indexOf(80)).toBe(80); // the first 2 s of 25 ms each
  expect(clock.pauses).toContain(76);
});

test('a cursor that blinks leaves the screen a still one', async () => {
  const { screen, clock, next } = setUp({ cost: 4 });
  const gaps: number[] = [];
  for (let i = 0, last = (await next()).time; i < 300; i++) {
    screen.grey = Math.floor(clock.time / 500) % 2;
    const { time } = await next();
    gaps.push(time - last);
    last = time;
  }
  expect(new Set(gaps.slice(200))).toEqual(new Set([80]));
});

test('the interval on a still screen stays between 25 and 250 ms', async () => {
  const dear = setUp({ cost: 30 });
  const cheap = setUp({ cost: 0.5 });
  const lastGap = async ({ next }: typeof dear) => {
    let times = [0, 0];
    for (let i = 0; i < 100; i++) times = [times[1] as number, (await next()).time];
    return (times[1] as number) - (times[0] as number);
  };
  expect(await lastGap(dear)).toBe(250);
  expect(await lastGap(cheap)).toBe(25);
});

test('input brings the next capture forward, yet not closer than 25 ms', async () => {
  const { clock, hint, next } = setUp({ cost: 10 });
  for (let i = 0; i < 200; i++) await next();
  const last = (await next()).time;
  clock.alarms.push({ at: last + 100, run: () => hint('input') });
  expect((await next()).time).toBe(last + 100);
  clock.alarms.push({ at: clock.time + 1, run: () => hint('input') });
  expect((await next()).time).toBe(last + 125);
});

test('damage of a still screen is captured at once, further damage after 25 ms', async () => {
  const { clock, hint, next, screen } = setUp({ cost: 10 });
  for (let i = 0; i < 200; i++) await next();
  const last = (await next()).time;
  const change = () => {
    screen.grey++;
    hint('damage');
  };
  clock.alarms.push({ at: last + 11, run: change });
  expect((await next()).time).toBe(last + 11);
  clock.alarms.push({ at: last + 22, run: change });
  expect((await next()).time).toBe(last + 36);
});

test('a screen that shows nothing yet is asked again', async () => {
  const { clock, screen, next } = setUp();
  screen.ready = false;
  const getReady = () => {
    screen.ready = true;
  };
  clock.alarms.push({ at: clock.time + 300, run: getReady });
  const frame = await next();
  expect(frame.time).toBeGreaterThanOrEqual(1300);
  expect(screen.captures).toBeGreaterThan(2);
});

test('the source ends in mid-pause when its signal fires, and stops listening for hints', async () => {
  const { clock, abort, listeners, source, next } = setUp();
  await next();
  expect(listeners.size).toBe(1);
  clock.alarms.push({ at: clock.time + 5, run: () => abort.abort(new Error('enough')) });
  expect(await source.next()).toEqual({ done: true, value: undefined });
  expect(listeners.size).toBe(0);
});

test('an error of the capture reaches the consumer', async () => {
  const source = pollFrames({
    allocator: new PooledAllocator(),
    signal: new AbortController().signal,
    nextSequence: () => 1,
    capture: () => Promise.reject(new Error('no monitor')),
  });
  await expect(source.next()).rejects.toThrow('no monitor');
});
