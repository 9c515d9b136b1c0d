/** What all parts of one guest share, and the frame around every call that the user makes. */
import { type CallOptions, Deadline, now, timeoutError } from '../base/deadline.ts';
import { GuestwrightError, isGuestwrightError, messageOf } from '../base/errors.ts';
import { maskSecrets } from '../base/secret.ts';
import { mergeSignals, raceSignal } from '../base/signals.ts';
import type { Machine } from '../driver/driver.ts';
import type { FrameAllocator } from '../frame/frame.ts';
import type { LayoutName } from '../input/layouts.ts';
import type { DesktopSession } from './desktop-session.ts';
import { attachEvidence, evidenceOf } from './evidence.ts';
import { evidenceSoFar } from './failure.ts';
import type { Filmstrip } from './filmstrip.ts';
import type { FrameStream } from './frame-stream.ts';
import type { HoldClock } from './hold-clock.ts';
import { type GuestHolder, retriesAfterHold } from './holder.ts';
import type { InputQueue } from './input-queue.ts';
import type { Lifeline } from './lifeline.ts';
import { callerLocation, type SourceLocation } from './location.ts';
import type { Log } from './log.ts';
import type { GuestObserver, StepCategory, StepInfo, WaitBudget } from './observer.ts';
import type { PointerTracker } from './pointer-tracker.ts';
import type { ScreenSource } from './screen-target.ts';
import type { Serial } from './serial.ts';
import type { TextSource } from './text-target.ts';
import type { GuestTimeouts, ResolveTimeout } from './timeouts.ts';

export interface GuestContext {
  readonly machine: Machine;
  readonly desktop: DesktopSession;
  readonly stream: FrameStream;
  /** Memory for frames of this guest. */
  readonly allocator: FrameAllocator;
  readonly input: InputQueue;
  readonly lifeline: Lifeline;
  readonly screens: ScreenSource;
  readonly texts: TextSource;
  readonly serialPorts: readonly Serial[];
  readonly pointer: PointerTracker;
  readonly timeouts: ResolveTimeout;
  readonly observer: GuestObserver;
  readonly budget: WaitBudget;
  /** Holds pauses and failed waits for a person. */
  readonly holder: GuestHolder | undefined;
  /** Time that a person took. */
  readonly holds: HoldClock;
  /** Everything the guest did and waited for. */
  readonly log: Log;
  /** Input alone, secrets masked. */
  readonly inputLog: Log;
  readonly filmstrip: Filmstrip;
  /** The end of serial port 0's output, secrets masked. */
  readonly serialTail: () => string;
  /** The guest's keyboard layout now. */
  layout: LayoutName;
  /** How long the echo of typed text may take, in ms. */
  readonly echoTimeout: number;
  readonly clickParking: boolean;
  /** What relative paths of image files are taken from. */
  readonly baseFolder: string;
  /** Set while a script acts: its steps' lines, as the call stack only shows who runs the script. */
  scriptLocation: SourceLocation | undefined;
}

/** Before it fails a wait takes one full capture; it gets this long, in ms. */
export const FINAL_CAPTURE_TIMEOUT = 1000;

export interface Performance {
  readonly title: string;
  readonly category: StepCategory;
  /** Which default holds without a timeout of the call's own. */
  readonly timeout: keyof GuestTimeouts;
  /** For calls without a step of their own in reports: parts of another call. */
  readonly silent?: boolean;
  /** Milliseconds that the work takes by itself, such as typing a long text, added to the default timeout. */
  readonly extraTime?: number;
  /** Default: where the call stack leaves this package. */
  readonly location?: SourceLocation | undefined;
}

/** One call under way. */
export interface Attempt {
  /** Fires when the time is up, the caller gives up or the machine dies; leaves room for the final capture. */
  readonly signal: AbortSignal;
  /** Monotonic ms at which the call's time is up. */
  readonly until: number;
  /** Milliseconds that the call was given. */
  readonly timeout: number;
  readonly info: StepInfo;
  /** Where the call's lines begin in the guest's log. */
  readonly logMark: number;
}

