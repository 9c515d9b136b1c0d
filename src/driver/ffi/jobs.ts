/** A library's jobs as promises: polled, never waited for in the library, cancelled or drained when nobody waits. */
import { pause } from '../../base/deadline.ts';

/** What a library offers for one job. */
export interface Job<T> {
  /** Whether it has ended, well or not. Asked again and again; must not block. */
  ended(): Promise<boolean>;
  /** What it gave, once it has ended; rejects with what went wrong in it. */
  result(): Promise<T>;
  /** Per cent. */
  progress?(): Promise<number>;
  /** Asks it to end; left out where a library cannot. */
  cancel?(): Promise<void>;
  /** Frees what it holds; called once, whatever happened. */
  release(): void;
  /** Takes back a result that nobody waits for any more: frees it, undoes what was made. */
  discard?(result: T): void | Promise<void>;
}

export interface JobOptions {
  /** Fires when nobody waits any more; its reason is what `runJob` rejects with then. */
  readonly signal: AbortSignal;
  readonly onProgress?: (percent: number) => void;
  /** How long a job that is given up may take to end before it is left alone, ms; or a signal that says when. */
  readonly drain?: number | AbortSignal;
}

/** Between two questions: at first, and at most. A job of a local service takes a ms or seconds. */
const SHORTEST_INTERVAL = 1;
const LONGEST_INTERVAL = 50;
const INTERVAL_GROWTH = 1.5;
/** A cancelled job that has not ended after so long never will, ms. */
const DRAIN_TIMEOUT = 10_000;

/**
 * Resolves or rejects when the job is really over. When the signal fires (a deadline's, for one) it is cancelled where that
 * can be done, waited for, and its result taken back, before this rejects with the signal's reason: run it within
 * `withDeadline` or a turn, which tell the caller at once, and what the job works on stays busy until then.
 */
export async function runJob<T>(
  job: Job<T>,
  { signal, onProgress, drain = DRAIN_TIMEOUT }: JobOptions,
): Promise<T> {
  try {
    if (await pollUntilEnded(job, signal, onProgress)) {
      const result = await job.result();
      if (!signal.aborted) return result;
      await takeBack(job, result); // it ended between two questions, after the caller was told that it failed
    } else await giveUp(job, drain);
    throw signal.reason;
  } finally {
    job.release();
  }
}

async function giveUp<T>(job: Job<T>, drain: number | AbortSignal): Promise<void> {
  const limit = typeof drain === 'number' ? AbortSignal.timeout(drain) : drain;
  await job.cancel?.().catch(() => {}); // it may have ended meanwhile
  if (!(await pollUntilEnded(job, limit).catch(() => false))) return;
  await job.result().then(
    (result) => takeBack(job, result),
    () => {}, // cancelled, mostly
  );
}

/** Why nobody waits any more is worth more than what goes wrong here. */
async function takeBack<T>(job: Job<T>, result: T): Promise<void> {
  await (async () => job.discard?.(result))().catch(() => {});
}

/** False when the signal fired before. */
async function pollUntilEnded<T>(
  job: Job<T>,
  signal: AbortSignal,
  onProgress?: (percent: number) => void,
): Promise<boolean> {
  let told = -1;
  for (
    let interval = SHORTEST_INTERVAL;
    ;
    interval = Math.min(LONGEST_INTERVAL, interval * INTERVAL_GROWTH)
  ) {
    if (await job.ended()) return true;
    if (signal.aborted) return false;
    const percent = onProgress && (await job.progress?.());
    if (percent !== undefined && percent !== told) onProgress?.(percent);
    told = percent ?? told;
    await pause(interval, signal).catch(() => {}); // fired: asked once more, then given up
  }
}
