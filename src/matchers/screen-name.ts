/** Names of screens and the files that they stand for. */
import { GuestwrightError } from '../base/errors.ts';
import { describeValue } from '../base/units.ts';

/** Folders allowed, dots not: they separate the variant in a file's name. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]*(\/[\p{L}\p{N}][\p{L}\p{N}_-]*)*$/u;
const VARIANT = /^[\p{L}\p{N}][\p{L}\p{N}_-]*$/u;

/** Error `invalid-argument` if `name` cannot be a screen's. */
export function validateScreenName(name: unknown): string {
  if (typeof name === 'string' && NAME.test(name)) return name;
  throw new GuestwrightError(
    `screen: expected a name such as 'welcome' or 'debian/welcome', got ${describeValue(name)}`,
    {
      code: 'invalid-argument',
      remedy: "Use letters, digits, '-' and '_', and '/' for folders.",
    },
  );
}

/** `screen` and `variant` of a PNG at `path`, relative to the screens folder and with `/`; undefined for other files. */
export function parseScreenFile(path: string): { screen: string; variant: string | undefined } | undefined {
  const match = /^([^.]+)(?:\.([^./]+))?\.png$/.exec(path);
  if (!match || !NAME.test(match[1] as string)) return undefined;
  if (match[2] !== undefined && !VARIANT.test(match[2])) return undefined;
  return { screen: match[1] as string, variant: match[2] };
}

/** `welcome.png` or `welcome.gtk2.png`, without the extension. */
export function screenFileStem(screen: string, variant: string | undefined): string {
  return variant === undefined ? screen : `${screen}.${variant}`;
}
