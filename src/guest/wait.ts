/** The one waiting loop: newest frames, one after the other, until somebody decides or the time is up. */
import { now, withDeadline } from '../base/deadline.ts';
import { isGuestwrightError, messageOf } from '../base/errors.ts';
import { mergeSignals, raceSignal, timeUp } from '../base/signals.ts';
import { copyFrame, type Frame } from '../frame/frame.ts';
import { type Attempt, diedDuring, FINAL_CAPTURE_TIMEOUT, type GuestContext } from './context.ts';
import { attachEvidence, evidenceOf } from './evidence.ts';
import { evidenceSoFar } from './failure.ts';
import type { FrameView, SeenFrame } from './frame-stream.ts';
import { StuckWatch } from './stuck-watch.ts';
import type { Target } from './target.ts';

export interface FrameWait<T> {
  /** Only frames whose capture began at this monotonic ms or later. Default: after the last input or power action. */
  readonly after?: number;
  /** Ends at this monotonic ms. Default: the attempt's. */
  readonly until?: number;
  /** Continues on a view instead of opening one: its damage goes on where it was. */
  readonly view?: FrameView;
  /** What is looked for: for the evidence of a wait that is ended from outside. */
  readonly targets?: readonly Target[];
  /** Something else that ends the wait, such as serial output; `signal` fires when it is not needed any more. */
  readonly also?: (signal: AbortSignal) => Promise<T>;
  /** Undefined: not yet. The frame's memory is valid until the next call. */
  readonly decide: (seen: SeenFrame) => Promise<T | undefined> | T | undefined;
}

export type FrameWaitOutcome<T> =
  | { readonly outcome: 'done'; readonly value: T; readonly waited: number; readonly framesSeen: number }
  | FrameWaitTimeout;

export interface FrameWaitTimeout {
  readonly outcome: 'timeout';
  readonly waited: number;
  readonly framesSeen: number;
  /** The last one, in memory of its own; undefined if none came. */
  readonly frame: Frame | undefined;
  /** Why no fresh frame came at the end. */
  readonly blind: string | undefined;
  /** That the wait ended early because the same few pictures repeated, in words. */
  readonly stuck?: string;
}

/**
 * Looks at frames until `decide` answers. When the time is up one full fresh capture is taken and decided on.
 * Throws what `decide` throws, the machine's death and the reason of the attempt's signal, with the evidence so far.
 */
export async function waitForFrames<T>(
  context: GuestContext,
  attempt: Attempt,
  options: FrameWait<T>,
): Promise<FrameWaitOutcome<T>> {
  const { after = context.input.lastActionAt, until = attempt.until, view: given, decide } = options;
  const startedAt = now();
  let framesSeen = 0;
  let last: Frame | undefined;
  const view = given ?? context.stream.open();
  const other = startOther(options.also);
  const stuckWatch = new StuckWatch(context.timeouts('stuck'));
  let stuck: string | undefined;
  try {
    for (const target of options.targets ?? []) await target.ready?.();
    using timer = timeUp(until);
    using signals = mergeSignals(attempt.signal, timer.signal, other.done);
    while (!signals.signal.aborted) {
      const seen = await view.next({ after, signal: signals.signal }).catch((error: unknown) => {
        if (signals.signal.aborted) return undefined;
        throw error;
      });
      if (!seen) break;
      framesSeen++;
      last = seen.frame;
      const value = await raceSignal(Promise.resolve(decide(seen)), attempt.signal);
      if (value !== undefined) return { outcome: 'done', value, waited: now() - startedAt, framesSeen };
      stuck = stuckWatch.add(seen);
      if (stuck) break;
    }
    if (attempt.signal.aborted) throw attempt.signal.reason;
    const answer = other.answer();
    if (answer !== undefined)
      return { outcome: 'done', value: answer, waited: now() - startedAt, framesSeen };
    const final = await finalCapture(context, attempt);
    if ('frame' in final) {
      framesSeen++;
      last = final.frame;
      const value = await raceSignal(
        Promise.resolve(decide({ frame: final.frame, damage: 'all' })),
        attempt.signal,
      );
      if (value !== undefined) return { outcome: 'done', value, waited: now() - startedAt, framesSeen };
    }
    const frame = last && copyFrame(last);
    const blind = 'blind' in final ? final.blind : undefined;
    return {
      outcome: 'timeout',
      waited: now() - startedAt,
      framesSeen,
      frame,
      blind,
      ...(stuck && { stuck }),
    };
  } catch (error) {
    const dead = context.lifeline.signal;
    const told = dead.aborted ? diedDuring(attempt.info.title, dead.reason, error) : error;
    const facts = { frame: last, waited: now() - startedAt, framesSeen, logMark: attempt.logMark };
    if (!evidenceOf(told)) attachEvidence(told, await evidenceSoFar(context, facts, options.targets));
    throw told;
  } finally {
    other.stop();
    if (!given) view[Symbol.dispose]();
  }
}

interface Other<T> {
  /** Fires when it answered or failed. */
  readonly done: AbortSignal;
  /** What it answered; throws what it threw. */
  answer(): T | undefined;
  stop(): void;
}

function startOther<T>(start: ((signal: AbortSignal) => Promise<T>) | undefined): Other<T> {
  const [done, stop] = [new AbortController(), new AbortController()];
  let answer = (): T | undefined => undefined;
  start?.(stop.signal).then(
    (value) => {
      answer = () => value;
      done.abort();
    },
    (error: unknown) => {
      if (stop.signal.aborted) return;
      answer = () => {
        throw error;
      };
      done.abort();
    },
  );
  return { done: done.signal, answer: () => answer(), stop: () => stop.abort(new Error('not needed')) };
}

/** Stale frames fail tests: before failing, one full fresh capture is looked at. */
async function finalCapture(
  context: GuestContext,
  attempt: Attempt,
): Promise<{ frame: Frame } | { blind: string }> {
  try {
    const call = { signal: attempt.signal, timeout: FINAL_CAPTURE_TIMEOUT };
    const frame = await withDeadline('the last capture', call, async ({ options }) => {
      const desktop = await context.desktop.get(options);
      return await desktop.capture(options);
    });
    if (frame.width > 0 && frame.height > 0) return { frame };
    return { blind: 'the display has no size' };
  } catch (error) {
    if (attempt.signal.aborted) throw attempt.signal.reason;
    return { blind: await whyBlind(context, error) };
  }
}

async function whyBlind({ machine }: GuestContext, error: unknown): Promise<string> {
  const state = await machine.state({ timeout: FINAL_CAPTURE_TIMEOUT }).catch(() => undefined);
  if (state && state.state !== 'running') return `the machine is ${state.state}`;
  if (isGuestwrightError(error)) return error.shortMessage;
  return error === undefined ? 'the display gave no frame' : messageOf(error);
}
