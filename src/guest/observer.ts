/** Who watches a guest's work: a test runner's steps, a trace, a command line's progress. */
import type { Frame } from '../frame/frame.ts';
import type { GuestEvent } from './guest-event.ts';
import type { SourceLocation } from './location.ts';
import type { GuestMatch, Target } from './target.ts';

export type StepCategory =
  | 'power'
  | 'keyboard'
  | 'mouse'
  | 'wait'
  | 'media'
  | 'snapshot'
  | 'serial'
  | 'shell'
  | 'network'
  | 'script'
  | 'step';

/** One thing that the guest is asked to do. */
export interface StepInfo {
  /** Such as "press 'Enter'", "screen 'desktop' shows"; secrets are masked. */
  readonly title: string;
  readonly category: StepCategory;
  /** Where the user's code asked for it. */
  readonly location: SourceLocation | undefined;
}

export type FrameMoment = 'before' | 'after' | 'failure';

/** Around-style: only wrapping nests under Playwright's `test.step` and keeps the source line. */
export interface GuestObserver {
  step<T>(info: StepInfo, run: () => Promise<T>): Promise<T>;
  /**
   * A frame worth showing. Its memory is its own: it may be kept, unless a promise is returned; then it is used again
   * as soon as that resolves.
   */
  frame?(frame: Frame, moment: FrameMoment, info: StepInfo): void | Promise<void>;
  /** A wait ends because `match` shows on `frame`, whose memory is used again as soon as this returns. */
  shown?(match: GuestMatch, frame: Frame): void;
  /** A wait looks for these until what this returns is disposed. */
  awaiting?(targets: readonly Target[]): Disposable;
  /** What happens besides, as it happens; must be quick. */
  note?(event: GuestEvent): void;
}

/** Time that a test gets for a wait, given back when the wait ends: fixtures extend the test's own timeout by it. */
export interface WaitBudget {
  open(milliseconds: number): Disposable;
}

export const SILENT_OBSERVER: GuestObserver = { step: (_, run) => run() };
export const UNBOUNDED_BUDGET: WaitBudget = { open: () => ({ [Symbol.dispose]: () => {} }) };