/** Milliseconds left. */
export function remaining({ until }: Pick<Attempt, 'until'>): number {
  return Math.max(0, until - now());
}

/**
 * Runs one call of the user: logged, observed with its source line, bounded by its deadline, within the test's
 * budget, ended by the machine's death. Must be called before the first `await` of the public method.
 */
export async function perform<T>(
  context: GuestContext,
  { category, timeout: kind, silent = false, extraTime = 0, location, ...named }: Performance,
  call: CallOptions,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const title = maskSecrets(named.title); // reports and errors name it
  const info: StepInfo = {
    title,
    category,
    location: location ?? context.scriptLocation ?? callerLocation(),
  };
  const timeout = timeOf(context, kind, call) + (call.timeout === undefined ? extraTime : 0);
  const grace = WAITS.includes(kind) ? EXPLAINING_TIME : SETTLING_TIME;
  const run = async () => {
    using _budget = context.budget.open(timeout + grace);
    const startedAt = now();
    // The parts of a call end at its time and say why; this is for what hangs.
    using overdue = context.holds.timeUp(startedAt + timeout + grace, () => timeoutError(title, timeout));
    using signals = mergeSignals(call.signal, context.lifeline.signal, overdue.signal);
    using deadline = new Deadline(title, { signal: signals.signal, timeout: Number.POSITIVE_INFINITY });
    const logMark = context.log.mark;
    const attempt = { signal: deadline.signal, until: startedAt + timeout, timeout, info, logMark };
    context.log.add(title);
    try {
      return await settled(work(attempt), deadline.signal);
    } catch (error) {
      const dead = context.lifeline.signal;
      const told = dead.aborted ? diedDuring(title, dead.reason, error) : error;
      context.log.add(`${title}: ${firstLine(messageOf(told))}`);
      if (!evidenceOf(told)) {
        const facts = { frame: undefined, waited: now() - startedAt, framesSeen: 0, logMark };
        attachEvidence(told, await evidenceSoFar(context, facts));
      }
      throw told;
    }
  };
  const runHeld = async () => {
    for (;;) {
      try {
        return await run();
      } catch (error) {
        if (!(await retriesAfterHold(context, info, error, call.signal))) throw error;
      }
    }
  };
  return silent ? await runHeld() : await context.observer.step(info, runHeld);
}

/** A script's time means nothing while a person may stop it anywhere. */
function timeOf(context: GuestContext, kind: keyof GuestTimeouts, { timeout }: CallOptions): number {
  const holds = kind === 'script' && context.holder?.onFailure;
  return holds ? Number.POSITIVE_INFINITY : context.timeouts(kind, timeout);
}

/** What a failing wait takes at most after its time: captures, comparing with every screen, wording. In ms. */
const EXPLAINING_TIME = 5000;
/** A driver call that ends at its deadline gets this long to say why, in ms. */
const SETTLING_TIME = 500;

/** Settles as `work` does; work that does not listen to `signal` is left behind soon after it fired. */
async function settled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const left = new AbortController();
  const leave = () => {
    const timer = setTimeout(() => left.abort(signal.reason), LEAVING_TIME);
    work.finally(() => clearTimeout(timer)).catch(() => {});
  };
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  try {
    return await raceSignal(work, left.signal);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** An aborted part of a call that listens says within this time what it knows, in ms. */
const LEAVING_TIME = 100;
/** The kinds of call that look at frames until their time is up. */
const WAITS: readonly (keyof GuestTimeouts)[] = ['shown', 'step', 'script'];

/** The error of a call that the machine's death ended; an error that tells of it already stays as it is. */
export function diedDuring(title: string, death: unknown, error: unknown): unknown {
  if (error !== death && isGuestwrightError(error, 'machine-died')) return error;
  if (isGuestwrightError(death, 'aborted')) return error; // disposed by us
  return new GuestwrightError(`${title}: the machine died meanwhile: ${firstLine(messageOf(death))}`, {
    code: 'machine-died',
    cause: death,
    remedy: 'See the cause for what the hypervisor said last.',
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
