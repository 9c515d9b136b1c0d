/** A step within a running script: its target, how often it acted, how it is named in messages. */
import type { Target } from '../guest/target.ts';
import type { Step } from './step.ts';
import { formatTrigger } from './trigger.ts';

export class ScriptStep {
  readonly step: Step;
  /** From 0; undefined for a handler. */
  readonly index: number | undefined;
  /** Undefined for a line on the serial port. */
  readonly target: Target | undefined;
  runs = 0;

  constructor(step: Step, index: number | undefined, target: Target | undefined) {
    this.step = step;
    this.index = index;
    this.target = target;
  }

  get name(): string {
    return this.step.name;
  }

  /** Its screen stays, or was only looked at: the next step may start on the same frame. */
  get letsOthersStart(): boolean {
    return (this.step.options.stays ?? false) || this.step.actions.length === 0;
  }

  get optional(): boolean {
    return this.step.options.optional ?? false;
  }

  /** `step 3 of 9 (when 'licence')`, `handler (when 'warning')`. */
  label(total: number): string {
    const when = `when ${formatTrigger(this.step.trigger)}`;
    const { name } = this.step.options;
    const inside = name === undefined ? when : `'${name}', ${when}`;
    return this.index === undefined
      ? `handler (${inside})`
      : `step ${this.index + 1} of ${total} (${inside})`;
  }
}
