import { getEventListeners } from 'node:events';
import { expect, test } from '@playwright/test';
import { mergeSignals, raceSignal, timeUp } from '../../../src/base/signals.ts';

test('merged signals fire with the first reason and leave no listener behind', () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const merged = mergeSignals(one.signal, undefined, two.signal);
  expect(getEventListeners(one.signal, 'abort')).toHaveLength(1);
  two.abort('second');
  one.abort('first');
  expect(merged.signal.reason).toBe('second');
  merged[Symbol.dispose]();
  expect(getEventListeners(one.signal, 'abort')).toHaveLength(0);
});

test('a race ends with the promise or with the signal, and listens no longer', async () => {
  const controller = new AbortController();
  expect(await raceSignal(Promise.resolve(1), controller.signal)).toBe(1);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  const never = raceSignal(new Promise(() => {}), controller.signal);
  controller.abort(new Error('enough'));
  await expect(never).rejects.toThrow('enough');
  await expect(raceSignal(Promise.resolve(1), controller.signal)).rejects.toThrow('enough');
});

test('a time that is past has fired, one that is far away has not', () => {
  using past = timeUp(performance.now() - 1);
  using far = timeUp(Number.POSITIVE_INFINITY);
  expect([past.signal.aborted, far.signal.aborted]).toEqual([true, false]);
});
