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
  readonly stuck: string | undefined;
}

/**
 * Looks at frames until `decide` answers. Shortly before the time is up one full fresh capture is decided on too.
 * Throws what `decide` throws, the machine's death and the reason of the attempt's signal, with the evidence so far.
 */
export async function waitForFrames<T>(
  context: GuestContext,
  attempt: Attempt,
  options: FrameWait<T>,
): Promise<FrameWaitOutcome<T>> {
  const { until = attempt.until, view: given } = options;
  const startedAt = now();
  const view = given ?? context.stream.open();
  const other = startOther(options.also);
  const watching = new Watching(context, attempt, options, view, other);
  const waited = () => now() - startedAt;
  using _awaiting = context.observer.awaiting?.(options.targets ?? []);
  try {
    for (const target of options.targets ?? []) await target.ready?.();
    const reserve = Math.min(FINAL_CAPTURE_TIMEOUT, Math.max(0, until - startedAt) * FINAL_CAPTURE_SHARE);
    const value =
      (await watching.watch(until - reserve)) ??
      (await watching.captureFresh()) ??
      (await watching.watch(until)); // the capture is quick: the rest of the time counts too
    const { framesSeen } = watching;
    if (value !== undefined) return { outcome: 'done', value, waited: waited(), framesSeen };
    const frame = watching.last && copyFrame(watching.last);
    const blind = await watching.whyBlind();
    watching.logUnchanged();
    return { outcome: 'timeout', waited: waited(), framesSeen, frame, blind, stuck: watching.stuck };
  } catch (error) {
    const dead = context.lifeline.signal;
    const told = dead.aborted ? diedDuring(attempt.info.title, dead.reason, error) : error;
    const { last: frame, framesSeen } = watching;
    const facts = { frame, waited: waited(), framesSeen, logMark: attempt.logMark };
    if (!evidenceOf(told)) attachEvidence(told, await evidenceSoFar(context, facts, options.targets));
    throw told;
  } finally {
    other.stop();
    if (!given) view[Symbol.dispose]();
  }
}

/** What one wait has seen. */
class Watching<T> {
  readonly #context: GuestContext;
  readonly #attempt: Attempt;
  readonly #decide: FrameWait<T>['decide'];
  readonly #targets: readonly Target[];
  readonly #after: number;
  readonly #view: FrameView;
  readonly #other: Other<T>;
  readonly #stuckWatch: StuckWatch;
  framesSeen = 0;
  /** Valid as long as the view is not asked for another one. */
  last: Frame | undefined;
  stuck: string | undefined;
  /** Why the fresh capture failed, until a frame came after all. */
  #failure: { readonly error: unknown } | undefined;

  constructor(
    context: GuestContext,
    attempt: Attempt,
    { after = context.input.lastActionAt, decide, targets = [] }: FrameWait<T>,
    view: FrameView,
    other: Other<T>,
  ) {
    this.#context = context;
    this.#attempt = attempt;
    this.#decide = decide;
    this.#targets = targets;
    this.#after = after;
    this.#view = view;
    this.#other = other;
    this.#stuckWatch = new StuckWatch(context.timeouts('stuck'));
  }

  /** Undefined when `until` passed, or when the guest is stuck. */
  async watch(until: number): Promise<T | undefined> {
    if (this.stuck) return undefined;
    using timer = timeUp(until);
    using signals = mergeSignals(this.#attempt.signal, timer.signal, this.#other.done);
    const { signal } = signals;
    while (!signal.aborted) {
      const seen = await this.#view.next({ after: this.#after, signal }).catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
      });
      if (!seen) break;
      const value = await this.#look(seen);
      if (value !== undefined) return value;
      this.stuck = this.#stuckWatch.add(seen);
      if (this.stuck) return undefined;
    }
    if (this.#attempt.signal.aborted) throw this.#attempt.signal.reason;
    return this.#other.answer();
  }

  /** Stale frames fail tests: before failing, one full fresh capture is looked at. */
  async captureFresh(): Promise<T | undefined> {
    const frame = await this.#capture();
    return frame && (await this.#look({ frame, damage: 'all', final: true }));
  }

  async #capture(): Promise<Frame | undefined> {
    const { signal } = this.#attempt;
    try {
      const call = { signal, timeout: FINAL_CAPTURE_TIMEOUT };
      const frame = await withDeadline('capturing the display', call, async ({ options }) => {
        const desktop = await this.#context.desktop.get(options);
        return await desktop.capture(options);
      });
      if (frame.width > 0 && frame.height > 0) {
        this.#context.observer.note?.({ type: 'captured', frame });
        return frame;
      }
      this.#failure = { error: new Error('the display has no size') };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      this.#failure = { error };
    }
    return undefined;
  }

  /** For the call log of the failure. */
  logUnchanged(): void {
    const { summary } = this.#stuckWatch;
    if (summary) this.#context.log.add(summary);
  }

  /** Why no fresh frame came at the end; undefined if one did. */
  async whyBlind(): Promise<string | undefined> {
    if (!this.#failure) return undefined;
    const { error } = this.#failure;
    const silent = isGuestwrightError(error, 'timeout'); // asking a hypervisor that does not answer takes as long again
    const call = { timeout: FINAL_CAPTURE_TIMEOUT };
    const state = silent ? undefined : await this.#context.machine.state(call).catch(() => undefined);
    if (state && state.state !== 'running') return `the machine is ${state.state}`;
    return isGuestwrightError(error) ? error.shortMessage : messageOf(error);
  }

  async #look(seen: SeenFrame): Promise<T | undefined> {
    this.framesSeen++;
    this.last = seen.frame;
    this.#failure = undefined;
    const value = await raceSignal(Promise.resolve(this.#decide(seen)), this.#attempt.signal);
    if (value === undefined) this.#tellLook(seen);
    return value;
  }

  #tellLook({ frame, damage }: SeenFrame): void {
    const changed = damage === 'all' || damage.length > 0;
    const targets = this.#targets;
    this.#context.observer.note?.({ type: 'looked', frame, seen: this.framesSeen, changed, targets });
  }
}

/** The part of a short wait that is kept for the capture before it fails. */
const FINAL_CAPTURE_SHARE = 0.1;

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
