/** Strict order: one step after the other; optional ones are passed over as soon as a later one shows. */
import { now } from '../base/deadline.ts';
import type { Duration } from '../base/units.ts';
import { type Attempt, perform } from '../guest/context.ts';
import type { Ready } from './awaiting.ts';
import type { ScriptRun } from './script-run.ts';
import type { ScriptStep } from './script-step.ts';
import { notReady, stepError } from './step-error.ts';
import { formatTrigger } from './trigger.ts';

export async function runStrict(run: ScriptRun, script: Attempt): Promise<void> {
  const { steps } = run;
  /** A later step that showed while an optional one was waited for. */
  let ahead: Ready | undefined;
  for (const step of steps) {
    const facts = { index: step.index as number, name: step.name, total: steps.length };
    if (ahead && ahead.step !== step) {
      run.progress({ type: 'step-skipped', ...facts });
      continue;
    }
    run.current = step;
    run.progress({ type: 'step-start', ...facts });
    const title = `when ${formatTrigger(step.step.trigger)}`;
    const call = { signal: script.signal, timeout: timeoutOf(run, step) };
    const kind = waitsAsScreen(run, step) ? 'shown' : 'step';
    const performance = { title, category: 'step', timeout: kind, location: step.step.location } as const;
    ahead = await perform(run.context, performance, call, async (attempt) => {
      const ready: Ready | undefined = ahead ?? (await awaitStep(run, step, attempt, script));
      if (ready?.step !== step) {
        run.progress({ type: 'step-skipped', ...facts });
        return ready;
      }
      const acted = await run.act(ready, attempt);
      run.progress({ type: 'step-end', ...facts, waited: ready.waited, acted });
      return undefined;
    });
  }
}

/** The step, a later one if this is optional, or undefined if an optional step's time is up. */
async function awaitStep(
  run: ScriptRun,
  step: ScriptStep,
  attempt: Attempt,
  script: Attempt,
): Promise<Ready | undefined> {
  const candidates = upToRequired(run.steps, step);
  const following = (answered: ScriptStep) =>
    upToRequired(run.steps, run.steps[run.steps.indexOf(answered) + 1]);
  const until = Math.min(attempt.until, script.until);
  try {
    const outcome = await run.next(attempt, { candidates, following, until });
    if (outcome.kind === 'ready') return outcome.ready;
    if (outcome.kind === 'end') return undefined;
    const required = candidates.find(({ optional }) => !optional);
    const ownTime = step.optional && (step.step.options.timeout !== undefined || !required);
    if (ownTime && now() < script.until) return undefined;
    const limit = script.until < attempt.until ? script : attempt;
    throw await notReady(run, required ?? step, candidates, limit, outcome);
  } catch (error) {
    throw await stepError(run, step, attempt, error);
  }
}

/** `first`, and the steps behind it as long as those before are optional. */
function upToRequired(steps: readonly ScriptStep[], first: ScriptStep | undefined): readonly ScriptStep[] {
  if (!first) return [];
  const from = steps.indexOf(first);
  const required = steps.findIndex((step, index) => index >= from && !step.optional);
  return steps.slice(from, required < 0 ? undefined : required + 1);
}

/** An optional step without a time of its own waits as long as the required one behind it. */
function timeoutOf(run: ScriptRun, step: ScriptStep): Duration | undefined {
  const own = step.step.options.timeout;
  if (own !== undefined || !step.optional) return own;
  return requiredFrom(run, step)?.step.options.timeout;
}

/** The last steps of a script, all optional: nobody waits five minutes for what may never come. */
function waitsAsScreen(run: ScriptRun, step: ScriptStep): boolean {
  return step.optional && step.step.options.timeout === undefined && !requiredFrom(run, step);
}

function requiredFrom(run: ScriptRun, step: ScriptStep): ScriptStep | undefined {
  return upToRequired(run.steps, step).find(({ optional }) => !optional);
}
