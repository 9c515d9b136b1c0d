import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Results } from '../../../bench/harness/results.ts';
import { CHARTS, type ChartName, renderChart } from '../../../bench/report/charts.ts';
import { performancePage } from '../../../bench/report/page.ts';
import { decimal } from '../../../bench/report/table.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const results: Results = JSON.parse(read('bench/results/reference.generated.json'));

test('docs/performance.md says what the committed run measured', () => {
  expect(read('docs/performance.md')).toBe(performancePage(results));
});

for (const name of Object.keys(CHARTS) as ChartName[]) {
  test(`the chart '${name}' is drawn from the committed run`, async () => {
    expect(read(`docs/performance/${name}.svg`)).toBe(`${await renderChart(name, results)}\n`);
  });
}

test('figures keep three digits that count, without an exponent; counts stay whole', () => {
  expect([0.08314, 1.004, 21.34, 196.2, 8664.3, 0, 54].map(decimal)).toEqual([
    '0.0831',
    '1.00',
    '21.3',
    '196',
    '8664',
    '0',
    '54',
  ]);
});
