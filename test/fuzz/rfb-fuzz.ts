/**
 * Hostile VNC servers: `npm run fuzz -- --seconds 60 [--seed 1] [--replay FILE]`.
 *
 * Recorded and generated streams, damaged in their bytes or behind their compression, are parsed as the client parses
 * them. A failure is any error but our own, too long or too many steps, or too large an allocation; it is written to a file
 * with its seed. A run that reached too little or was too slow to mean anything fails as well.
 */
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadRfb } from '../support/rfb/built.ts';
import { seeded } from '../support/rfb/test-picture.ts';
import { watchAllocations } from './rfb/allocations.ts';
import { Corpus } from './rfb/corpus.ts';
import { EXPECTED_STATES, generateStream } from './rfb/generate.ts';
import { EXPECTED_REFUSALS, HOSTILE_STREAMS } from './rfb/hostile.ts';
import { damage } from './rfb/mutate.ts';
import { packStream, readStream } from './rfb/stream-file.ts';
import { createTarget, type Execution, type Stream } from './rfb/target.ts';

/** Fewer executions than this in a second of CPU time, and a short run says nothing. */
const LEAST_RATE = 20;
/** A short run on a slow machine goes on up to so many times as long, until it has that many executions. */
const PATIENCE = 3;
const LEAST_EXECUTIONS = 1000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    folder: { type: 'string', default: '.' }, // of the stream that is being parsed
    failures: { type: 'string', default: '.' },
    replay: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed);
if (!(seconds > 0) || !Number.isSafeInteger(seed)) {
  console.error('fuzz: expected --seconds above 0 and --seed a whole number');
  process.exit(2);
}

const allocations = watchAllocations();
const execute = createTarget(await loadRfb(), allocations);
process.exit(values.replay === undefined ? fuzz() : replay(values.replay));

function replay(file: string): number {
  const { failure, states } = execute(readStream(file));
  console.log(`reached: ${states.join(', ')}`);
  console.log(failure ? `fails: ${failure.what}` : 'passes');
  if (failure?.error) console.log(failure.error);
  return failure ? 1 : 0;
}

function fuzz(): number {
  const random = seeded(seed);
  const corpus = new Corpus(random);
  const current = openSync(path.join(values.folder, 'current.stream'), 'w');
  const begin = performance.now();
  const end = begin + 1000 * seconds;
  let executions = 0;
  let longestStepMs = 0;
  let failed: { stream: Stream; failure: NonNullable<Execution['failure']> } | undefined;
  const goesOn = (now: number) =>
    now < end || (executions < LEAST_EXECUTIONS && now < begin + (end - begin) * PATIENCE);
  for (; goesOn(performance.now()) && !failed; executions++) {
    const { stream, valid } = nextStream();
    keepCurrent(stream);
    const execution = execute(stream);
    const refused = valid ? execution.states.find((state) => state.startsWith('refused')) : undefined;
    const failure = execution.failure ?? (refused ? { what: `a valid stream was ${refused}` } : undefined);
    if (failure) failed = { stream, failure };
    longestStepMs = Math.max(longestStepMs, execution.longestStepMs);
    corpus.learn(stream, execution);
  }
  closeSync(current);
  return report();

  function nextStream(): { stream: Stream; valid: boolean } {
    const hostile = HOSTILE_STREAMS[executions];
    if (hostile) return { stream: hostile, valid: false };
    const kind = random(8);
    const stream = kind < 4 ? corpus.next() : generateStream(random, kind < 7);
    const valid = kind === 7;
    const bytes = valid || random(4) === 0 ? stream.bytes : damage(stream.bytes, random);
    return { stream: { ...stream, bytes, pieces: corpus.pieces() }, valid };
  }

  /** For whoever finds us hanging or dead. */
  function keepCurrent(stream: Stream): void {
    const packed = packStream(stream, { seed, execution: executions });
    ftruncateSync(current);
    writeSync(current, packed, 0, packed.length, 0);
  }

  function report(): number {
    const { user, system } = process.cpuUsage();
    const rate = executions / ((user + system) / 1e6); // of CPU time: other work on the machine does not count
    const expected = [...EXPECTED_STATES, ...EXPECTED_REFUSALS.map((field) => `refused ${field}`)];
    const missing = expected.filter((state) => !corpus.states.has(state));
    const masks = [...corpus.states].filter((state) => state.startsWith('Hextile mask')).length;
    const refusals = [...corpus.states].filter((state) => state.startsWith('refused')).sort();
    console.log(`refusals seen: ${refusals.map((state) => state.slice('refused '.length)).join(', ')}`);
    console.log(
      JSON.stringify({
        ...{ fuzz: 'rfb', seed, executions, perSecond: Math.round(rate), states: corpus.states.size },
        ...{
          transitions: corpus.transitions,
          kept: corpus.kept,
          hextileMasks: masks,
          refusals: refusals.length,
        },
        longestStepMs: Math.round(longestStepMs),
      }),
    );
    if (failed) {
      const file = path.resolve(values.failures, `fuzz-rfb-${seed}-${executions}.stream`);
      writeFileSync(file, packStream(failed.stream, { seed, execution: executions }));
      console.log(`FAILED: ${failed.failure.what}\nReplay it: npm run fuzz -- --replay ${file}`);
      if (failed.failure.error) console.log(failed.failure.error);
    }
    if (missing.length > 0) console.log(`FAILED: never reached: ${missing.join(', ')}`);
    if (rate < LEAST_RATE)
      console.log(`FAILED: ${Math.round(rate)} executions a second, expected ${LEAST_RATE} at least`);
    return failed || missing.length > 0 || rate < LEAST_RATE ? 1 : 0;
  }
}
