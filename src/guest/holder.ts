/** Somebody who holds a guest's work: a person at the live page, for a pause or a failed wait. */
import { isGuestwrightError, messageOf } from '../base/errors.ts';
import type { GuestContext } from './context.ts';
import { evidenceOf, type WaitEvidence } from './evidence.ts';
import type { StepInfo } from './observer.ts';

/** Why the work stands still. */
export interface HoldReason {
  readonly kind: 'pause' | 'failure';
  readonly info: StepInfo;
  /** Of a failure. */
  readonly error?: unknown;
  /** What the failed wait saw. */
  readonly evidence?: WaitEvidence;
}

/** `retry`: the failed wait begins again, with all of its time. `fail`: it fails. A pause ends with either. */
export type HoldOutcome = 'retry' | 'fail';

export interface GuestHolder {
  /** Whether failed waits are held; a pause always is. */
  readonly onFailure: boolean;
  /** Resolves when somebody says how it goes on; rejects when `signal` fires. */
  hold(reason: HoldReason, signal: AbortSignal | undefined): Promise<HoldOutcome>;
}

/** What a failed wait's step failed with, if its waiting alone failed: nothing was done that a retry would do twice. */
const WAITS_ALONE = ['not-shown', 'stuck'];
/** Waits that look and do nothing else. */
const WAITS = [...WAITS_ALONE, 'still-shown', 'not-still', 'not-changed', 'serial-timeout'];
/** By the evidence, which wrapped errors share: what a person let fail is not asked about again further out. */
const letFail = new WeakSet<WaitEvidence>();

/** Whether the failed call is to begin again: asks the holder, if there is one that holds failures. */
export async function retriesAfterHold(
  { holder, holds, budget, log }: Pick<GuestContext, 'holder' | 'holds' | 'budget' | 'log'>,
  info: StepInfo,
  error: unknown,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!holder?.onFailure || signal?.aborted) return false;
  const codes = info.category === 'step' ? WAITS_ALONE : WAITS;
  const evidence = evidenceOf(error);
  if (!isGuestwrightError(error) || !codes.includes(error.code) || !evidence || letFail.has(evidence)) {
    return false;
  }
  using _budget = budget.open(Number.POSITIVE_INFINITY);
  using _held = holds.hold();
  log.add(`held: ${messageOf(error).split('\n', 1)[0]}`);
  const outcome = await holder.hold({ kind: 'failure', info, error, evidence }, signal);
  log.add(outcome === 'retry' ? 'released: tried again' : 'released: fails');
  if (outcome === 'fail') letFail.add(evidence);
  return outcome === 'retry';
}
