/** Any order: whichever step shows acts, up to a limit of repeats, until the end shows or all have acted. */
import { type Attempt, perform } from '../guest/context.ts';
import type { Ready } from './awaiting.ts';
import type { ScriptRun } from './script-run.ts';
import { notReady, stepError, tooOften } from './step-error.ts';
import { formatTrigger } from './trigger.ts';

export async function runAnyOrder(run: ScriptRun, script: Attempt): Promise<void> {
  for (;;) {
    if (!run.end && run.steps.every(({ optional, runs }) => optional || runs > 0)) return;
    const ready = await awaitAny(run, script);
    if (!ready) return;
    const { step } = ready;
    if (step.runs >= run.plan.maxRepeats) throw tooOften(run, step);
    const facts = { index: step.index as number, name: step.name, total: run.steps.length };
    run.progress({ type: 'step-start', ...facts });
    const title = `when ${formatTrigger(step.step.trigger)}`;
    const { location, options } = step.step;
    const call = { signal: script.signal, timeout: options.timeout };
    await perform(
      run.context,
      { title, category: 'step', timeout: 'step', location },
      call,
      async (attempt) => {
        const acted = await run.act(ready, attempt);
        run.progress({ type: 'step-end', ...facts, waited: ready.waited, acted });
      },
    );
  }
}

/** Undefined when the end showed. */
async function awaitAny(run: ScriptRun, script: Attempt): Promise<Ready | undefined> {
  const title = run.end ? `any step, or ${run.end.name}` : 'any step';
  const waiting = { title, category: 'step', timeout: 'step', silent: true } as const;
  return await perform(run.context, waiting, { signal: script.signal }, async (attempt) => {
    const until = Math.min(attempt.until, script.until);
    try {
      const outcome = await run.next(attempt, {
        candidates: run.steps,
        following: () => run.steps,
        end: run.end,
        until,
      });
      if (outcome.kind === 'ready') return outcome.ready;
      if (outcome.kind === 'end') return undefined;
      const missing = run.steps.filter(({ runs }) => runs === 0);
      const limit = script.until < attempt.until ? script : attempt;
      throw await notReady(run, undefined, missing.length > 0 ? missing : run.steps, limit, outcome);
    } catch (error) {
      throw await stepError(run, undefined, attempt, error);
    }
  });
}
