/** Times one method here, in this process: CPU of all its threads, and the clock's time. */

/** Milliseconds of one call. */
export interface Sample {
  readonly cpu: number;
  readonly wall: number;
}

/** In a millisecond: what `process.cpuUsage` counts. */
const MICROSECONDS = 1000;

/**
 * A sample takes at least so many ms of processor time: many calls of what is short, one of what is long. As many ms of
 * what is short go before and do not count: code is compiled and caches are warm in a program that watches a screen.
 */
export const ENOUGH_MS = 5;

/**
 * `work` gets the number of its call: frames alternate with it, as each captured frame lies elsewhere.
 */
export function timeHere(work: (call: number) => unknown): Sample {
  const first = timeCalls(work, 1);
  if (first.cpu >= ENOUGH_MS) return first;
  timeCalls(work, Number.POSITIVE_INFINITY);
  return timeCalls(work, Number.POSITIVE_INFINITY);
}

function timeCalls(work: (call: number) => unknown, most: number): Sample {
  let calls = 0;
  let cpu = 0;
  const before = process.cpuUsage();
  const begin = performance.now();
  while (cpu < ENOUGH_MS && calls < most) {
    work(calls++);
    const { user, system } = process.cpuUsage(before);
    cpu = (user + system) / MICROSECONDS;
  }
  return { cpu: cpu / calls, wall: (performance.now() - begin) / calls };
}

/** As `timeHere` for what answers later, in this process. */
export async function timeAwaited(work: (call: number) => Promise<unknown>): Promise<Sample> {
  const first = await timeAwaitedCalls(work, 1);
  if (first.cpu >= ENOUGH_MS) return first;
  await timeAwaitedCalls(work, Number.POSITIVE_INFINITY);
  return await timeAwaitedCalls(work, Number.POSITIVE_INFINITY);
}

async function timeAwaitedCalls(work: (call: number) => Promise<unknown>, most: number): Promise<Sample> {
  let [calls, cpu] = [0, 0];
  const before = process.cpuUsage();
  const begin = performance.now();
  while (cpu < ENOUGH_MS && calls < most) {
    await work(calls++);
    const { user, system } = process.cpuUsage(before);
    cpu = (user + system) / MICROSECONDS;
  }
  return { cpu: cpu / calls, wall: (performance.now() - begin) / calls };
}

/** One call of what another process does; its processor time is not known, and the clock's stands in. */
export async function timeElsewhere(work: () => Promise<unknown>): Promise<Sample> {
  const begin = performance.now();
  await work();
  const wall = performance.now() - begin;
  return { cpu: wall, wall };
}
