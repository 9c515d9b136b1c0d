/** Time that a person took counts against nobody. */
import { expect, test } from '@playwright/test';
import { now } from '../../../src/base/deadline.ts';
import { HoldClock } from '../../../src/guest/hold-clock.ts';

const fired = (signal: AbortSignal) =>
  new Promise<number>((resolve) => signal.addEventListener('abort', () => resolve(now()), { once: true }));

test('a time that is up while it is held is up later, by as long as it was held', async () => {
  const clock = new HoldClock();
  const start = now();
  using held = clock.timeUp(start + 60, () => new Error('late'));
  using free = new HoldClock().timeUp(start + 200, () => new Error('late'));
  const at = fired(held.signal);
  const hold = clock.hold();
  await fired(free.signal);
  expect(held.signal.aborted).toBe(false);
  hold[Symbol.dispose]();
  expect(clock.heldFor).toBeGreaterThan(150);
  expect((await at) - start).toBeGreaterThan(60 + 150);
});

test('holds at the same time count once', async () => {
  const clock = new HoldClock();
  const [one, two] = [clock.hold(), clock.hold()];
  using time = new HoldClock().timeUp(now() + 50, () => new Error('late'));
  await fired(time.signal);
  one[Symbol.dispose]();
  const before = clock.heldFor;
  expect(before).toBeGreaterThan(40);
  two[Symbol.dispose]();
  expect(clock.heldFor).toBeLessThan(before + 50);
});
