import { expect, test } from '@playwright/test';
import { createFrame } from '../../../src/frame/frame.ts';
import type { GuestContext } from '../../../src/guest/context.ts';
import type { Target } from '../../../src/guest/target.ts';
import { Lookout } from '../../../src/steps/lookout.ts';

function givenLookout() {
  const asked: number[] = [];
  const target: Target = {
    what: 'x',
    screens: [],
    look: (frame) => {
      asked.push(frame.sequence);
      return { matches: [], depends: 'all' };
    },
    explain: () => '',
  };
  const context = { stream: { open: () => undefined }, pointer: { position: undefined } };
  const lookout = new Lookout(context as unknown as GuestContext);
  let sequence = 0;
  const turnTo = (damage: 'all' | []) => {
    const frame = createFrame(new Uint8Array(4), { width: 1, height: 1, sequence: ++sequence, time: 0 });
    lookout.turnTo({ frame, damage });
  };
  return { asked, target, lookout, turnTo };
}

test('a target is asked once a frame, and not again while nothing changed', async () => {
  const { asked, target, lookout, turnTo } = givenLookout();
  turnTo('all');
  await lookout.sight(target);
  await lookout.sight(target);
  turnTo('all');
  await lookout.sight(target);
  turnTo('all');
  turnTo([]);
  await lookout.sight(target);
  turnTo([]);
  await lookout.sight(target);
  expect(asked).toEqual([1, 2, 4]);
});

test('a target that missed a frame, or saw a capture beside the stream, is asked anew', async () => {
  const { asked, target, lookout, turnTo } = givenLookout();
  turnTo([]);
  await lookout.sight(target);
  turnTo([]); // missed
  turnTo([]);
  await lookout.sight(target);
  turnTo('all'); // the capture at the end of a wait: the next damage does not count from it
  await lookout.sight(target);
  turnTo([]);
  await lookout.sight(target);
  expect(asked).toEqual([1, 3, 4, 5]);
});
