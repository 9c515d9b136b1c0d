import { expect, test } from '@playwright/test';
import { cellsOf } from '../../../bench/harness/results.ts';
import { runRounds, type Task } from '../../../bench/harness/rounds.ts';
import { Random } from '../../../bench/support/random.ts';

function taskThat(method: string, sample: () => number, more: Partial<Task> = {}): Task {
  const both = () => ({ cpu: sample(), wall: 2 * sample() });
  return { suite: 'search', method, labels: { display: '1024x768', frame: 'a' }, sample: both, ...more };
}

test('each round takes every task once, in an order of its own; the first round is not counted', async () => {
  const order: string[] = [];
  const long = (method: string) => {
    order.push(method);
    return 20;
  };
  const tasks = ['a', 'b', 'c', 'd', 'e'].map((method) => taskThat(method, () => long(method)));
  const timings = await runRounds(tasks, { rounds: 4, random: new Random(1) });
  const rounds = Array.from({ length: 5 }, (_, round) => order.slice(round * 10, round * 10 + 10).join(''));
  for (const round of rounds) expect([...new Set(round)].sort().join('')).toBe('abcde');
  expect(new Set(rounds).size).toBeGreaterThan(1);
  expect(timings.map(({ cpu }) => cpu.samples)).toEqual([4, 4, 4, 4, 4]);
});

test('what is short is warmed up by several samples that do not count', async () => {
  let samples = 0;
  const short = taskThat('short', () => Math.sign(++samples));
  const [timing] = await runRounds([short], { rounds: 1, random: new Random(1) });
  expect(timing?.cpu.samples).toBe(1);
  expect(samples).toBe(2 * (2 + 1)); // each sample asks twice
});

test('what takes long is taken in fewer rounds, and not to warm up', async () => {
  let calls = 0;
  const long = taskThat('long', () => ++calls, { rounds: 2 });
  const [timing] = await runRounds([long], { rounds: 5, random: new Random(1) });
  expect(timing?.cpu.samples).toBe(2);
  expect(calls).toBe(4);
});

test('frames of one kind of work become one cell, by the geometric mean of their medians', async () => {
  const frames = [1, 4].map((ms) =>
    taskThat('exact', () => ms, { labels: { display: '1024x768', frame: `${ms}` } }),
  );
  const cells = cellsOf(await runRounds(frames, { rounds: 3, random: new Random(1) }));
  expect(cells).toEqual([
    {
      suite: 'search',
      method: 'exact',
      labels: { display: '1024x768' },
      frames: 2,
      cpu: { median: 2, low: 2, high: 2 },
      wall: { median: 4, low: 4, high: 4 },
    },
  ]);
});
