/** The error for a call that the machine's state forbids. */
import { GuestwrightError } from '../base/errors.ts';

const STATE_REMEDIES: Readonly<Record<string, string>> = {
  off: 'Start it first.',
  on: 'Stop it first.',
  paused: 'Resume it first.',
  suspended: 'Start it first, or discard its saved memory.',
};

/** `got` is 'off', 'on', 'paused' or 'suspended'. */
export function wrongState(name: string, expected: string, got: string): GuestwrightError {
  return new GuestwrightError(`machine '${name}': expected it to be ${expected}, it is ${got}`, {
    code: 'machine-state',
    ...(STATE_REMEDIES[got] !== undefined && { remedy: STATE_REMEDIES[got] }),
  });
}
