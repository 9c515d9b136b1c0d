/** What a trace costs: the bundled guest's install with and without one, in turn, and how much it writes. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createGuest, demoMachine, demoScreens, type Host, loadDriver } from 'guestwright/script';
import { bothObservers, finishTrace, readTrace, Trace, TracedGuest } from 'guestwright/trace';
import { install } from '../examples/demo/demo.install.ts';
import { median, percentile, round } from './support/statistics.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 6);
const MINUTE = 60_000;
const MIB = 2 ** 20;
/** In a millisecond. */
const MICROSECONDS = 1000;
/** What the trace may cost of a run's time, and write in a minute of it. */
const MOST_TIME = 0.05;
const MOST_MIB_A_MINUTE = 2;

/** As a report or a runner is one: the frames before and after each step are captured for it anyway. */
const REPORT = { step: <T>(_: unknown, run: () => Promise<T>) => run(), frame: async () => {} };

interface Sample {
  /** From power-on to the last step, ms. */
  readonly run: number;
  /** Of it: ms in which the main thread was busy, or would have been had it got the processor. */
  readonly busy: number;
  /** Processor time of all threads, ms: on `embedded` the emulator's too. */
  readonly processor: number;
}

const folder = await mkdtemp(path.join(tmpdir(), 'guestwright-trace-bench-'));
try {
  const drivers = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['embedded', 'qemu'];
  for (const driver of drivers) console.log(JSON.stringify(await measure(driver)));
} finally {
  await rm(folder, { recursive: true });
}

async function measure(name: string) {
  await using host = await (await loadDriver(name)).connect({});
  await installOnce(host); // compiled and loaded: the first run of a process is slower by itself
  const [without, traced]: [Sample[], Sample[]] = [[], []];
  const closings: number[] = [];
  const rates: number[] = [];
  let last = { zipKiB: 0, actions: 0, pictures: 0 };
  for (let index = 0; index < ROUNDS; index++) {
    without.push(await installOnce(host));
    const zip = path.join(folder, `${name}-${index}.zip`);
    const trace = await Trace.create({
      folder: path.join(folder, `${name}-${index}`),
      title: 'bench',
      product: name,
    });
    const observer = new TracedGuest(trace);
    const sample = await installOnce(host, observer);
    traced.push(sample);
    const closing = performance.now();
    await observer[Symbol.asyncDispose]();
    await finishTrace(trace, zip);
    closings.push(performance.now() - closing);
    const { size } = await stat(zip);
    rates.push(size / MIB / (sample.run / MINUTE));
    last = { zipKiB: Math.round(size / 1024), ...(await countsOf(zip)) };
  }
  const rate = round(rates.reduce((sum, each) => sum + each, 0) / rates.length, 3);
  const runMs = compare(without, traced, ({ run }) => run);
  return {
    bench: 'trace',
    driver: name,
    rounds: ROUNDS,
    runMs,
    mainThreadBusyMs: compare(without, traced, ({ busy }) => busy),
    processorMs: compare(without, traced, ({ processor }) => processor),
    closingMs: median(closings),
    ...last,
    mibAMinute: rate,
    bounds: { morePercentOfRun: percent(MOST_TIME), mibAMinute: MOST_MIB_A_MINUTE },
    withinBounds: runMs.morePercentOfRun < percent(MOST_TIME) && rate < MOST_MIB_A_MINUTE,
  };
}

/** Medians, and the median of what each pair differs in, as a part of its run: a busy computer slows both of a pair. */
function compare(without: readonly Sample[], traced: readonly Sample[], of: (sample: Sample) => number) {
  const more = without.map((off, index) => {
    const on = traced[index] as Sample;
    return (of(on) - of(off)) / off.run;
  });
  const morePercentOfRun = percent(percentile(more, 0.5));
  return { without: median(without.map(of)), traced: median(traced.map(of)), morePercentOfRun };
}

async function installOnce(host: Host, traced?: TracedGuest): Promise<Sample> {
  await using machine = await host.define(demoMachine);
  const observer = traced ? bothObservers(REPORT, traced) : REPORT;
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens, observer });
  const startedAt = performance.now();
  const before = performance.eventLoopUtilization();
  const spentBefore = process.cpuUsage();
  await guest.power.on();
  await guest.run(install);
  const { user, system } = process.cpuUsage(spentBefore);
  return {
    run: performance.now() - startedAt,
    busy: performance.eventLoopUtilization(before).active,
    processor: (user + system) / MICROSECONDS,
  };
}

async function countsOf(trace: string): Promise<{ actions: number; pictures: number }> {
  const { summary, zip } = await readTrace(trace);
  await zip[Symbol.asyncDispose]();
  return { actions: summary.actions, pictures: summary.filmstrips.flat().length };
}

function percent(share: number): number {
  return round(share * 100, 2);
}
