/** Errors of a script: the first line names the script and the step, then what went wrong. */
import { withDeadline } from '../base/deadline.ts';
import { GuestwrightError, isGuestwrightError, messageOf } from '../base/errors.ts';
import { copyFrame, type Frame } from '../frame/frame.ts';
import { type Attempt, FINAL_CAPTURE_TIMEOUT } from '../guest/context.ts';
import { attachEvidence, evidenceOf } from '../guest/evidence.ts';
import { evidenceSoFar, lookedOf, nearest, waitError } from '../guest/failure.ts';
import type { Target } from '../guest/target.ts';
import type { AwaitOutcome } from './awaiting.ts';
import type { ScriptRun } from './script-run.ts';
import type { ScriptStep } from './script-step.ts';

/** `script 'install', step 3 of 9 (when 'licence')`. */
export function prefixOf(run: ScriptRun, step: ScriptStep | undefined): string {
  const script = `script '${run.plan.name}'`;
  return step ? `${script}, ${step.label(run.steps.length)}` : script;
}

/** `error` of a step's wait or actions, with its step's name in front and a frame in its evidence. */
export async function stepError(
  run: ScriptRun,
  step: ScriptStep | undefined,
  attempt: Attempt,
  error: unknown,
): Promise<unknown> {
  const prefix = prefixOf(run, step);
  if (isGuestwrightError(error) && error.message.startsWith(`script '${run.plan.name}'`)) return error;
  const ours = isGuestwrightError(error);
  const summary = ours ? error.shortMessage : (messageOf(error).split('\n', 1)[0] ?? '');
  const output = messageOf(error).split('\n').slice(1).join('\n'); // ends with the remedy, if there is one
  const told = new GuestwrightError(`${prefix}: ${summary}`, {
    code: ours ? error.code : 'step-failed',
    cause: error,
    ...(output === '' ? {} : { output }),
    details: { script: run.plan.name, step: step?.name },
  });
  const evidence = evidenceOf(error);
  if (evidence?.frame) return told;
  const frame = await freshFrame(run);
  if (frame) run.context.observer.frame?.(frame, 'failure', attempt.info);
  if (evidence) return attachEvidence(told, { ...evidence, frame });
  const facts = { frame, waited: 0, framesSeen: 0, logMark: attempt.logMark };
  return attachEvidence(told, await evidenceSoFar(run.context, facts));
}

/** A step that was waited for in vain: its screen did not show, or showed and had not left since it was answered. */
export async function notReady(
  run: ScriptRun,
  step: ScriptStep | undefined,
  candidates: readonly ScriptStep[],
  attempt: Attempt,
  { outcome }: Extract<AwaitOutcome, { kind: 'timeout' }>,
): Promise<unknown> {
  const targets = candidates.flatMap(({ target }) => target ?? []);
  const looked = await lookedOf(targets, outcome.frame);
  const what = candidates.map((each) => each.target?.what ?? `${each.name}`).join(' or ');
  const blocked = outcome.frame && (await blockedStep(run, candidates, outcome.frame));
  const prefix = prefixOf(run, step);
  const { frame, waited, framesSeen, stuck } = outcome;
  const facts = { looked, frame, waited, framesSeen, stuck };
  if (blocked) {
    return waitError(run.context, attempt, {
      ...facts,
      code: 'stuck',
      failed: `${prefix}: ${what} did not show anew`,
      expected: 'to leave, and to show again',
      received: `it is shown, but ${blocked} has not left since it was answered`,
      remedy: 'If the guest took the input and the screen is to stay, write when(..., { stays: true }).',
    });
  }
  const names = targets.flatMap(({ screens }) => screens);
  const matchedInstead = outcome.frame ? await run.context.screens.matching(outcome.frame, names) : [];
  const received = outcome.blind ?? (nearest(looked) || 'it did not come');
  return waitError(run.context, attempt, {
    ...facts,
    code: candidates.every(({ target }) => target) ? 'not-shown' : 'serial-timeout',
    failed: `${prefix}: ${what} did not show`,
    expected: 'shown',
    received,
    matchedInstead,
  });
}

/** The latch that keeps a candidate from starting though it shows on the last frame. */
async function blockedStep(
  run: ScriptRun,
  candidates: readonly ScriptStep[],
  frame: Frame,
): Promise<string | undefined> {
  for (const step of candidates) {
    const matches =
      (await step.target?.look(frame, { pointer: run.context.pointer.position }))?.matches ?? [];
    for (const match of matches) {
      const latch = run.latches.blocking(step, match);
      if (latch) return `${nameOf(latch.step.target)} of ${latch.step.label(run.steps.length)}`;
    }
  }
  return undefined;
}

/** A step that showed more often than `maxRepeats` allows. */
export function tooOften(run: ScriptRun, step: ScriptStep): GuestwrightError {
  return new GuestwrightError(
    `${prefixOf(run, step)}: it showed again after ${step.runs} times, the most that maxRepeats allows`,
    {
      code: 'stuck',
      remedy: 'Look why the guest comes back to it, or raise maxRepeats.',
      details: { step: step.name, runs: step.runs },
    },
  );
}

function nameOf(target: Target | undefined): string {
  return target?.what ?? 'the screen';
}

async function freshFrame(run: ScriptRun): Promise<Frame | undefined> {
  const desktop = run.context.desktop.current;
  if (!desktop) return undefined;
  try {
    return await withDeadline(
      "the failure's frame",
      { timeout: FINAL_CAPTURE_TIMEOUT },
      async ({ options }) => copyFrame(await desktop.capture(options)),
    );
  } catch {
    return undefined; // the guest may be gone: the error stands without its picture
  }
}
