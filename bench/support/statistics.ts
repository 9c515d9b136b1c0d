/** The few statistics that the benches quote. */

/** Samples in short: half of them lie between `low` and `high`. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly least: number;
  readonly most: number;
  readonly samples: number;
}

/** Digits that a figure keeps: more would be noise. */
const DIGITS = 4;

/** The value below which `share` (0 to 1) of the samples lie, nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function spreadOf(samples: readonly number[]): Spread {
  const at = (share: number) => round(percentile(samples, share));
  return {
    median: at(0.5),
    low: at(0.25),
    high: at(0.75),
    least: at(0),
    most: at(1),
    samples: samples.length,
  };
}

/** The mean of ratios and of what spans orders of magnitude; NaN of nothing. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

export function round(value: number, digits = DIGITS): number {
  return Number(value.toPrecision(digits));
}

/** Whole, for times in ms. */
export function median(samples: readonly number[]): number {
  return Math.round(percentile(samples, 0.5));
}
