/** Waiting until the display, or a region of it, stands still for a while. */
import type { GuestwrightError } from '../base/errors.ts';
import { type Duration, formatDuration, parseDuration } from '../base/units.ts';
import type { Frame } from '../frame/frame.ts';
import { type Dimensions, formatRegion, type Region, validateRegion } from '../frame/region.ts';
import { type Blinker, describeBlinker } from '../matchers/blinkers.ts';
import { StillnessTracker, type StillnessOptions as TrackerOptions } from '../matchers/stillness.ts';
import type { Attempt, GuestContext } from './context.ts';
import { waitError } from './failure.ts';
import { type RegionLike, resolveRegion } from './region-locator.ts';
import { type FrameWaitTimeout, waitForFrames } from './wait.ts';

export interface StillnessOptions {
  /** A place in display pixels, or a part of a screen. Default: the whole display. */
  readonly region?: RegionLike;
  /** How long nothing may change. Default 1 s. Not scaled: it is what is asked for, not how slow the host is. */
  readonly for?: Duration;
  /** Parts that may change, such as a clock, in display pixels. */
  readonly exclude?: readonly Region[];
  /** Whether text cursors and other small blinkers are noticed and left out. Default true. */
  readonly learnBlinkers?: boolean;
}

const STILL_FOR = '1s';

/** Milliseconds that `for` asks for. */
export function stillTime({ for: asked }: Pick<StillnessOptions, 'for'>): number {
  return parseDuration(asked ?? STILL_FOR, 'for');
}

/** What was seen of a display that stood still. */
export interface StillResult {
  /** Milliseconds, at least what was asked for. */
  readonly stillFor: number;
  /** What was left out because it only blinks. */
  readonly blinkers: readonly Blinker[];
}

/** Watches frames until nothing changed in the region for `for`. Throws `not-still`. */
export async function waitStill(
  context: GuestContext,
  attempt: Attempt,
  options: StillnessOptions = {},
): Promise<StillResult> {
  const region = await resolveRegion(context, attempt, options.region);
  const watch = new StillWatch({ ...options, region });
  const outcome = await waitForFrames(context, attempt, {
    decide: ({ frame }) => (watch.add(frame) ? watch.result : undefined),
  });
  if (outcome.outcome === 'timeout') throw notStill(context, attempt, watch, outcome);
  logStill(context, watch);
  return outcome.value;
}

/**
 * Watches frames until the region cannot stand still for `for` any more within the time: it changed too late. What it
 * gives is undefined then, and the stillness that was not to be otherwise.
 */
export async function waitNotStill(
  context: GuestContext,
  attempt: Attempt,
  options: StillnessOptions = {},
): Promise<StillResult | undefined> {
  const region = await resolveRegion(context, attempt, options.region);
  const watch = new StillWatch({ ...options, region });
  const outcome = await waitForFrames<StillResult | 'never'>(context, attempt, {
    decide: ({ frame }) => {
      if (watch.add(frame)) return watch.result;
      return frame.time + watch.missing > attempt.until ? 'never' : undefined;
    },
  });
  return outcome.outcome === 'done' && outcome.value !== 'never' ? outcome.value : undefined;
}

/** In the call log, and so in the report: how still, and what was left out. */
export function logStill(context: GuestContext, watch: StillWatch): void {
  context.log.add(`${watch.what} was still for ${formatDuration(watch.result.stillFor)}`);
  logBlinkers(context, watch.result.blinkers);
}

export function logBlinkers({ log }: GuestContext, blinkers: readonly Blinker[]): void {
  for (const blinker of blinkers) log.add(`left out what blinks: ${describeBlinker(blinker)}`);
}

/** The error of a wait for stillness whose time was up. */
export function notStill(
  context: GuestContext,
  attempt: Attempt,
  watch: StillWatch,
  outcome: FrameWaitTimeout,
): GuestwrightError {
  const failed = `${watch.what} was not still for ${formatDuration(watch.asked)}`;
  return waitError(context, attempt, {
    code: 'not-still',
    failed,
    looked: [{ what: `stillness of ${watch.what}`, explanation: watch.explanation }],
    expected: `no change for ${formatDuration(watch.asked)}`,
    received: outcome.blind ?? watch.explanation,
    frame: outcome.frame,
    waited: outcome.waited,
    framesSeen: outcome.framesSeen,
    stuck: outcome.stuck,
    remedy: 'Exclude what always moves, choose a smaller region, or wait for a screen instead.',
  });
}

/** Decides on frame after frame whether it has been still for long enough. */
export class StillWatch {
  /** Milliseconds. */
  readonly asked: number;
  readonly #region: Region | undefined;
  readonly #tracking: TrackerOptions;
  #tracker: StillnessTracker | undefined;
  #size: Dimensions = { width: 0, height: 0 };
  #longest = 0;
  #changed: Region | undefined;
  #missing = Number.POSITIVE_INFINITY;
  #result: StillResult = { stillFor: 0, blinkers: [] };

  constructor(options: Omit<StillnessOptions, 'region'> & { readonly region: Region | undefined }) {
    this.asked = stillTime(options);
    this.#region = options.region;
    const exclude = (options.exclude ?? []).map((each) => validateRegion(each, 'exclude'));
    this.#tracking = { region: options.region, exclude, learnBlinkers: options.learnBlinkers ?? true };
  }

  get what(): string {
    return this.#region ? formatRegion(this.#region) : 'the display';
  }

  /** True as soon as it has been still for what was asked. */
  add(frame: Frame): boolean {
    if (frame.width !== this.#size.width || frame.height !== this.#size.height) {
      this.#size = { width: frame.width, height: frame.height };
      this.#tracker = new StillnessTracker(this.#tracking);
    }
    const { stillFor, stillAtBest, changed, blinkers } = (this.#tracker as StillnessTracker).add(frame);
    this.#result = { stillFor, blinkers };
    this.#missing = this.asked - stillAtBest;
    this.#longest = Math.max(this.#longest, stillFor);
    this.#changed = changed ?? this.#changed;
    return stillFor >= this.asked;
  }

  /** As of the last frame. */
  get result(): StillResult {
    return this.#result;
  }

  /** Milliseconds that it must still stand still at least. */
  get missing(): number {
    return this.#missing;
  }

  get explanation(): string {
    const where = this.#changed ? `, last changed ${formatRegion(this.#changed)}` : '';
    const blinking = this.#result.blinkers.map((blinker) => `, without ${describeBlinker(blinker)}`).join('');
    return `still for ${formatDuration(this.#longest)} at most${where}${blinking}`;
  }
}
