import { expect, test } from '@playwright/test';
import { createFrame } from '../../../src/frame/frame.ts';
import { FrameHistory } from '../../../src/frame/frame-history.ts';
import type { GuestContext } from '../../../src/guest/context.ts';
import type { Target } from '../../../src/guest/target.ts';
import { Lookout } from '../../../src/steps/lookout.ts';

function givenLookout() {
  const asked: number[] = [];
  const held: string[] = [];
  const target: Target = {
    what: 'x',
    screens: [],
    look: (frame) => {
      asked.push(frame.sequence);
      return { matches: [], depends: 'all' };
    },
    hold: () => {
      held.push('hold');
      return { [Symbol.dispose]: () => void held.push('drop') };
    },
    explain: () => '',
  };
  const context = {
    stream: { open: () => ({ [Symbol.dispose]: () => {} }), history: new FrameHistory() },
    pointer: { position: undefined },
  };
  const lookout = new Lookout(context as unknown as GuestContext);
  let sequence = 0;
  const turnTo = (damage: 'all' | []) => {
    const frame = createFrame(new Uint8Array(4), { width: 1, height: 1, sequence: ++sequence, time: 0 });
    lookout.turnTo({ frame, damage });
  };
  return { asked, held, target, lookout, turnTo };
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

test('what is wanted is held for the others, until it was not wanted for some frames or the script ends', () => {
  const { held, target, lookout, turnTo } = givenLookout();
  turnTo([]);
  lookout.want([target]);
  expect(held).toEqual(['hold']);
  for (let frame = 0; frame < 4; frame++) turnTo([]);
  expect(held).toEqual(['hold']);
  turnTo([]);
  expect(held).toEqual(['hold', 'drop']);
  lookout.want([target]);
  lookout[Symbol.dispose]();
  expect(held).toEqual(['hold', 'drop', 'hold', 'drop']);
});
