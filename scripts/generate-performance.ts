/**
 * Writes docs/performance.md and its charts from a run's JSON: `npx jiti scripts/generate-performance.ts`.
 * Make the JSON by `npm run bench -- --full --output bench/results/reference.generated.json`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Results } from '../bench/harness/results.ts';
import { CHARTS, type ChartName, renderChart } from '../bench/report/charts.ts';
import { performancePage } from '../bench/report/page.ts';

const root = path.resolve(import.meta.dirname, '..');
const source = path.join(root, 'bench/results/reference.generated.json');
const charts = path.join(root, 'docs/performance');

const results: Results = JSON.parse(readFileSync(source, 'utf8'));
mkdirSync(charts, { recursive: true });
for (const name of Object.keys(CHARTS) as ChartName[]) {
  writeFileSync(path.join(charts, `${name}.svg`), `${await renderChart(name, results)}\n`);
}
writeFileSync(path.join(root, 'docs/performance.md'), performancePage(results));
