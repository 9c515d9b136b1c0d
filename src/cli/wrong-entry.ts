/** Stands in for 'guestwright' where there is no test runner: scripts import from 'guestwright/script'. */
import { GuestwrightError } from '../base/errors.ts';

throw new GuestwrightError("a script imports 'guestwright', which needs the test runner", {
  code: 'invalid-argument',
  remedy: "Import from 'guestwright/script': it has everything but test and expect.",
});
