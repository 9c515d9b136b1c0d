/** A text that takes long to read keeps no screen waiting, and is believed only where it still stands. */
import { expect, test } from '@playwright/test';
import { createFrame, type Damage } from '../../../src/frame/frame.ts';
import { FrameHistory } from '../../../src/frame/frame-history.ts';
import type { GuestContext } from '../../../src/guest/context.ts';
import { SlowLook } from '../../../src/guest/slow-look.ts';
import type { GuestMatch, Sighting, Target } from '../../../src/guest/target.ts';
import { WatchList } from '../../../src/guest/watch-list.ts';

const BOX = { x: 2, y: 2, width: 4, height: 2 };
const ELSEWHERE = { x: 10, y: 10, width: 2, height: 2 };
const FOUND: Sighting = { matches: [{ what: 'text', box: BOX } as GuestMatch], depends: 'all' };
const NOTHING: Sighting = { matches: [], depends: 'all' };

/** A target whose looks end when the test says so. */
function givenSlow() {
  const looks: { readonly value: number; end(sighting: Sighting | Error): void }[] = [];
  const target: Target = {
    what: 'text',
    screens: [],
    slow: true,
    look: (frame) =>
      new Promise((resolve, reject) => {
        const value = frame.data[0] as number;
        const end = (sighting: Sighting | Error) =>
          sighting instanceof Error ? reject(sighting) : resolve(sighting);
        looks.push({ value, end });
      }),
    explain: () => '',
  };
  return { looks, target };
}

function frameOf(value: number) {
  const data = new Uint8Array(16 * 16 * 4).fill(value);
  return createFrame(data, { width: 16, height: 16, sequence: value, time: value });
}

test('nothing is known while it looks, and then what it saw if that did not change', async () => {
  const { looks, target } = givenSlow();
  const slow = new SlowLook(target);
  expect(await slow.update(frameOf(1), 'all', {})).toBeUndefined();
  expect(await slow.update(frameOf(2), [], {})).toBeUndefined();
  expect(looks).toHaveLength(1);
  looks[0]?.end(FOUND);
  expect(await slow.update(frameOf(3), [], {})).toEqual(FOUND);
  expect(await slow.update(frameOf(4), [], {})).toEqual(FOUND);
  expect(looks).toHaveLength(1);
});

test('a match stays believed if only something else changed; a changed one is looked for again', async () => {
  for (const [damage, believed] of [
    [[ELSEWHERE], true],
    [[BOX], false],
    ['all', false],
  ] as [Damage, boolean][]) {
    const { looks, target } = givenSlow();
    const slow = new SlowLook(target);
    await slow.update(frameOf(1), 'all', {});
    looks[0]?.end(FOUND);
    const sighting = await slow.update(frameOf(2), damage, {});
    if (believed) expect(sighting?.matches).toEqual(FOUND.matches);
    else expect([sighting, looks[1]?.value]).toEqual([undefined, 2]);
  }
});

test('that it was not there on an old frame says nothing about the current one', async () => {
  const { looks, target } = givenSlow();
  const slow = new SlowLook(target);
  await slow.update(frameOf(1), 'all', {});
  looks[0]?.end(NOTHING);
  expect(await slow.update(frameOf(2), [ELSEWHERE], {})).toBeUndefined();
  expect(looks[1]?.value).toBe(2);
  looks[1]?.end(NOTHING);
  expect(await slow.update(frameOf(3), [], {})).toEqual(NOTHING);
});

test('it looks at pixels of its own, not at memory that the stream uses again', async () => {
  const { looks, target } = givenSlow();
  const frame = frameOf(7);
  const kept: number[] = [];
  const slow = new SlowLook({
    ...target,
    look: async (each) => {
      const sighting = await target.look(each);
      kept.push(each.data[0] as number);
      return sighting;
    },
  });
  await slow.update(frame, 'all', {});
  frame.data.fill(9);
  looks[0]?.end(FOUND);
  await slow.update(frameOf(8), [], {});
  expect(kept).toEqual([7]);
});

test('what a look throws is thrown once, and it is looked for again', async () => {
  const { looks, target } = givenSlow();
  const slow = new SlowLook(target);
  await slow.update(frameOf(1), 'all', {});
  looks[0]?.end(new Error('no language data'));
  await expect(slow.update(frameOf(2), [], {})).rejects.toThrow('no language data');
  expect(await slow.update(frameOf(3), [], {})).toBeUndefined();
  expect(looks).toHaveLength(2);
});

test('a screen that shows while a text is being read is seen at once; the final frame is waited for', async () => {
  const { looks, target } = givenSlow();
  let shows = false;
  const screen: Target = {
    what: 'screen',
    screens: ['screen'],
    look: () => (shows ? { matches: [{ what: 'screen', box: BOX } as GuestMatch], depends: 'all' } : NOTHING),
    explain: () => '',
  };
  const context = { stream: { history: new FrameHistory() }, pointer: { position: undefined } };
  const watches = new WatchList(context as unknown as GuestContext, [target, screen]);
  expect(await watches.first({ frame: frameOf(1), damage: 'all' })).toBeUndefined();
  shows = true;
  expect((await watches.first({ frame: frameOf(2), damage: 'all' }))?.match.what).toBe('screen');
  shows = false;
  const last = watches.first({ frame: frameOf(3), damage: 'all', final: true });
  await expect.poll(() => looks.length).toBe(2);
  looks[1]?.end(FOUND);
  expect((await last)?.index).toBe(0);
});
