/** The targets of one wait: held together, and asked no further than the answer needs. */
import { expect, test } from '@playwright/test';
import { createFrame } from '../../../src/frame/frame.ts';
import { FrameHistory } from '../../../src/frame/frame-history.ts';
import type { GuestContext } from '../../../src/guest/context.ts';
import type { GuestMatch, Target } from '../../../src/guest/target.ts';
import { WatchList } from '../../../src/guest/watch-list.ts';

function givenTargets(shown: readonly string[]) {
  const calls: string[] = [];
  const targets = ['a', 'b', 'c'].map((what): Target => {
    return {
      what,
      screens: [],
      hold: () => {
        calls.push(`hold ${what}`);
        return { [Symbol.dispose]: () => void calls.push(`drop ${what}`) };
      },
      look: () => {
        calls.push(`look ${what}`);
        return { matches: shown.includes(what) ? [{ what } as GuestMatch] : [], depends: 'all' };
      },
      explain: () => '',
    };
  });
  const context = { stream: { history: new FrameHistory() }, pointer: { position: undefined } };
  const watches = new WatchList(context as unknown as GuestContext, targets);
  const frame = createFrame(new Uint8Array(4), { width: 1, height: 1, sequence: 1, time: 0 });
  return { calls, watches, seen: { frame, damage: 'all' } as const };
}

test('all are held before the first is looked for, and those behind the one that shows are not looked for', async () => {
  const { calls, watches, seen } = givenTargets(['b', 'c']);
  const found = await watches.first(seen);
  expect([found?.index, found?.match.what]).toEqual([1, 'b']);
  expect(calls).toEqual(['hold a', 'hold b', 'hold c', 'look a', 'look b']);
  watches[Symbol.dispose]();
  watches[Symbol.dispose]();
  expect(calls.slice(5)).toEqual(['drop a', 'drop b', 'drop c']);
});

test('a wait for all to leave looks for every one', async () => {
  const { calls, watches, seen } = givenTargets(['c']);
  expect((await watches.shown(seen)).map(({ what }) => what)).toEqual(['c']);
  expect(calls.filter((call) => call.startsWith('look'))).toEqual(['look a', 'look b', 'look c']);
});
