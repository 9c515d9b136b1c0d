/** The slope of a series over its rounds, with the interval in which it lies with a probability of 95 %. */

export interface Slope {
  /** By least squares, in the series' unit a round. */
  readonly perRound: number;
  readonly low: number;
  readonly high: number;
}

/** Fewer values say nothing about a slope. */
export const LEAST_VALUES = 6;
/** Of the normal distribution: 2.5 % lie above. */
const NORMAL_QUANTILE = 1.96;
/** Neighbours that are more alike than this would make the interval endless. */
const MOST_ALIKE = 0.98;

/** Undefined for too few values. */
export function slopeOf(values: readonly number[]): Slope | undefined {
  const count = values.length;
  if (count < LEAST_VALUES) return undefined;
  const meanRound = (count - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const spread = values.reduce((sum, _, round) => sum + (round - meanRound) ** 2, 0);
  const perRound =
    values.reduce((sum, value, round) => sum + (round - meanRound) * (value - mean), 0) / spread;
  const rests = values.map((value, round) => value - mean - perRound * (round - meanRound));
  const variance = rests.reduce((sum, rest) => sum + rest ** 2, 0) / (count - 2);
  const margin = quantile(count - 2) * Math.sqrt((variance / spread) * inflation(rests));
  return { perRound, low: perRound - margin, high: perRound + margin };
}

/** Memory moves in steps: values that follow their neighbours count for fewer (first-order autocorrelation). */
function inflation(rests: readonly number[]): number {
  const power = rests.reduce((sum, rest) => sum + rest ** 2, 0);
  if (power === 0) return 1;
  const shared = rests.slice(1).reduce((sum, rest, index) => sum + rest * (rests[index] as number), 0);
  const alike = Math.min(MOST_ALIKE, Math.max(0, shared / power));
  return (1 + alike) / (1 - alike);
}

/** Of Student's distribution with `freedom` degrees, by Cornish and Fisher's expansion of the normal one. */
function quantile(freedom: number): number {
  const z = NORMAL_QUANTILE;
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}
