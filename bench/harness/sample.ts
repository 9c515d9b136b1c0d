/** Times one method here, in this process: CPU of all its threads, and the clock's time. */

/** Milliseconds of one call. */
export interface Sample {
  readonly cpu: number;
  readonly wall: number;
}

/** In a millisecond: what `process.cpuUsage` counts. */
const MICROSECONDS = 1000;

/** A sample takes at least so many ms of processor time: many calls of what is short. */
export const ENOUGH_MS = 5;
/**
 * So many ms of calls go before and do not count, one call at least: other methods have just had the processor, its caches
 * and its guesses for themselves, which they have not in a program that watches a screen.
 */
export const WARM_UP_MS = 15;
/** What takes longer is not warmed up: its own first part does that. */
export const LONG_MS = 50;

/**
 * `work` gets the number of its call: frames alternate with it, as each captured frame lies elsewhere.
 */
export function timeHere(work: (call: number) => unknown): Sample {
  const first = timeCalls(work, LEAST);
  if (first.cpu >= LONG_MS) return first;
  timeCalls(work, WARM_UP_MS - first.cpu);
  return timeCalls(work, ENOUGH_MS);
}

/** One call is enough. */
const LEAST = 0;

function timeCalls(work: (call: number) => unknown, enough: number): Sample {
  let calls = 0;
  let cpu = 0;
  const before = process.cpuUsage();
  const begin = performance.now();
  do {
    work(calls++);
    const { user, system } = process.cpuUsage(before);
    cpu = (user + system) / MICROSECONDS;
  } while (cpu < enough);
  return { cpu: cpu / calls, wall: (performance.now() - begin) / calls };
}

/** As `timeHere` for what answers later, in this process. */
export async function timeAwaited(work: (call: number) => Promise<unknown>): Promise<Sample> {
  const first = await timeAwaitedCalls(work, LEAST);
  if (first.cpu >= LONG_MS) return first;
  await timeAwaitedCalls(work, WARM_UP_MS - first.cpu);
  return await timeAwaitedCalls(work, ENOUGH_MS);
}

async function timeAwaitedCalls(work: (call: number) => Promise<unknown>, enough: number): Promise<Sample> {
  let [calls, cpu] = [0, 0];
  const before = process.cpuUsage();
  const begin = performance.now();
  do {
    await work(calls++);
    const { user, system } = process.cpuUsage(before);
    cpu = (user + system) / MICROSECONDS;
  } while (cpu < enough);
  return { cpu: cpu / calls, wall: (performance.now() - begin) / calls };
}

/** One call of what another process does; its processor time is not known, and the clock's stands in. */
export async function timeElsewhere(work: () => Promise<unknown>): Promise<Sample> {
  const begin = performance.now();
  await work();
  const wall = performance.now() - begin;
  return { cpu: wall, wall };
}
