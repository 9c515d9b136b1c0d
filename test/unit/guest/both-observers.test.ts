/** Two observers of one guest: both see everything, and a frame's memory is free when both have done with it. */
import { expect, test } from '@playwright/test';
import { createFrame } from '../../../src/frame/frame.ts';
import { bothObservers } from '../../../src/guest/both-observers.ts';
import type { GuestObserver, StepInfo } from '../../../src/guest/observer.ts';

const INFO: StepInfo = { title: 'step', category: 'step', location: undefined };
const FRAME = createFrame(new Uint8Array(4), { width: 1, height: 1, sequence: 1, time: 1 });

test('steps of the outer one wrap those of the inner one, and events reach both', async () => {
  const seen: string[] = [];
  const observer = (name: string): GuestObserver => ({
    step: async (_, run) => {
      seen.push(`${name} begins`);
      const value = await run();
      seen.push(`${name} ends`);
      return value;
    },
    note: ({ type }) => void seen.push(`${name} notes ${type}`),
    awaiting: () => ({ [Symbol.dispose]: () => void seen.push(`${name} waits no more`) }),
  });
  const both = bothObservers(observer('outer'), observer('inner'));
  const value = await both.step(INFO, async () => {
    both.note?.({ type: 'log', text: 'line' });
    both.awaiting?.([])[Symbol.dispose]();
    return 7;
  });
  expect(value).toBe(7);
  expect(seen).toEqual([
    'outer begins',
    'inner begins',
    'outer notes log',
    'inner notes log',
    'outer waits no more',
    'inner waits no more',
    'inner ends',
    'outer ends',
  ]);
});

test('a frame that one keeps for good is never used again, one that both give back is', async () => {
  const step: GuestObserver['step'] = (_, run) => run();
  const gives = { step, frame: async () => {} };
  const keeps = { step, frame: () => {} };
  const given = (outer: GuestObserver, inner: GuestObserver) =>
    bothObservers(outer, inner).frame?.(FRAME, 'before', INFO);
  await expect(given(gives, gives)).resolves.toBeUndefined();
  expect(given(gives, { step })).toBeInstanceOf(Promise);
  expect(given(gives, keeps)).toBeUndefined();
  expect(bothObservers({ step }, { step }).frame).toBeUndefined(); // nothing is captured for nobody
});
