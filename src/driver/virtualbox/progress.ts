/** Waiting for the server's long operations, within a deadline, and what to do with those that miss it. */
import { type Deadline, withDeadline } from '../../base/deadline.ts';
import { runtimeError } from './faults.ts';
import { type Scope, type VboxObject, withScope } from './objects.ts';
import type { WebSession } from './web-session.ts';

/** The server waits so long in one call, in ms: short enough that a deadline's end is noticed. */
const SLICE = 250;
/** Reasons behind reasons that are worth telling. */
const MOST_REASONS = 4;
/** An operation that we gave up may end later: we look for so long, in ms, so that its result does not stay behind. */
const DRAIN_TIMEOUT = 30_000;

/**
 * Waits until the operation behind `progress` is done. Errors: `hypervisor` with VirtualBox's own words and result code;
 * the deadline's, after which the operation was asked to cancel and is drained in the background.
 */
export async function waitForProgress(
  session: WebSession,
  what: string,
  reference: string,
  deadline: Deadline,
): Promise<void> {
  await withScope(session, async (scope) => {
    const progress = scope.own('IProgress', reference);
    try {
      await waitUntilDone(progress, deadline);
    } catch (error) {
      if (deadline.signal.aborted) drain(session, progress);
      throw error;
    }
    await throwIfFailed(scope, what, progress, deadline);
  });
}

async function waitUntilDone(progress: VboxObject<'IProgress'>, deadline: Deadline): Promise<void> {
  for (;;) {
    deadline.throwIfDone();
    await progress.call('waitForCompletion', { timeout: SLICE }, deadline.options);
    if (await progress.call('getCompleted', {}, deadline.options)) return;
  }
}

async function throwIfFailed(
  scope: Scope,
  what: string,
  progress: VboxObject<'IProgress'>,
  deadline: Deadline,
): Promise<void> {
  const result = await progress.call('getResultCode', {}, deadline.options);
  if (result === 0) return;
  throw runtimeError(what, result, await explain(scope, progress, deadline));
}

/** VirtualBox says what failed first, and why behind it. */
async function explain(scope: Scope, progress: VboxObject<'IProgress'>, deadline: Deadline): Promise<string> {
  const texts: string[] = [];
  let reference = await progress.call('getErrorInfo', {}, deadline.options);
  while (reference !== '' && texts.length < MOST_REASONS) {
    const info = scope.own('IVirtualBoxErrorInfo', reference);
    const text = (await info.call('getText', {}, deadline.options)).trim();
    if (text !== '' && !texts.includes(text)) texts.push(text);
    reference = await info.call('getNext', {}, deadline.options);
  }
  return texts.join(': ');
}

/** Holds the operation until it has ended. */
function drain(session: WebSession, { reference }: VboxObject<'IProgress'>): void {
  const drained = withDeadline('ending an operation', { timeout: DRAIN_TIMEOUT }, (deadline) =>
    withScope(session, async (scope) => {
      const progress = scope.own('IProgress', reference);
      await progress.call('cancel', {}, deadline.options).catch(() => {}); // many cannot be
      await waitUntilDone(progress, deadline);
    }),
  );
  drained.catch(() => {}); // nobody waits for it any more
}
