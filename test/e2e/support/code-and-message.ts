/** What a failure tells, in one text for tests: `CODE: MESSAGE`; `no error` if there was none. */
import { isGuestwrightError } from 'guestwright';

export async function codeAndMessage(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'no error',
    (error: unknown) => (isGuestwrightError(error) ? `${error.code}: ${error.message}` : String(error)),
  );
}
