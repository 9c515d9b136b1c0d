import { expect, test } from '@playwright/test';
import { Deadline } from '../../../src/base/deadline.ts';
import { SharedAttempt } from '../../../src/driver/shared-attempt.ts';

test('whoever asks meanwhile gets what the one attempt gives; the next makes another', async () => {
  using deadline = new Deadline('connecting', {});
  const shared = new SharedAttempt<number>();
  let attempts = 0;
  const attempt = async () => {
    await Promise.resolve();
    return ++attempts;
  };
  const make = () => shared.make(deadline, attempt);
  expect(await Promise.all([make(), make(), make()])).toEqual([1, 1, 1]);
  expect(await make()).toBe(2);
});

test('an attempt that its own caller gives up is made again by those who still wait', async () => {
  using short = new Deadline('the short one', { timeout: 10 });
  using long = new Deadline('the long one', {});
  const shared = new SharedAttempt<string>();
  const first = shared.make(short, () => short.race(new Promise<string>(() => {})));
  const second = shared.make(long, async () => 'made');
  await expect(first).rejects.toThrow('the short one did not finish within 10 ms');
  expect(await second).toBe('made');
});

test('who waits for an attempt is told when its own time is up; idle waits for the attempt itself', async () => {
  using short = new Deadline('the short one', { timeout: 10 });
  using long = new Deadline('the long one', {});
  const shared = new SharedAttempt<string>();
  let end = (_: string) => {};
  const first = shared.make(long, () => new Promise<string>((resolve) => (end = resolve)));
  await expect(shared.make(short, async () => 'never')).rejects.toThrow('the short one did not finish');
  const idle = shared.idle();
  end('made');
  await idle;
  expect(await first).toBe('made');
});
