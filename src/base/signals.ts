/** Several abort signals as one, without leaving listeners on the long-lived ones. */

/** Fires with the reason of the first of `sources` that fires. Dispose it when the work is done. */
export function mergeSignals(
  ...sources: readonly (AbortSignal | undefined)[]
): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const unlisten: (() => void)[] = [];
  for (const source of sources) {
    if (!source) continue;
    const abort = () => controller.abort(source.reason);
    if (source.aborted) abort();
    source.addEventListener('abort', abort, { once: true });
    unlisten.push(() => source.removeEventListener('abort', abort));
  }
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const remove of unlisten) remove();
    },
  };
}

/** Settles as `promise` does, or rejects with the signal's reason as soon as it fires. */
export async function raceSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => {}); // its result has no reader any more
    throw signal.reason;
  }
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stop();
  }
}

/** setTimeout fires at once for delays that do not fit 32 bits; nobody waits 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A signal that fires at the monotonic ms `until`, with `reason`. Dispose it when the work is done. */
export function timeUp(until: number, reason?: () => unknown): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const delay = until - performance.now();
  const expire = () => controller.abort(reason?.());
  if (delay <= 0) expire();
  const timer = delay > 0 && delay <= LONGEST_TIMER ? setTimeout(expire, delay) : undefined;
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
