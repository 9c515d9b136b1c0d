import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Cell, Results } from '../../../bench/harness/results.ts';
import { bestPeer, falseAccepts, isMet, misses, targetsOf } from '../../../bench/targets.ts';

const file = path.join(import.meta.dirname, '../../../bench/results/reference.generated.json');
const reference: Results = JSON.parse(readFileSync(file, 'utf8'));

/** The reference run with some cells' times multiplied. */
function withTimes(change: (cell: Cell) => number): Results {
  const cells = reference.cells.map((cell) => ({
    ...cell,
    cpu: { ...cell.cpu, median: cell.cpu.median * change(cell) },
  }));
  return { ...reference, cells };
}

function missedIn(results: Results): string[] {
  return targetsOf(results).flatMap((target) => (isMet(target) ? [] : target.name));
}

test('every target of the committed run has a figure', () => {
  const targets = targetsOf(reference);
  expect(targets.length).toBeGreaterThan(15);
  for (const { name, figure } of targets) expect(figure, name).not.toBeNaN();
});

test('a matcher that became ten times slower misses its targets, one that lost its cells too', () => {
  const slow = missedIn(
    withTimes(({ suite, method }) => (suite === 'search' && method === 'exact' ? 10 : 1)),
  );
  expect(slow).toContain('exact, whole screen');
  expect(slow).toContain('exact against colour matchTemplate');
  const lost = { ...reference, cells: reference.cells.filter(({ method }) => method !== 'tolerant') };
  expect(missedIn(lost)).toContain('tolerant, whole screen');
});

test('a peer whose gray is as slow as its colour fails the run', () => {
  const strawman = withTimes(({ method }) => (method === 'OpenCV gray' ? 3 : 1));
  expect(missedIn(strawman)).toContain('sanity of the peer: OpenCV gray to colour, within 0.25 to 0.5');
});

test('one near miss accepted by exact, or more than the best peer by another rule, is a missed target', () => {
  const accuracy = reference.accuracy.map((one) => ({
    ...one,
    kinds: { ...one.kinds, digit: { wrong: one.ours ? 14 : 0, cases: 14 } },
  }));
  const missed = missedIn({ ...reference, accuracy }).filter((name) =>
    name.startsWith('near misses accepted'),
  );
  expect(missed).toHaveLength(3);
});

test('the best peer accepts the fewest near misses, and of several misses least', () => {
  const peer = (method: string, digit: number, noise: number) => ({
    method,
    ours: false,
    kinds: {
      digit: { wrong: digit, cases: 9 },
      noise: { wrong: noise, cases: 9 },
      'other page': { wrong: 5, cases: 9 },
    },
  });
  const best = bestPeer([peer('lax', 9, 0), peer('strict', 1, 8), peer('fair', 1, 3)]);
  expect(best?.method).toBe('fair');
  expect(best && [falseAccepts(best), misses(best)]).toEqual([1, 3]);
});
