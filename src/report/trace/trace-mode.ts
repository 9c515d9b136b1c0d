/** When a trace is recorded and kept. */
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { describeValue } from '../../base/units.ts';

/** 'on': always kept. 'retain-on-failure': recorded, deleted if all went well. 'off': nothing is recorded. */
export type TraceMode = 'on' | 'retain-on-failure' | 'off';

export const TRACE_MODES: readonly TraceMode[] = ['on', 'retain-on-failure', 'off'];

/** `value` as a mode; `option` names it in the error `invalid-argument`. */
export function checkTraceMode(value: unknown, option: string): TraceMode {
  const mode = TRACE_MODES.find((each) => each === value);
  if (mode) return mode;
  const hint = typeof value === 'string' ? didYouMean(value, TRACE_MODES) : '';
  throw new GuestwrightError(
    `${option}: expected ${TRACE_MODES.map((each) => `'${each}'`).join(', ')}, got ${describeValue(value)}${hint}`,
    { code: 'invalid-argument', remedy: "Leave it out for 'off'." },
  );
}
