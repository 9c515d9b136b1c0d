/** Deadlines and cancellation: every call that waits takes `{ signal, timeout }` and ends within it. */
import { GuestwrightError } from './errors.ts';
import { raceSignal } from './signals.ts';
import { type Duration, formatDuration, parseDuration } from './units.ts';

/** The last argument of every call that may wait. */
export interface CallOptions {
  /** Aborting rejects the call at once with code `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** How long the call may take. Default: the call's own, 30 s for driver calls. */
  readonly timeout?: Duration | undefined;
}

/** A driver call's default time. */
export const DRIVER_CALL_TIMEOUT = 30_000;
/** The default time for power to go on or off. */
export const POWER_TIMEOUT = 60_000;

/** Monotonic milliseconds; the clock of frames, deadlines and logs. */
export function now(): number {
  return performance.now();
}

/** A point in time and a signal that fires when it passes or when the caller gives up. */
export class Deadline implements Disposable {
  readonly startedAt = now();
  readonly timeout: number;
  /** Fires with the error to throw: ours for the timeout, `aborted` for the caller's signal. */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #unlisten: () => void;

  /** `what` completes the sentence "... did not finish within 30 s". */
  constructor(what: string, { signal, timeout }: CallOptions, defaultTimeout: number = DRIVER_CALL_TIMEOUT) {
    this.timeout = parseDuration(timeout ?? defaultTimeout, 'timeout');
    this.signal = this.#controller.signal;
    const abort = () => this.#controller.abort(abortedError(what, signal?.reason));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    this.#unlisten = () => signal?.removeEventListener('abort', abort);
    if (Number.isFinite(this.timeout) && !this.signal.aborted) {
      const expire = () => this.#controller.abort(timeoutError(what, this.timeout));
      this.#timer = setTimeout(expire, Math.min(this.timeout, LONGEST_TIMER));
    }
  }

  get remaining(): number {
    return Math.max(0, this.startedAt + this.timeout - now());
  }

  /** `{ signal, timeout }` for a call made on behalf of this one. */
  get options(): { signal: AbortSignal; timeout: number } {
    return { signal: this.signal, timeout: this.remaining };
  }

  throwIfDone(): void {
    if (this.signal.aborted) throw this.signal.reason;
  }

  /** Settles as `promise` does, or rejects as soon as the signal fires. `promise` itself is left to end. */
  race<T>(promise: Promise<T>): Promise<T> {
    return raceSignal(promise, this.signal);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#unlisten();
  }
}

/** setTimeout fires at once for delays that do not fit 32 bits. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Runs `work` with a deadline of its own; rejects at the deadline even if `work` does not listen. */
export async function withDeadline<T>(
  what: string,
  options: CallOptions,
  work: (deadline: Deadline) => Promise<T>,
  defaultTimeout?: number,
): Promise<T> {
  using deadline = new Deadline(what, options, defaultTimeout);
  deadline.throwIfDone();
  return await deadline.race(work(deadline));
}

/** Resolves after `milliseconds`; rejects with the signal's reason as soon as it fires. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Asks `probe` until it gives something other than `undefined`, every `interval` ms, within the deadline. */
export async function poll<T>(
  deadline: Deadline,
  interval: number,
  probe: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  for (;;) {
    deadline.throwIfDone();
    const value = await probe();
    if (value !== undefined) return value;
    await pause(Math.min(interval, deadline.remaining), deadline.signal);
  }
}

export function timeoutError(what: string, timeout: number): GuestwrightError {
  return new GuestwrightError(`${what} did not finish within ${formatDuration(timeout)}`, {
    code: 'timeout',
    remedy: 'If the host is only slow, raise the timeout (or GUESTWRIGHT_TIMEOUT_SCALE).',
    details: { timeout },
  });
}

function abortedError(what: string, reason: unknown): unknown {
  if (reason instanceof GuestwrightError) return reason; // an outer deadline's own error says more
  return new GuestwrightError(`${what} was aborted`, { code: 'aborted', cause: reason });
}
