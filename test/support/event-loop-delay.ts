/** Measures how long the event loop stands still, beside a thread that does nothing: what a busy computer delays, it delays for both. */
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';

/** Beyond this at the 99th percentile somebody would notice, ms. */
const MOST_DELAY = 20;
/** The loop that works is kept waiting more often than one that does nothing. */
const BUSY_FACTOR = 2;
/** Between two looks, ms. */
const RESOLUTION = 5;
const NANOSECONDS = 1e6;

export interface LoopDelay {
  /** At the 99th percentile, ms. */
  readonly delay: number;
  /** What it may be at the most: `MOST_DELAY` on a computer with nothing else to do. */
  readonly most: number;
}

/** Starts to measure; the function that it gives ends that. */
export async function measureLoopDelay(): Promise<() => Promise<LoopDelay>> {
  const beside = new Worker(BESIDE, { eval: true });
  await once(beside, 'online');
  const ours = monitorEventLoopDelay({ resolution: RESOLUTION });
  ours.enable();
  return async () => {
    ours.disable();
    beside.postMessage('tell');
    const [others] = (await once(beside, 'message')) as [number];
    await beside.terminate();
    const most = MOST_DELAY + (BUSY_FACTOR * others) / NANOSECONDS;
    return { delay: ours.percentile(99) / NANOSECONDS, most };
  };
}

/** Measures the delay of its own loop, and tells its 99th percentile in ns. */
const BESIDE = `
  const { monitorEventLoopDelay } = require('node:perf_hooks');
  const { parentPort } = require('node:worker_threads');
  const delay = monitorEventLoopDelay({ resolution: ${RESOLUTION} });
  delay.enable();
  parentPort.on('message', () => parentPort.postMessage(delay.percentile(99)));
`;
