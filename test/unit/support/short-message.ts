/** What a call complains of, without the remedy. */
import { isGuestwrightError } from '../../../src/base/errors.ts';

/** The one-line summary of the error that `work` throws; throws itself if it throws none of ours. */
export function shortMessageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isGuestwrightError(error)) return error.shortMessage;
    throw error;
  }
  throw new Error('expected an error, got none');
}
