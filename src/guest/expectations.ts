/** What `expect(guest)` asks, without the test runner: each gives an outcome that a matcher or a command line words. */
import type { CallOptions } from '../base/deadline.ts';
import { type ErrorCode, GuestwrightError, isGuestwrightError } from '../base/errors.ts';
import { formatDuration } from '../base/units.ts';
import { type Attempt, type GuestContext, perform } from './context.ts';
import { evidenceOf, type WaitEvidence } from './evidence.ts';
import { contextOf, type Guest } from './guest.ts';
import { formatPattern, type Serial, type SerialWaitOptions } from './serial.ts';
import { type TextOptions, textTarget } from './text-locator.ts';
import { waitHidden, waitShown } from './wait-shown.ts';
import { type StillnessOptions, type StillResult, stillTime, waitNotStill, waitStill } from './wait-still.ts';

export type ExpectationOutcome =
  | { readonly kind: 'passed' }
  /** `error.message` has all parts in their order; `error.shortMessage` is its first line. */
  | {
      readonly kind: 'failed';
      readonly error: GuestwrightError;
      readonly evidence: WaitEvidence | undefined;
    };

/** Codes of what was expected and did not happen; anything else is thrown. */
const FAILURES: readonly ErrorCode[] = [
  'not-shown',
  'still-shown',
  'not-still',
  'stuck',
  'serial-timeout',
  'unexpected',
];

/** The screen, or any of several, shows within the time. */
export async function toShow(
  guest: Guest,
  names: string | readonly string[],
  options: CallOptions = {},
): Promise<ExpectationOutcome> {
  const target = contextOf(guest).screens.target(names);
  return await expecting(guest, `expect ${target.what} to show`, options, (context, attempt) =>
    waitShown(context, attempt, [target]),
  );
}

/** The screen, or every one of several, is hidden within the time. */
export async function notToShow(
  guest: Guest,
  names: string | readonly string[],
  options: CallOptions = {},
): Promise<ExpectationOutcome> {
  const target = contextOf(guest).screens.target(names);
  return await expecting(guest, `expect ${target.what} not to show`, options, (context, attempt) =>
    waitHidden(context, attempt, [target]),
  );
}

/** The text can be read within the time, anywhere or in a region. */
export async function toShowText(
  guest: Guest,
  pattern: string | RegExp,
  options: TextOptions & CallOptions = {},
): Promise<ExpectationOutcome> {
  const title = `expect text ${formatPattern(pattern)} to show`;
  return await expecting(guest, title, options, (context, attempt) =>
    waitShown(context, attempt, [textTarget(context, pattern, options)]),
  );
}

/** The text cannot be read (any more) within the time. */
export async function notToShowText(
  guest: Guest,
  pattern: string | RegExp,
  options: TextOptions & CallOptions = {},
): Promise<ExpectationOutcome> {
  const title = `expect text ${formatPattern(pattern)} not to show`;
  return await expecting(guest, title, options, (context, attempt) =>
    waitHidden(context, attempt, [textTarget(context, pattern, options)]),
  );
}

/** The display, or a region of it, does not change for a while, which adds to the default timeout. Never a substitute for a match. */
export async function toBeStill(
  guest: Guest,
  options: StillnessOptions & CallOptions = {},
): Promise<ExpectationOutcome> {
  const where = options.region === undefined ? 'the display' : 'a region';
  const wait = (context: GuestContext, attempt: Attempt) => waitStill(context, attempt, options);
  return await expecting(guest, `expect ${where} to be still`, options, wait, stillTime(options));
}

/** The display, or a region of it, is never so still within the time; known as soon as too little of the time is left. */
export async function notToBeStill(
  guest: Guest,
  options: StillnessOptions & CallOptions = {},
): Promise<ExpectationOutcome> {
  const where = options.region === undefined ? 'the display' : 'a region';
  const wait = async (context: GuestContext, attempt: Attempt) => {
    const still = await waitNotStill(context, attempt, options);
    if (still) throw wasStill(where, still);
  };
  return await expecting(guest, `expect ${where} not to be still`, options, wait, stillTime(options));
}

/** The serial port does not receive the text within the time; known as soon as its machine is off. */
export async function notToReceive(
  serial: Serial,
  pattern: string | RegExp,
  options: SerialWaitOptions = {},
): Promise<ExpectationOutcome> {
  return await outcomeOf(() => serial.waitForNo(pattern, options));
}

/** The serial port receives the text; its cursor then stands behind it. */
export async function toReceive(
  serial: Serial,
  pattern: string | RegExp,
  options: SerialWaitOptions = {},
): Promise<ExpectationOutcome> {
  return await outcomeOf(() => serial.waitFor(pattern, options));
}

function wasStill(where: string, { stillFor }: StillResult): GuestwrightError {
  return new GuestwrightError(`${where} was still for ${formatDuration(stillFor)}`, {
    code: 'unexpected',
    remedy: 'Ask for a longer stillness, or look whether the guest stands still for good.',
    details: { stillFor },
  });
}

async function expecting(
  guest: Guest,
  title: string,
  options: CallOptions,
  wait: (context: GuestContext, attempt: Attempt) => Promise<unknown>,
  extraTime = 0,
): Promise<ExpectationOutcome> {
  const context = contextOf(guest);
  const performance = { title, category: 'wait', timeout: 'shown', extraTime } as const;
  return await outcomeOf(() => perform(context, performance, options, (attempt) => wait(context, attempt)));
}

async function outcomeOf(wait: () => Promise<unknown>): Promise<ExpectationOutcome> {
  try {
    await wait();
    return { kind: 'passed' };
  } catch (error) {
    if (!isGuestwrightError(error) || !FAILURES.includes(error.code)) throw error;
    return { kind: 'failed', error, evidence: evidenceOf(error) };
  }
}
