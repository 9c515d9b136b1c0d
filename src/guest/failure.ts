/** The error of a wait that failed: one line that says it all, then the facts in a fixed order, with evidence. */
import { type ErrorCode, GuestwrightError } from '../base/errors.ts';
import { formatDuration } from '../base/units.ts';
import { copyFrame, type Frame } from '../frame/frame.ts';
import type { Attempt, GuestContext } from './context.ts';
import { attachEvidence, type Looked, type WaitEvidence } from './evidence.ts';
import type { Target } from './target.ts';

/** Lines of the call log in a message; the report has all of them. */
const LOG_LINES = 12;

export interface WaitFailure {
  readonly code: ErrorCode;
  /** Such as "screen 'desktop' did not show". */
  readonly failed: string;
  readonly looked: readonly Looked[];
  /** Such as "shown". */
  readonly expected: string;
  /** Why it failed, one line: goes into the first line too. */
  readonly received: string;
  readonly frame: Frame | undefined;
  readonly waited: number;
  readonly framesSeen: number;
  readonly remedy?: string;
  /** Why the wait ended before its time was up. */
  readonly stuck?: string | undefined;
  /** Screens that matched the last frame though nobody asked for them. */
  readonly matchedInstead?: readonly string[];
}

/** The parts of a failure's text, in their order. */
export interface FailureText {
  readonly summary: string;
  readonly lookedFor: string;
  readonly expected: string;
  readonly received: string;
  readonly timeout: string;
  readonly callLog: readonly string[];
}

export function failureText(
  failure: WaitFailure,
  attempt: Pick<Attempt, 'timeout'>,
  callLog: readonly string[],
): FailureText {
  const { failed, looked, expected, received, waited, framesSeen } = failure;
  const instead = quoteScreens(failure.matchedInstead ?? []);
  const limit = failure.stuck
    ? `after ${formatDuration(waited)}`
    : `within ${formatDuration(attempt.timeout)}`;
  const frames = framesSeen === 1 ? '1 frame' : `${framesSeen} frames`;
  return {
    summary: `${failed} ${limit}: ${failure.stuck ? `${failure.stuck}; ` : ''}${received}${instead && `; ${instead} matched instead`}`,
    lookedFor: looked.map(({ what }) => what).join(' or '),
    expected,
    received: [
      ...new Set([
        ...looked.map((each) => detail(each, looked.length)),
        ...(instead ? [`${instead} matched`] : []),
      ]),
    ].join('; '),
    timeout: `${formatDuration(attempt.timeout)} (waited ${formatDuration(waited)}, looked at ${frames})`,
    callLog,
  };
}

/** The error to throw, its evidence attached. */
export function waitError(context: GuestContext, attempt: Attempt, failure: WaitFailure): GuestwrightError {
  const callLog = context.log.lines(attempt.logMark);
  const text = failureText(failure, attempt, callLog);
  const error = new GuestwrightError(text.summary, {
    code: failure.code,
    output: [
      `Looked for: ${text.lookedFor}`,
      `Expected:   ${text.expected}`,
      `Received:   ${text.received}`,
      `Timeout:    ${text.timeout}`,
      'Call log:',
      ...callLog.slice(-LOG_LINES).map((line) => `  ${line}`),
    ].join('\n'),
    remedy:
      failure.remedy ??
      'Compare the attached frame with the reference; if the guest is only slow, raise the timeout.',
    details: {
      looked: failure.looked,
      matchedInstead: failure.matchedInstead ?? [],
      waited: Math.round(failure.waited),
    },
  });
  if (failure.frame) context.observer.frame?.(failure.frame, 'failure', attempt.info);
  return attachEvidence(error, evidenceFor(context, failure, callLog));
}

/** Evidence for an error that came from elsewhere, such as the machine's death: what is known so far. */
export async function evidenceSoFar(
  context: GuestContext,
  facts: Pick<WaitFailure, 'frame' | 'waited' | 'framesSeen'> & { readonly logMark: number },
  targets: readonly Target[] = [],
): Promise<WaitEvidence> {
  const frame = facts.frame && copyFrame(facts.frame); // before the first await: the stream may reuse its memory
  const looked = await lookedOf(targets, frame);
  return evidenceFor(context, { ...facts, frame, looked }, context.log.lines(facts.logMark));
}

/** What was looked for and how near each came on `frame`. */
export async function lookedOf(targets: readonly Target[], frame: Frame | undefined): Promise<Looked[]> {
  return await Promise.all(
    targets
      .flatMap((target) => target.parts ?? target)
      .map(async (target) => {
        const crop = frame && (await target.crop?.(frame));
        return {
          what: target.what,
          explanation: frame ? await target.explain(frame) : 'no frame came',
          ...(target.screens[0] === undefined ? {} : { screen: target.screens[0] }),
          ...(crop && { crop }),
        };
      }),
  );
}

/** How near the targets came, in one line. */
export function nearest(looked: readonly Looked[]): string {
  return looked.map((each) => detail(each, looked.length)).join('; ');
}

function evidenceFor(
  context: GuestContext,
  failure: Pick<WaitFailure, 'frame' | 'looked' | 'waited' | 'framesSeen' | 'matchedInstead'>,
  callLog: readonly string[],
): WaitEvidence {
  return {
    frame: failure.frame,
    looked: failure.looked,
    matchedInstead: failure.matchedInstead ?? [],
    waited: failure.waited,
    framesSeen: failure.framesSeen,
    callLog,
    serialTail: context.serialTail(),
    inputLog: context.inputLog.lines(),
  };
}

function detail({ what, explanation }: Looked, count: number): string {
  return count === 1 ? explanation : `${what}: ${explanation}`;
}

function quoteScreens(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  return quoted.length === 0 ? '' : `screen${quoted.length === 1 ? '' : 's'} ${quoted.join(', ')}`;
}
