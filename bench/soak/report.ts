/** What a soak found, as a table for people and a line of JSON. */
import { type Growth, isMemory } from './verdict.ts';

/** What failed. */
export interface Flake {
  /** Counted from 0: a cycle, an install, or a hundred captures. */
  readonly turn: number;
  readonly driver: string;
  readonly error: string;
}

export interface Outcome {
  readonly work: string;
  readonly drivers: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  readonly flakes: readonly Flake[];
  readonly growth: readonly Growth[];
  /** Processes that were there after all was disposed. */
  readonly orphans: readonly string[];
  /** Files in the temporary folder then. */
  readonly files: readonly string[];
}

export function hasFailed({ flakes, growth, orphans, files }: Outcome): boolean {
  return flakes.length + orphans.length + files.length > 0 || growth.some(({ leaks }) => leaks);
}

export function print(outcome: Outcome): void {
  const { growth, flakes, orphans, files, rounds } = outcome;
  if (growth.length === 0) console.log(`${rounds} rounds are too few to tell what grows`);
  else console.table(Object.fromEntries(growth.map((each) => [each.gauge, rowOf(each)])));
  for (const { turn, driver, error } of flakes) console.log(`FLAKE in turn ${turn} on ${driver}: ${error}`);
  for (const { gauge } of growth.filter(({ leaks }) => leaks)) console.log(`GROWS: ${gauge}`);
  for (const orphan of orphans) console.log(`ORPHAN: ${orphan}`);
  for (const file of files) console.log(`LEFT BEHIND: ${file}`);
  console.log(JSON.stringify({ soak: outcome.work, passed: !hasFailed(outcome), ...outcome }));
}

function rowOf({ gauge, first, last, perRound, low, high, leaks }: Growth) {
  const [unit, by, digits] = isMemory(gauge) ? ['KiB', 1024, 1] : ['', 1, 3];
  const of = (value: number) => Number((value / by).toFixed(digits));
  return {
    unit,
    first: of(first),
    last: of(last),
    'a round': of(perRound),
    low: of(low),
    high: of(high),
    leaks,
  };
}
