/** What the soak calls a leak. */
import { expect, test } from '@playwright/test';
import { slopeOf } from '../../../bench/soak/slope.ts';
import { growthOf } from '../../../bench/soak/verdict.ts';
import { Random } from '../../../bench/support/random.ts';

const KIB = 1024;
const ROUNDS = 100;

/** Values round by round; `noise` in bytes to either side. */
function series(of: (round: number) => number, noise = 0): number[] {
  const random = new Random(7);
  return Array.from({ length: ROUNDS }, (_, round) => of(round) + random.below(2 * noise + 1) - noise);
}

function leaks(values: readonly number[], gauge = 'memory: ours'): boolean | undefined {
  return growthOf(values.map((value) => ({ [gauge]: value })))[0]?.leaks;
}

test('a straight line has its own slope, without doubt', () => {
  expect(slopeOf([1, 3, 5, 7, 9, 11])).toEqual({ perRound: 2, low: 2, high: 2 });
});

test('the interval is that of a textbook', () => {
  // Sums of squares 42 and 7.619 about the line, Student's quantile of 6 degrees 2.447: 0.4255 to either side.
  const values = [0, 1, 2, 3, 4, 5, 6, 7].map((round) => (round % 2 === 0 ? round + 1 : round - 1));
  const { perRound, low, high } = slopeOf(values) ?? { perRound: 0, low: 0, high: 0 };
  expect(perRound).toBeCloseTo(0.905, 3);
  expect(high - perRound).toBeCloseTo(perRound - low, 9);
  expect(high - perRound).toBeCloseTo(0.4255, 2);
});

test('memory that grows by more than 10 KB a round is a leak, noise or not', () => {
  expect(leaks(series((round) => round * 20 * KIB))).toBe(true);
  expect(leaks(series((round) => round * 20 * KIB, 100 * KIB))).toBe(true);
  expect(leaks(series((round) => round * 5 * KIB))).toBe(false);
});

test('noise, steps and a first growth that ends are no leak', () => {
  expect(leaks(series(() => 2 ** 26, 5000 * KIB))).toBe(false);
  expect(leaks(series((round) => (round < 50 ? 0 : 500 * KIB)))).toBe(false);
  expect(leaks(series((round) => Math.min(round, 15) * 4000 * KIB))).toBe(false);
});

test('a handle in ten rounds is a leak, one more or fewer now and then is none', () => {
  expect(
    leaks(
      series((round) => Math.floor(round / 10)),
      'handles: ours',
    ),
  ).toBe(true);
  expect(
    leaks(
      series(() => 30, 4),
      'handles: ours',
    ),
  ).toBe(false);
});

test('too few rounds tell nothing, and neither do gauges that come and go', () => {
  expect(growthOf([{ 'memory: a': 1 }, { 'memory: a': 2 }])).toEqual([]);
  const readings = series((round) => round).map((value) => (value % 2 ? { 'memory: a': value } : {}));
  expect(growthOf(readings)).toEqual([]);
});

test('with many rounds between two readings growth is told by the round; our own heap is held to a reading', () => {
  const grows = series((round) => round * 20 * KIB).map((value) => ({
    'memory: server': value,
    'memory: ours, in use': value,
  }));
  const [server, ours] = growthOf(grows, 100);
  expect(server).toMatchObject({ gauge: 'memory: server', leaks: false });
  expect(server?.perRound).toBeCloseTo(0.2 * KIB, 6);
  expect(ours).toMatchObject({ gauge: 'memory: ours, in use', leaks: true });
  const handles = series((round) => round).map((value) => ({ 'handles: server': value }));
  expect(growthOf(handles, 100)[0]?.leaks).toBe(true);
});
