/** Input as the user calls it: one job of the guest's queue, logged, within its time. */
import type { CallOptions } from '../base/deadline.ts';
import { type Attempt, type GuestContext, perform, remaining } from './context.ts';
import type { InputSink } from './input-queue.ts';

/** One call of input in the guest's queue, in both logs, within its time and `extraTime` ms. */
export async function queueInput(
  context: GuestContext,
  title: string,
  category: 'keyboard' | 'mouse',
  options: CallOptions,
  job: (sink: InputSink, attempt: Attempt) => Promise<void>,
  extraTime = 0,
): Promise<void> {
  await perform(context, { title, category, timeout: 'call', extraTime }, options, (attempt) =>
    queueJob(context, title, attempt, (sink) => job(sink, attempt)),
  );
}

/** A job in the guest's queue on behalf of a call under way. */
export function queueJob<T>(
  context: GuestContext,
  title: string,
  attempt: Attempt,
  job: (sink: InputSink) => Promise<T>,
): Promise<T> {
  return context.input.run(
    {
      signal: attempt.signal,
      timeout: () => remaining(attempt),
      desktop: (signal) => context.desktop.get({ signal }),
    },
    async (sink) => {
      context.inputLog.add(title);
      return await job(sink);
    },
  );
}
