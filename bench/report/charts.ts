/** Charts of a run, as SVG by Vega-Lite. */
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { type Results, select } from '../harness/results.ts';
import { MANY } from '../suites/many.ts';
import { SEARCH } from '../suites/search.ts';
import { UNCHANGED } from '../suites/unchanged.ts';
import { falseAccepts, misses } from '../targets.ts';

/** File names without ending, and what each chart shows. */
export const CHARTS = {
  search: 'One reference that is nowhere on the screen: milliseconds of processor time, by display',
  many: '1, 10 and 100 references on one screen of 1024x768: milliseconds of processor time',
  accuracy: 'Near misses accepted and references missed, each method at its default',
  unchanged: 'The next capture, the same or changed by a hundredth: milliseconds',
} as const;
export type ChartName = keyof typeof CHARTS;

const WIDTH = 620;
/** Ours before the peers' grey. */
const OURS = '#1b7837';
const PEERS = '#8073ac';

export async function renderChart(name: ChartName, results: Results): Promise<string> {
  const { spec } = compile(specOf(name, results));
  const view = new View(parse(spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

function specOf(name: ChartName, results: Results): TopLevelSpec {
  switch (name) {
    case 'search':
      return searchSpec(results);
    case 'many':
      return manySpec(results);
    case 'accuracy':
      return accuracySpec(results);
    case 'unchanged':
      return unchangedSpec(results);
  }
}

function base(title: ChartName) {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 10,
    title: { text: CHARTS[title], anchor: 'start', fontSize: 13 },
    width: WIDTH,
    config: {
      axis: { labelFontSize: 12, titleFontSize: 12, labelLimit: 260 },
      legend: { labelFontSize: 12, labelLimit: 260 },
    },
  } as const;
}

const MILLISECONDS = { title: 'ms, logarithmic', scale: { type: 'log' } } as const;

function searchSpec(results: Results): TopLevelSpec {
  const values = searchMethods(results).flatMap((method) =>
    displaysOf(results).flatMap((display) => {
      const cells = select(results, { suite: SEARCH, method, labels: { display, situation: 'absent' } });
      return cells.map(({ cpu, labels }) => ({ method, display, needle: labels.needle, ms: cpu.median }));
    }),
  );
  return {
    ...base('search'),
    data: { values },
    height: { step: 26, for: 'position' },
    mark: { type: 'point', filled: true, size: 55, opacity: 0.85 },
    encoding: {
      y: { field: 'method', type: 'nominal', sort: searchMethods(results), title: null },
      yOffset: { field: 'display', type: 'nominal', sort: displaysOf(results) },
      x: { field: 'ms', type: 'quantitative', ...MILLISECONDS },
      color: { field: 'display', type: 'nominal', sort: displaysOf(results), title: 'display' },
      shape: { field: 'needle', type: 'nominal', title: 'reference' },
    },
  };
}

function manySpec(results: Results): TopLevelSpec {
  const values = results.cells
    .filter(({ suite }) => suite === MANY)
    .map(({ method, labels, cpu }) => ({ method, references: Number(labels.references), ms: cpu.median }));
  return {
    ...base('many'),
    data: { values },
    height: 300,
    mark: { type: 'line', point: { size: 60 } },
    encoding: {
      x: {
        field: 'references',
        type: 'quantitative',
        scale: { type: 'log' },
        axis: { values: [1, 10, 100] },
      },
      y: { field: 'ms', type: 'quantitative', ...MILLISECONDS },
      color: {
        field: 'method',
        type: 'nominal',
        title: null,
        sort: [...new Set(values.map(({ method }) => method))],
      },
    },
  };
}

function accuracySpec(results: Results): TopLevelSpec {
  const values = results.accuracy.map((one) => ({
    method: one.method,
    accepted: falseAccepts(one),
    missed: misses(one),
    whose: one.ours ? 'Guestwright' : 'peers',
  }));
  const x = {
    field: 'accepted',
    type: 'quantitative',
    title: 'near misses accepted (fewer is better)',
    scale: { domainMax: Math.max(...values.map(({ accepted }) => accepted)) + ROOM_FOR_LABELS },
  } as const;
  const y = { field: 'missed', type: 'quantitative', title: 'references missed (fewer is better)' } as const;
  const whose = {
    field: 'whose',
    type: 'nominal',
    title: null,
    scale: { domain: ['Guestwright', 'peers'], range: [OURS, PEERS] },
  } as const;
  const label = { type: 'text', align: 'left', dx: 9, fontSize: 11 } as const;
  const text = { field: 'method' } as const;
  return {
    ...base('accuracy'),
    height: 380,
    layer: [
      { data: { values }, mark: { type: 'point', filled: true, size: 80 }, encoding: { x, y, color: whose } },
      // Ours below their points and the peers' above: where both are near each other, both can be read.
      {
        data: { values: values.filter((one) => one.whose === 'Guestwright') },
        mark: { ...label, dy: 8 },
        encoding: { x, y, text, color: whose },
      },
      {
        data: { values: withoutNeighbours(values.filter((one) => one.whose === 'peers')) },
        mark: { ...label, dy: -3, baseline: 'bottom' },
        encoding: { x, y, text, color: whose },
      },
    ],
  };
}

/** On the axis, beyond the last point. */
const ROOM_FOR_LABELS = 8;
/** Labels of points nearer than this, on either axis, would cover each other. */
const NEAR = 4;

/** Points beside each other get one label with all their names, a line each, at the first of them. */
function withoutNeighbours<T extends { method: string; accepted: number; missed: number }>(
  points: readonly T[],
): (Omit<T, 'method'> & { method: string[] })[] {
  const kept: (Omit<T, 'method'> & { method: string[] })[] = [];
  for (const point of points) {
    const near = kept.find(
      (other) =>
        Math.abs(other.accepted - point.accepted) < NEAR && Math.abs(other.missed - point.missed) < NEAR,
    );
    if (near) near.method.push(point.method);
    else kept.push({ ...point, method: [point.method] });
  }
  return kept;
}

function unchangedSpec(results: Results): TopLevelSpec {
  const values = results.cells
    .filter(({ suite }) => suite === UNCHANGED)
    .map(({ method, labels, cpu }) => ({
      method,
      change: labels.change === 'none' ? 'the same' : '1 % changed',
      ms: cpu.median,
    }));
  return {
    ...base('unchanged'),
    data: { values },
    height: { step: 34 },
    mark: { type: 'point', filled: true, size: 70 },
    encoding: {
      y: {
        field: 'method',
        type: 'nominal',
        sort: [...new Set(values.map(({ method }) => method))],
        title: null,
      },
      x: { field: 'ms', type: 'quantitative', ...MILLISECONDS },
      color: { field: 'change', type: 'nominal', title: null, sort: ['the same', '1 % changed'] },
    },
  };
}

/** In the order in which a run names them: ours first. */
export function searchMethods(results: Results): string[] {
  return [...new Set(results.cells.filter(({ suite }) => suite === SEARCH).map(({ method }) => method))];
}

export function displaysOf(results: Results): string[] {
  const displays = results.cells
    .filter(({ suite }) => suite === SEARCH)
    .map(({ labels }) => labels.display as string);
  return [...new Set(displays)];
}
