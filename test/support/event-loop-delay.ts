/** Measures how long the event loop stands still, without the time for which a busy computer gave it no processor. */
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
  let [expected, waited] = [performance.now() + INTERVAL, withoutProcessor()];
  let timer = setTimeout(look, INTERVAL);

  function look(): void {
    const [at, waitedNow] = [performance.now(), withoutProcessor()];
    delays.push(Math.max(0, at - expected - (waitedNow - waited)));
    [expected, waited] = [at + INTERVAL, waitedNow];
    timer = setTimeout(look, INTERVAL);
  }

  return () => {
    clearTimeout(timer);
    delays.sort((a, b) => a - b);
    return delays[Math.floor(delays.length * PERCENTILE)] ?? Number.POSITIVE_INFINITY;
  };
}

/** Ms so far. */
function withoutProcessor(): number {
  const [, waiting] = readFileSync(SCHEDULED, 'utf8').split(' ');
  return Number(waiting) / NANOSECONDS;
}
