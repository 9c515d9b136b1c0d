/** How near a wait came, while it goes on: seldom, and from the pixels that it looked at. */
import { expect, test } from '@playwright/test';
import { createFrame, type Frame } from '../../../../src/frame/frame.ts';
import type { Target } from '../../../../src/guest/target.ts';
import { TraceAction } from '../../../../src/report/trace/action.ts';
import { NearMisses } from '../../../../src/report/trace/near-misses.ts';

const BLUE = 0xffff0000;

function frameOf(colour: number): Frame {
  const data = new Uint8Array(4 * 4 * 4);
  new Uint32Array(data.buffer).fill(colour);
  return createFrame(data, { width: 4, height: 4, sequence: 1, time: 1 });
}

/** Whose explanations take `cost` ms of the fake clock. */
function setUp(cost = 0) {
  const clock = { time: 0 };
  const told: string[] = [];
  const target: Target = {
    what: "screen 'a'",
    screens: ['a'],
    look: () => ({ matches: [], depends: 'all' }),
    explain: async ({ pixels }) => {
      await Promise.resolve(); // a screen may have to be loaded first
      clock.time += cost;
      return `first pixel ${pixels[0]?.toString(16)}`;
    },
  };
  const nearMisses = new NearMisses(
    (_, line) => void told.push(line),
    () => clock.time,
  );
  const action = new TraceAction({ callId: 'a', title: 'a', parent: undefined });
  const look = async (
    time: number,
    seen: number,
    facts: { changed?: boolean; targets?: readonly Target[] } = {},
  ) => {
    const { changed = true, targets = [target] } = facts;
    clock.time = time;
    const frame = frameOf(BLUE);
    nearMisses.look(action, { frame, seen, changed, targets });
    frame.pixels.fill(0); // its memory is used again
    await nearMisses.settled();
  };
  return { look, told, target, nearMisses };
}

test('a short wait needs none; a longer one has one though its screen stands still', async () => {
  const { look, told } = setUp();
  await look(0, 1);
  await look(900, 2, { changed: false });
  expect(told).toEqual([]);
  await look(1100, 3, { changed: false });
  await look(9000, 4, { changed: false });
  expect(told).toEqual(["frame 3 does not show screen 'a': first pixel ffff0000"]);
});

test('something new is explained again, after a rest of a hundred times what it took', async () => {
  const { look, told } = setUp(50);
  await look(0, 1);
  await look(1100, 2);
  await look(5000, 3);
  await look(6200, 4);
  expect(told.map((line) => line.slice(0, 7))).toEqual(['frame 2', 'frame 4']);
});

test('what takes long to look for is left out, and one that cannot be explained ends nothing', async () => {
  const { look, told, target } = setUp();
  const slow = { ...target, slow: true };
  const broken: Target = {
    ...target,
    explain: () => {
      throw new Error('no such screen');
    },
  };
  await look(0, 1);
  await look(1100, 2, { targets: [slow] });
  await look(2200, 3, { targets: [broken] });
  expect(told).toEqual([]);
});
