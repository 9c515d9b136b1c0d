/** What `guest.run` takes: a script, which the layer above implements and any copy of the package recognises. */
import type { CallOptions } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { describeValue } from '../base/units.ts';
import type { Guest } from './guest.ts';

/** Marks scripts. Registered globally: a script may come from another copy of the package than the guest. */
export const SCRIPT_BRAND = Symbol.for('guestwright.script');

/** What happens in a script, as it happens; times in ms. */
export type ScriptProgress =
  | { readonly type: 'script-start'; readonly script: string; readonly steps: number }
  | { readonly type: 'step-start'; readonly index: number; readonly name: string; readonly total: number }
  | {
      readonly type: 'step-end';
      readonly index: number;
      readonly name: string;
      readonly total: number;
      /** Until its screen showed. */
      readonly waited: number;
      /** For its actions. */
      readonly acted: number;
    }
  | { readonly type: 'step-skipped'; readonly index: number; readonly name: string; readonly total: number }
  | { readonly type: 'handler'; readonly name: string; readonly acted: number }
  | { readonly type: 'step-failed'; readonly index: number; readonly name: string; readonly message: string }
  | { readonly type: 'script-end'; readonly script: string; readonly waited: number; readonly acted: number };

export interface RunOptions extends CallOptions {
  readonly onProgress?: (progress: ScriptProgress) => void;
}

export interface ScriptResult {
  readonly script: string;
  /** Names of the steps and handlers that acted, in order. */
  readonly acted: readonly string[];
}

export interface Script {
  readonly [SCRIPT_BRAND]: true;
  readonly name: string;
  run(guest: Guest, options?: RunOptions): Promise<ScriptResult>;
}

export function isScript(value: unknown): value is Script {
  return typeof value === 'object' && value !== null && SCRIPT_BRAND in value;
}

/** Throws `invalid-argument` for anything else. */
export function assertScript(value: unknown): asserts value is Script {
  if (isScript(value)) return;
  throw new GuestwrightError(`run: expected a script, got ${describeValue(value)}`, {
    code: 'invalid-argument',
    remedy: "Build it with script('name', [when('screen').press('Enter')]).",
  });
}
