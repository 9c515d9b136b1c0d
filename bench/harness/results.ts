/** What a run leaves behind as JSON, and the figures that are drawn from it. */
import type { Accuracy } from '../suites/accuracy.ts';
import type { Reading } from '../suites/text.ts';
import { geometricMean, round, type Spread } from '../support/statistics.ts';
import type { Timing } from './rounds.ts';

/** Timings of one method at one piece of work, over all frames of it. */
export interface Cell {
  readonly suite: string;
  readonly method: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly frames: number;
  /** Milliseconds a call; geometric means over the frames of median, quarter and three quarters. */
  readonly cpu: Pick<Spread, 'median' | 'low' | 'high'>;
  readonly wall: Pick<Spread, 'median' | 'low' | 'high'>;
}

export interface Results {
  readonly guestwright: string;
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly full: boolean;
  readonly rounds: number;
  readonly cells: readonly Cell[];
  readonly accuracy: readonly Accuracy[];
  readonly readings: readonly Reading[];
}

/** Timings that differ only in their frame become one cell. */
export function cellsOf(timings: readonly Timing[]): Cell[] {
  const groups = new Map<string, Timing[]>();
  for (const timing of timings) {
    const { frame: _, ...labels } = timing.labels;
    const key = JSON.stringify([timing.suite, timing.method, labels]);
    groups.set(key, [...(groups.get(key) ?? []), timing]);
  }
  return [...groups.values()].map((group) => {
    const { suite, method, labels } = group[0] as Timing;
    const { frame: _, ...rest } = labels;
    const mean = (pick: (timing: Timing) => Spread) => {
      const over = (part: 'median' | 'low' | 'high') =>
        round(geometricMean(group.map((one) => pick(one)[part])));
      return { median: over('median'), low: over('low'), high: over('high') };
    };
    return {
      suite,
      method,
      labels: rest,
      frames: group.length,
      cpu: mean(({ cpu }) => cpu),
      wall: mean(({ wall }) => wall),
    };
  });
}

/** Which cells: the suite, the method and the labels given. */
export interface Filter {
  readonly suite: string;
  readonly method: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export function select({ cells }: Results, { suite, method, labels = {} }: Filter): Cell[] {
  return cells.filter(
    (cell) =>
      cell.suite === suite &&
      cell.method === method &&
      Object.entries(labels).every(([name, value]) => cell.labels[name] === value),
  );
}

/** Milliseconds of processor time: the geometric mean of the medians of the cells. NaN if there are none. */
export function typical(results: Results, filter: Filter): number {
  return geometricMean(select(results, filter).map(({ cpu }) => cpu.median));
}

/** The same of the slowest cell. */
export function worst(results: Results, filter: Filter): number {
  return Math.max(...select(results, filter).map(({ cpu }) => cpu.median));
}
