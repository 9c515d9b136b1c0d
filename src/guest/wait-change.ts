/** Waiting until the display, or a region of it, shows something else than at the call. */

import { now } from '../base/deadline.ts';
import { mergeSignals, timeUp } from '../base/signals.ts';
import type { Duration } from '../base/units.ts';
import { copyFrame, type Frame } from '../frame/frame.ts';
import { type Dimensions, formatRegion, type Region, validateRegion, wholeOf } from '../frame/region.ts';
import { type Blinker, describeBlinker } from '../matchers/blinkers.ts';
import { ChangeTracker } from '../matchers/change.ts';
import type { StillnessOptions as TrackerOptions } from '../matchers/stillness.ts';
import type { Attempt, GuestContext } from './context.ts';
import { waitError } from './failure.ts';
import type { FrameView } from './frame-stream.ts';
import type { QueuePlace } from './input-queue.ts';
import { type RegionLike, resolveRegion } from './region-locator.ts';
import { waitForFrames } from './wait.ts';
import { logBlinkers } from './wait-still.ts';

export interface ChangeOptions {
  /** A place in display pixels, or a part of a screen. Default: the whole display. */
  readonly region?: RegionLike;
  /** Parts that may change, such as a clock, in display pixels. */
  readonly exclude?: readonly Region[];
  /**
   * Whether text cursors and other small blinkers are noticed and left out. Default true: what is as small as a cursor
   * counts only when it stayed for 0.75 s.
   */
  readonly learnBlinkers?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Default: the guest's `shown`, 30 s. */
  readonly timeout?: Duration | undefined;
}

/** What changed. */
export interface ScreenChange {
  /** The frame on which it was seen, in memory of its own. */
  readonly frame: Frame;
  /** Around all that differs from the first frame, in display pixels. */
  readonly region: Region;
  /** What was left out because it only blinks. */
  readonly blinkers: readonly Blinker[];
}

/** Input asked for later waits for the first frame, but not longer than this, in ms: the display may be off. */
const FIRST_FRAME_TIME = 1000;

/**
 * Waits until a frame differs from the first one after the call. That is captured after all input asked for before, and
 * before any asked for later: `const change = guest.waitForChange(); await guest.keyboard.press('Enter'); await change`.
 * Throws `not-changed`.
 */
export async function waitChange(
  context: GuestContext,
  attempt: Attempt,
  options: ChangeOptions,
  queued: QueuePlace,
): Promise<ScreenChange> {
  const exclude = (options.exclude ?? []).map((each) => validateRegion(each, 'exclude'));
  const region = await resolveWithin(context, attempt, options.region, queued);
  const watch = new ChangeWatch({ region, exclude, learnBlinkers: options.learnBlinkers ?? true });
  using view = context.stream.open();
  await queued.turn(attempt.signal);
  await takeFirst(context, attempt, view, watch);
  queued[Symbol.dispose]();
  const outcome = await waitForFrames<ScreenChange>(context, attempt, {
    view,
    decide: ({ frame }) => {
      const changed = watch.add(frame);
      return changed && { frame: copyFrame(frame), region: changed, blinkers: watch.blinkers };
    },
  });
  if (outcome.outcome === 'done') {
    const { region: changed, blinkers } = outcome.value;
    context.log.add(`${formatRegion(changed)} changed after ${Math.round(outcome.waited)} ms`);
    logBlinkers(context, blinkers);
    return outcome.value;
  }
  throw waitError(context, attempt, {
    code: outcome.stuck ? 'stuck' : 'not-changed',
    failed: `${watch.what} did not change`,
    looked: [{ what: `change of ${watch.what}`, explanation: watch.explanation }],
    expected: 'a change',
    received: outcome.blind ?? watch.explanation,
    frame: outcome.frame,
    waited: outcome.waited,
    framesSeen: outcome.framesSeen,
    stuck: outcome.stuck,
    remedy: 'Call it before the input that changes the display, or wait for the screen that is to show.',
  });
}

/** Input asked for later may be what shows the region's screen: it is not held up for long. */
async function resolveWithin(
  context: GuestContext,
  attempt: Attempt,
  region: RegionLike | undefined,
  queued: QueuePlace,
): Promise<Region | undefined> {
  const timer = setTimeout(() => queued[Symbol.dispose](), FIRST_FRAME_TIME);
  try {
    return await resolveRegion(context, attempt, region);
  } finally {
    clearTimeout(timer);
  }
}

async function takeFirst(
  context: GuestContext,
  attempt: Attempt,
  view: FrameView,
  watch: ChangeWatch,
): Promise<void> {
  using timer = timeUp(Math.min(attempt.until, now() + FIRST_FRAME_TIME));
  using signals = mergeSignals(attempt.signal, timer.signal);
  const after = context.input.lastActionAt;
  const seen = await view.next({ after, signal: signals.signal }).catch((error: unknown) => {
    if (attempt.signal.aborted || !timer.signal.aborted) throw error;
    return undefined;
  });
  if (seen) watch.add(seen.frame);
}

/** Decides on frame after frame whether the region has changed. */
class ChangeWatch {
  readonly #tracking: TrackerOptions;
  #tracker: ChangeTracker | undefined;
  #size: Dimensions | undefined;
  #undecided: readonly Region[] = [];
  blinkers: readonly Blinker[] = [];

  constructor(tracking: TrackerOptions) {
    this.#tracking = tracking;
  }

  get what(): string {
    return this.#tracking.region ? formatRegion(this.#tracking.region) : 'the display';
  }

  /** Around what changed; undefined as long as nothing did. A new display mode changes everything. */
  add(frame: Frame): Region | undefined {
    const { width, height } = frame;
    if (this.#size && (width !== this.#size.width || height !== this.#size.height)) return wholeOf(frame);
    this.#size = { width, height };
    this.#tracker ??= new ChangeTracker(this.#tracking);
    const { changed, undecided, blinkers } = this.#tracker.add(frame);
    this.#undecided = undecided;
    this.blinkers = blinkers;
    return changed;
  }

  get explanation(): string {
    const parts = [
      ...this.blinkers.map((blinker) => `${describeBlinker(blinker)} only blinked`),
      ...this.#undecided.map((box) => `${formatRegion(box)} changed a moment ago, which may be a cursor`),
    ];
    return ['it shows what it showed at the call', ...parts].join('; ');
  }
}
