/** What a step waits for: a screen, any of several, a text, a line on the serial port. */
import { GuestwrightError } from '../base/errors.ts';
import { describeValue } from '../base/units.ts';
import type { Region } from '../frame/region.ts';
import { checkPattern, formatPattern } from '../guest/serial.ts';

/** Plain data, so that scripts of another copy of the package work too. */
export interface TextPattern {
  readonly kind: 'text';
  readonly pattern: string | RegExp;
  readonly region: Region | undefined;
}

export interface SerialPattern {
  readonly kind: 'serial';
  readonly pattern: string | RegExp;
  /** Index of the serial port. */
  readonly port: number;
}

/** A screen's name, names of which any may show, `text(...)` or `serial(...)`. */
export type Trigger = string | readonly string[] | TextPattern | SerialPattern;

/** A text on the screen, for `when` and `failOn`. */
export function text(pattern: string | RegExp, options: { readonly region?: Region } = {}): TextPattern {
  checkPattern(pattern, 'text');
  return { kind: 'text', pattern, region: options.region };
}

/** A text on a serial port, for `when` and `failOn`. */
export function serial(pattern: string | RegExp, options: { readonly port?: number } = {}): SerialPattern {
  checkPattern(pattern, 'serial');
  return { kind: 'serial', pattern, port: options.port ?? 0 };
}

/** Throws `invalid-argument` for anything that is no trigger; `what` names it in the error. */
export function checkTrigger(value: unknown, what: string): asserts value is Trigger {
  if (isScreens(value) || isSerial(value) || isText(value)) return;
  throw new GuestwrightError(
    `${what}: expected a screen's name, several names, text(...) or serial(...), got ${describeValue(value)}`,
    { code: 'invalid-argument', remedy: "Write when('welcome'), when(['a', 'b']) or when(text(/Finish/))." },
  );
}

export function isSerial(value: unknown): value is SerialPattern {
  return hasKind(value, 'serial');
}

export function isText(value: unknown): value is TextPattern {
  return hasKind(value, 'text');
}

/** How a trigger is named in titles and errors: `'welcome'`, `'a' or 'b'`, `text /Finish/`. */
export function formatTrigger(trigger: Trigger): string {
  if (isSerial(trigger))
    return `serial${trigger.port === 0 ? '' : ` ${trigger.port}`} ${formatPattern(trigger.pattern)}`;
  if (isText(trigger)) return `text ${formatPattern(trigger.pattern)}`;
  return [trigger]
    .flat()
    .map((name) => `'${name}'`)
    .join(' or ');
}

function isScreens(value: unknown): value is string | readonly string[] {
  const names = Array.isArray(value) ? value : [value];
  return names.length > 0 && names.every((name) => typeof name === 'string' && name !== '');
}

function hasKind(value: unknown, kind: string): boolean {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === kind;
}
