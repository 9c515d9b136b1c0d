/** Which of the readings grow, by their slopes. */
import type { Reading } from './gauges.ts';
import { type Slope, slopeOf } from './slope.ts';

/** The first of the rounds warm up caches, compiled code and pools of connections. */
const WARM_UP_SHARE = 0.2;
/** A slope whose whole interval lies above this is a leak: bytes a round for memory. */
const MOST_BYTES = 10 * 1024;
/** And things a reading for all else: one in fifty readings. */
const MOST_THINGS = 0.02;
/** Read after the garbage was collected, and without the steps of an allocator: held to a reading, not to a round. */
const EXACT = 'memory: ours, in use';

export interface Growth extends Slope {
  readonly gauge: string;
  /** Of the rounds that count. */
  readonly first: number;
  readonly last: number;
  readonly leaks: boolean;
}

/** Of the gauges that every reading has, `rounds` of which lie between two. Empty after too few. */
export function growthOf(readings: readonly Reading[], rounds = 1): readonly Growth[] {
  const counted = readings.slice(Math.ceil(readings.length * WARM_UP_SHARE));
  const gauges = Object.keys(counted[0] ?? {}).filter((gauge) => counted.every((one) => gauge in one));
  return gauges.flatMap((gauge) => {
    const values = counted.map((reading) => reading[gauge] as number);
    const slope = slopeOf(values);
    if (!slope) return [];
    const [first, last] = [values[0] as number, values.at(-1) as number];
    const [perRound, low, high] = [slope.perRound / rounds, slope.low / rounds, slope.high / rounds];
    return { gauge, perRound, low, high, first, last, leaks: low > mostOf(gauge, rounds) };
  });
}

export function isMemory(gauge: string): boolean {
  return gauge.startsWith('memory:');
}

/** A round. */
function mostOf(gauge: string, rounds: number): number {
  if (gauge === EXACT) return MOST_BYTES / rounds;
  return isMemory(gauge) ? MOST_BYTES : MOST_THINGS / rounds;
}
