/** Images that a definition names must be there before anything is made. */
import { access } from 'node:fs/promises';
import { GuestwrightError, messageOf } from '../base/errors.ts';

/** Error `io` names the option and the path. */
export async function requireFile(path: string, option: string): Promise<void> {
  try {
    await access(path);
  } catch (cause) {
    throw new GuestwrightError(`${option}: cannot read '${path}': ${messageOf(cause)}`, {
      code: 'io',
      cause,
      remedy: 'Correct the path; relative ones start at the working directory.',
    });
  }
}
