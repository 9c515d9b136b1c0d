/** What a script waits for, and what came of it. */
import type { Frame } from '../frame/frame.ts';
import type { GuestMatch } from '../guest/target.ts';
import type { FrameWaitTimeout } from '../guest/wait.ts';
import type { ScriptStep } from './script-step.ts';

export interface Awaited {
  readonly candidates: readonly ScriptStep[];
  /** Steps that may act after that one. */
  readonly following: (step: ScriptStep) => readonly ScriptStep[];
  /** Ends the wait when it shows; its actions are not done. */
  readonly end?: ScriptStep | undefined;
  /** Ends the wait too; asked on every frame. */
  readonly enough?: (frame: Frame) => boolean;
  /** Monotonic ms. */
  readonly until: number;
}

/** A step whose screen shows and may be answered, or whose line came. */
export interface Answerable {
  readonly step: ScriptStep;
  /** Undefined for a line on the serial port. */
  readonly match: GuestMatch | undefined;
  /** What the steps that may come next showed as on that frame. */
  readonly shown: ReadonlyMap<ScriptStep, readonly GuestMatch[]>;
}

export interface Ready extends Answerable {
  /** Milliseconds until it was ready. */
  readonly waited: number;
}

export type AwaitOutcome =
  | { readonly kind: 'ready'; readonly ready: Ready }
  | { readonly kind: 'end' }
  | { readonly kind: 'timeout'; readonly outcome: FrameWaitTimeout };
