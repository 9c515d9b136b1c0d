/** Runs every task once a round, each round in another order, so that no method has the machine's quiet minutes alone. */
import type { Random } from '../support/random.ts';
import { type Spread, spreadOf } from '../support/statistics.ts';
import type { Sample } from './sample.ts';

/** What is timed: a method at a piece of work. `labels` say which, such as display, needle, place and frame. */
export interface Task {
  readonly suite: string;
  readonly method: string;
  readonly labels: Readonly<Record<string, string>>;
  /** At most so many rounds: for what takes seconds. */
  readonly rounds?: number;
  sample(): Sample | Promise<Sample>;
}

/** One task's samples in short. */
export interface Timing {
  readonly suite: string;
  readonly method: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds a call: of processor time, and by the clock. */
  readonly cpu: Spread;
  readonly wall: Spread;
}

export interface RoundOptions {
  readonly rounds: number;
  readonly random: Random;
  /** Told before each round. */
  readonly onRound?: (round: number) => void;
}

/** What takes less is warmed up so many times: our code is compiled by being run, as it is in a wait of a second. */
const SHORT_MS = 10;
const WARM_UPS = 2;

async function warmUp(task: Task): Promise<void> {
  for (let done = 0; done < WARM_UPS; done++) if ((await task.sample()).cpu >= SHORT_MS) return;
}

/** The round before the first is not counted: it compiles. */
export async function runRounds(
  tasks: readonly Task[],
  { rounds, random, onRound }: RoundOptions,
): Promise<Timing[]> {
  const samples = new Map<Task, Sample[]>(tasks.map((task) => [task, []]));
  for (let round = 0; round <= rounds; round++) {
    onRound?.(round);
    for (const task of random.shuffled(tasks)) {
      if (round > (task.rounds ?? rounds) || (round === 0 && task.rounds !== undefined)) continue;
      if (round === 0) await warmUp(task);
      else samples.get(task)?.push(await task.sample());
    }
  }
  return tasks.map((task) => {
    const taken = samples.get(task) as Sample[];
    const { suite, method, labels } = task;
    return {
      suite,
      method,
      labels,
      cpu: spreadOf(taken.map(({ cpu }) => cpu)),
      wall: spreadOf(taken.map(({ wall }) => wall)),
    };
  });
}
