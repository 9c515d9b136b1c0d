/**
 * Matching against every peer, in one run: `npm run bench`, `npm run bench -- --full` for all frames and more rounds.
 * `--check` prints the targets and fails where one is missed; `--output FILE` keeps the results as JSON.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cellsOf, type Results } from './harness/results.ts';
import { runRounds } from './harness/rounds.ts';
import { Odiff } from './peers/odiff.ts';
import { OpenCv } from './peers/opencv.ts';
import { formatResults } from './report/json.ts';
import { printSummary, printTargets } from './report/print.ts';
import { measureAccuracy } from './suites/accuracy.ts';
import { adversarialTasks } from './suites/adversarial.ts';
import { manyTasks } from './suites/many.ts';
import { searchTasks } from './suites/search.ts';
import { readings, textTasks } from './suites/text.ts';
import { unchangedTasks } from './suites/unchanged.ts';
import { Random } from './support/random.ts';
import { isMet, targetsOf } from './targets.ts';

const SEED = 1;
const ROUNDS = { quick: 5, full: 9 } as const;

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    output: { type: 'string' },
  },
});
const rounds = Number(values.rounds ?? (values.full ? ROUNDS.full : ROUNDS.quick));
const results = await run(values.full, rounds);
if (values.output !== undefined) writeFileSync(values.output, formatResults(results));
printSummary(results);
const targets = targetsOf(results);
printTargets(targets);
process.exitCode = values.check && !targets.every(isMet) ? 1 : 0;

async function run(full: boolean, rounds: number): Promise<Results> {
  const random = new Random(SEED);
  await using openCv = new OpenCv();
  using odiff = new Odiff();
  const { openCv: version } = await openCv.version();
  say('cutting references');
  const tasks = [
    ...(await searchTasks(openCv, random, full)),
    ...(await manyTasks(openCv, random, full)),
    ...adversarialTasks(),
    ...(await unchangedTasks(odiff, full)),
    ...(await textTasks(openCv)),
  ];
  const onRound = (round: number) =>
    say(round === 0 ? `warming up ${tasks.length} tasks` : `round ${round} of ${rounds}`);
  const timings = await runRounds(tasks, { rounds, random, onRound });
  await openCv.forget();
  say('near misses');
  const accuracy = await measureAccuracy({ openCv, odiff }, new Random(SEED), full);
  return {
    guestwright: JSON.parse(readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8')).version,
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      'memory GiB': Math.round(totalmem() / 2 ** 30),
      system: `${process.platform} ${process.arch}`,
      node: process.version,
      opencv: version,
    },
    full,
    rounds,
    cells: cellsOf(timings),
    accuracy,
    readings: await readings(openCv),
  };
}

function say(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}
