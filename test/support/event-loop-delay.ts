/** How long the event loop waits in calls: what it computes, and what a busy computer takes from it, does not count. */
import { readFileSync } from 'node:fs';

/** Between two looks, ms. */
const INTERVAL = 5;
const PERCENTILE = 0.99;
const NANOSECONDS = 1e6;
/** Of this process's main thread: ns on a processor, ns for which it was ready and got none, turns (Linux). */
const SCHEDULED = '/proc/self/schedstat';

/** Starts to measure; the function that it gives ends that, and gives the delay at the 99th percentile in ms. */
export function measureLoopDelay(): () => number {
  const delays: number[] = [];
  let [expected, spent] = [performance.now() + INTERVAL, elsewhere()];
  let timer = setTimeout(look, INTERVAL);

  function look(): void {
    const [at, counted] = [performance.now(), elsewhere()];
    delays.push(Math.max(0, at - expected - (counted - spent)));
    [expected, spent] = [at + INTERVAL, counted];
    timer = setTimeout(look, INTERVAL);
  }

  return () => {
    clearTimeout(timer);
    delays.sort((a, b) => a - b);
    return delays[Math.floor(delays.length * PERCENTILE)] ?? Number.POSITIVE_INFINITY;
  };
}

/** Ms so far that are no wait in a call. */
function elsewhere(): number {
  const [computing, ready] = readFileSync(SCHEDULED, 'utf8').split(' ').map(Number) as [number, number];
  return (computing + ready) / NANOSECONDS;
}
