/** The error of a boot command that must not parse. */
import { type GuestwrightError, isGuestwrightError } from '../../../../src/base/errors.ts';

export function errorOf(run: () => unknown): GuestwrightError {
  try {
    run();
  } catch (error) {
    if (isGuestwrightError(error, 'invalid-argument')) return error;
    throw error;
  }
  throw new Error('expected an error');
}
