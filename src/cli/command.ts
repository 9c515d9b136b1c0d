/** Finds the verb, runs it, and turns what happened into an exit code. */
import { isGuestwrightError, messageOf } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { maskSecrets } from '../base/secret.ts';
import { packageVersion } from '../base/version.ts';
import { isUsageError, parseVerbArguments, usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { overview, verbHelp } from './help.ts';
import { exitCodeOf, type Interruption } from './signals.ts';
import type { CliContext } from './verb.ts';
import { VERBS } from './verbs.ts';

/** Runs the command line; resolves with the exit code and never rejects. */
export async function runCommand(
  argv: readonly string[],
  context: CliContext,
  interruption?: Interruption,
): Promise<number> {
  try {
    return await dispatch(argv, context);
  } catch (error) {
    const signal = interruption?.signalName;
    if (signal !== undefined) {
      context.warn(named(firstLine(error)));
      return exitCodeOf(signal);
    }
    context.warn(named(describeError(error, context)));
    return isUsageError(error) ? EXIT.usage : EXIT.failure;
  }
}

async function dispatch([name, ...rest]: readonly string[], context: CliContext): Promise<number> {
  if (name === '--version') {
    context.print(packageVersion());
    return EXIT.success;
  }
  if (name === undefined || name === '--help' || name === 'help') {
    context.print(overview(Object.entries(VERBS).map(([verb, { summary }]) => [verb, summary])));
    return name === undefined ? EXIT.usage : EXIT.success;
  }
  const entry = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (!entry) throw unknownVerb(name);
  const verb = await entry.load();
  const args = parseVerbArguments(name, verb, rest);
  if (args.flag('help')) {
    context.print(verbHelp(name, verb));
    return EXIT.success;
  }
  return await verb.run(args, context);
}

function unknownVerb(name: string): Error {
  return usageError(
    `unknown verb '${name}'${didYouMean(name, Object.keys(VERBS))}`,
    "Run 'guestwright --help' for the list.",
  );
}

/** Our own errors are written to be read; anything else is a bug of ours or of the script, and its stack says where. */
function describeError(error: unknown, { env }: CliContext): string {
  if (isGuestwrightError(error) && !env.GUESTWRIGHT_DEBUG) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
}

/** The message with our name in front, unless it begins with the verb; secrets masked. */
function named(message: string): string {
  const masked = maskSecrets(message); // a script's own error may quote what the guest showed
  return masked.startsWith('guestwright ') ? masked : `guestwright: ${masked}`;
}

function firstLine(error: unknown): string {
  return messageOf(error).split('\n')[0] ?? '';
}
