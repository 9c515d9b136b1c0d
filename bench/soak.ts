/** The soak that `npm run soak` starts: does one thing over and over, and looks at what grows and what is left. */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { type Reading, read } from './soak/gauges.ts';
import { processesBelow } from './soak/processes.ts';
import { type Flake, hasFailed, print } from './soak/report.ts';
import { type Subject, subjectOf } from './soak/subject.ts';
import { growthOf } from './soak/verdict.ts';
import { CAPTURES_A_TURN, WORKS, type WorkName } from './soak/work.ts';
import { Random } from './support/random.ts';

/** Processes end a moment after they were told to, ms. */
const END_TIMEOUT = 5000;
const END_INTERVAL = 100;
/** Random numbers have so many steps. */
const STEPS = 2 ** 20;

const { values } = parseArgs({
  options: {
    work: { type: 'string' },
    count: { type: 'string' },
    driver: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
  },
});
const work = values.work as WorkName;
const drivers = values.driver ?? [];
/** Rounds between two readings. */
const step = work === 'captures' ? CAPTURES_A_TURN : 1;
const turns = Math.ceil(Number(values.count) / step);
const random = new Random(Number(values.seed));

/** Ctrl-C: what was done until then is reported. */
let told = false;
process.once('SIGINT', () => {
  told = true;
});

const startedAt = performance.now();
const flakes: Flake[] = [];
const readings: Reading[] = [];
await soak();
const outcome = {
  work,
  drivers,
  rounds: readings.length * step,
  seconds: Math.round((performance.now() - startedAt) / 1000),
  flakes,
  growth: growthOf(readings, step),
  orphans: await orphans(),
  files: readdirSync(tmpdir()),
};
print(outcome);
process.exit(hasFailed(outcome) ? 1 : 0);

async function soak(): Promise<void> {
  const subjects: Subject[] = [];
  try {
    for (const driver of drivers) subjects.push(await subjectOf(driver));
    await using doing = WORKS[work](() => random.below(STEPS) / STEPS);
    for (let turn = 0; turn < turns && !told; turn++) {
      const subject = subjects[turn % subjects.length] as Subject;
      await doing.run(subject, turn).catch((error: unknown) => {
        flakes.push({
          turn,
          driver: subject.driver,
          error: error instanceof Error ? error.message : String(error),
        });
      });
      readings.push(await read(subjects.find(({ references }) => references)?.references));
      if (process.stderr.isTTY)
        process.stderr.write(`\r${work}: ${turn + 1}/${turns}, ${flakes.length} flakes`);
    }
  } finally {
    for (const subject of subjects) await subject[Symbol.asyncDispose]();
  }
}

/** What still runs below us although all was disposed. */
async function orphans(): Promise<readonly string[]> {
  const until = performance.now() + END_TIMEOUT;
  for (;;) {
    const left = processesBelow();
    if (left.length === 0 || performance.now() > until)
      return left.map(({ pid, name }) => `${name} (${pid})`);
    await new Promise((resolve) => setTimeout(resolve, END_INTERVAL));
  }
}
