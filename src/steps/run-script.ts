/** Runs a script on a guest: its time, its steps in their order, held keys let go when it fails. */
import { now } from '../base/deadline.ts';
import { mergeSignals } from '../base/signals.ts';
import { perform } from '../guest/context.ts';
import { contextOf, type Guest } from '../guest/guest.ts';
import type { RunOptions, ScriptResult } from '../guest/script-contract.ts';
import { runAnyOrder } from './any-order.ts';
import { FailOn } from './fail-on.ts';
import type { ScriptPlan } from './script.ts';
import { ScriptRun } from './script-run.ts';
import { runStrict } from './strict-order.ts';

export async function runScript(guest: Guest, plan: ScriptPlan, options: RunOptions): Promise<ScriptResult> {
  const context = contextOf(guest);
  const progress = options.onProgress ?? (() => {});
  using failOn = new FailOn(context, plan.failOn);
  using signals = mergeSignals(options.signal, failOn.signal);
  const call = { signal: signals.signal, timeout: options.timeout ?? plan.timeout };
  const title = `script '${plan.name}'`;
  return await perform(context, { title, category: 'script', timeout: 'script' }, call, async (attempt) => {
    const startedAt = now();
    using run = new ScriptRun(guest, plan, failOn, progress);
    progress({ type: 'script-start', script: plan.name, steps: plan.steps.length });
    try {
      await run.ready();
      await (plan.order === 'strict' ? runStrict(run, attempt) : runAnyOrder(run, attempt));
    } catch (error) {
      await context.input.releaseAll();
      const failed = run.current;
      progress({
        type: 'step-failed',
        index: failed?.index ?? -1,
        name: failed?.name ?? plan.name,
        message: error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error),
      });
      throw error;
    }
    const waited = now() - startedAt - run.actedFor;
    progress({ type: 'script-end', script: plan.name, waited, acted: run.actedFor });
    return { script: plan.name, acted: run.acted };
  });
}
