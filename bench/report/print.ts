/** What a run prints: the methods side by side, and the targets. */
import { type Results, typical } from '../harness/results.ts';
import { SEARCH } from '../suites/search.ts';
import { round } from '../support/statistics.ts';
import { describeLimit, falseAccepts, isMet, misses, type Target } from '../targets.ts';

export function printSummary(results: Results): void {
  const methods = [
    ...new Set(results.cells.filter(({ suite }) => suite === SEARCH).map(({ method }) => method)),
  ];
  const situations = ['at its place', 'moved', 'absent'];
  const rows = methods.map((method) => {
    const time = (situation: string) =>
      round(typical(results, { suite: SEARCH, method, labels: { display: '1024x768', situation } }), 3);
    return { 'ms at 1024x768': method, ...Object.fromEntries(situations.map((name) => [name, time(name)])) };
  });
  console.table(rows);
  for (const suite of ['many', 'adversarial', 'unchanged', 'text']) {
    console.table(
      results.cells
        .filter((cell) => cell.suite === suite)
        .map(({ method, labels: { display: _, ...labels }, cpu }) => ({
          [suite]: method,
          ...labels,
          ms: round(cpu.median, 3),
          low: cpu.low,
          high: cpu.high,
        })),
    );
  }
  console.table(
    results.accuracy.map((one) => ({
      method: one.method,
      'near misses accepted': falseAccepts(one),
      'references missed': misses(one),
      ...Object.fromEntries(
        Object.entries(one.kinds).map(([kind, { wrong, cases }]) => [kind, `${wrong}/${cases}`]),
      ),
    })),
  );
  console.table(results.readings);
}

export function printTargets(targets: readonly Target[]): void {
  for (const target of targets)
    console.log(`${isMet(target) ? 'met   ' : 'MISSED'} ${describeTarget(target)}`);
}

/** Such as 'exact, whole screen: 0.94 reads (at most 1.5)'. */
function describeTarget(target: Target): string {
  return `${target.name}: ${round(target.figure, 3)} ${target.unit} (${describeLimit(target)})`;
}
