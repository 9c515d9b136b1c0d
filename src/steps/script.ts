/** Scripts: a list of steps, in strict or any order, with handlers and screens that must not show. */
import { GuestwrightError } from '../base/errors.ts';
import { type Duration, describeValue, parseDuration } from '../base/units.ts';
import type { Guest } from '../guest/guest.ts';
import { type RunOptions, SCRIPT_BRAND, type Script, type ScriptResult } from '../guest/script-contract.ts';
import { runScript } from './run-script.ts';
import { Step } from './step.ts';
import { checkTrigger, type Trigger } from './trigger.ts';

export interface ScriptOptions {
  /** 'strict': one step after the other. 'any': whichever shows. Default 'strict'. */
  readonly order?: 'strict' | 'any';
  /** In any order: how often one step may act. Default 3. */
  readonly maxRepeats?: number;
  /** In any order: the script ends when this shows. Default: when every step that is not optional has acted. */
  readonly until?: Trigger;
  /** Steps that act at any time while the script waits. */
  readonly handlers?: readonly Step[];
  /** The script fails as soon as one of these shows. */
  readonly failOn?: readonly Trigger[];
  /** For the whole script. Default: the guest's `script`, 2 h. */
  readonly timeout?: Duration;
}

/** How often a step may act in any order. */
const MAX_REPEATS = 3;

export interface ScriptPlan {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly order: 'strict' | 'any';
  readonly maxRepeats: number;
  readonly until: Trigger | undefined;
  readonly handlers: readonly Step[];
  readonly failOn: readonly Trigger[];
  readonly timeout: Duration | undefined;
}

/** A script for `guest.run` or `guestwright run`. Wrong options are errors here, before anything runs. */
export function script(
  name: string,
  steps: readonly Step[],
  options: ScriptOptions = {},
): Script & { readonly plan: ScriptPlan } {
  const plan = planOf(name, steps, options);
  return {
    [SCRIPT_BRAND]: true,
    name,
    plan,
    run: (guest: Guest, run?: RunOptions): Promise<ScriptResult> => runScript(guest, plan, run ?? {}),
  };
}

function planOf(name: unknown, steps: unknown, options: ScriptOptions): ScriptPlan {
  if (typeof name !== 'string' || name === '') throw wrong('script', 'a name', name);
  const what = `script '${name}'`;
  checkSteps(steps, what);
  const { order = 'strict', maxRepeats = MAX_REPEATS, handlers = [], failOn = [], until, timeout } = options;
  if (order !== 'strict' && order !== 'any') throw wrong(`${what}: order`, "'strict' or 'any'", order);
  if (!(Number.isSafeInteger(maxRepeats) && maxRepeats > 0))
    throw wrong(`${what}: maxRepeats`, 'a whole number from 1', maxRepeats);
  checkSteps(handlers, `${what}: handlers`);
  for (const trigger of failOn) checkTrigger(trigger, `${what}: failOn`);
  if (until !== undefined) {
    checkTrigger(until, `${what}: until`);
    if (order === 'strict')
      throw wrong(
        `${what}: until`,
        "order 'any' beside it, as a strict script ends with its last step",
        order,
      );
  }
  if (timeout !== undefined) parseDuration(timeout, `${what}: timeout`);
  return { name, steps, order, maxRepeats, until, handlers, failOn, timeout };
}

function checkSteps(steps: unknown, what: string): asserts steps is readonly Step[] {
  if (!Array.isArray(steps)) throw wrong(what, 'an array of steps', steps);
  const index = steps.findIndex((step) => !Step.is(step));
  if (index >= 0)
    throw wrong(`${what}: step ${index + 1}`, "a step such as when('welcome').press('Enter')", steps[index]);
}

function wrong(what: string, expected: string, value: unknown): GuestwrightError {
  return new GuestwrightError(`${what}: expected ${expected}, got ${describeValue(value)}`, {
    code: 'invalid-argument',
    remedy: "Write script('name', [when('screen').press('Enter')], { order: 'strict' }).",
  });
}
