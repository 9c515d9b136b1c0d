/** A state that must be asked for. */
import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import { AskedState } from '../../../src/driver/asked-state.ts';

/** Between two questions of a watch, ms. */
const INTERVAL = 100;

function stateOf(ask: () => Promise<number>) {
  const changes: (number | undefined)[] = [];
  const state: AskedState<number> = new AskedState({
    ask,
    epoch: () => 1,
    same: (a, b) => a === b,
    onChange: () => changes.push(state.state),
  });
  return { state, changes };
}

test('a new answer is told once', async () => {
  const answers = [1, 1, 2];
  const { state, changes } = stateOf(async () => answers.shift() as number);
  expect(state.state).toBeUndefined();
  for (let i = 0; i < 3; i++) await state.refresh();
  expect(changes).toEqual([1, 2]);
});

test('who does not answer is not asked again and again', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    let asked = 0;
    let answer = (_: number) => {};
    const { state, changes } = stateOf(() => {
      asked++;
      return new Promise<number>((resolve) => {
        answer = resolve;
      });
    });
    using _watching = state.watch();
    for (let i = 0; i < 20; i++) {
      mock.timers.tick(INTERVAL);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(asked).toBe(1);
    answer(7);
    await expect.poll(() => changes).toEqual([7]);
  } finally {
    mock.timers.reset();
  }
});
