/** Reads a verb's arguments; every error names the option. */
import { parseArgs } from 'node:util';
import { GuestwrightError, messageOf } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import type { OptionSpec, Verb, VerbArguments } from './verb.ts';

/** Every verb has it. */
export const HELP_OPTION: Readonly<Record<string, OptionSpec>> = {
  help: { type: 'boolean', help: 'print this help' },
};

/** A mistake on the command line: exit code 2. */
export function usageError(summary: string, remedy?: string): GuestwrightError {
  return new GuestwrightError(summary, {
    code: 'invalid-argument',
    details: { usage: true },
    ...(remedy === undefined ? {} : { remedy }),
  });
}

export function isUsageError(error: unknown): boolean {
  return error instanceof GuestwrightError && error.details.usage === true;
}

/** The arguments of `verb`, called `name` in errors. Unknown options, missing values and wrong counts are usage errors. */
export function parseVerbArguments(name: string, verb: Verb, argv: readonly string[]): VerbArguments {
  const options = { ...verb.options, ...HELP_OPTION };
  for (const arg of argv.slice(0, endOfOptions(argv))) rejectUnknown(name, arg, options);
  const parsed = parse(name, argv, options);
  const args = new Arguments(parsed.values, parsed.positionals);
  if (!args.flag('help')) checkCount(name, verb, parsed.positionals);
  return args;
}

function parse(name: string, argv: readonly string[], options: Verb['options']) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(options).map(([key, { type, multiple = false, short }]) => [
          key,
          { type, multiple, ...(short !== undefined && { short }) },
        ]),
      ),
    });
  } catch (error) {
    throw usageError(`guestwright ${name}: ${firstSentence(messageOf(error))}`, helpRemedy(name));
  }
}

class Arguments implements VerbArguments {
  readonly positionals: readonly string[];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>, positionals: readonly string[]) {
    this.#values = values;
    this.positionals = positionals;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }
}

/** parseArgs names an unknown option too, but cannot say which one was meant. */
function rejectUnknown(name: string, arg: string, options: Verb['options']): void {
  const option = /^--([^=]+)/.exec(arg)?.[1];
  if (option === undefined || Object.hasOwn(options, option)) return;
  const hint = didYouMean(option, Object.keys(options));
  throw usageError(`guestwright ${name}: unknown option '--${option}'${hint}`, helpRemedy(name));
}

function checkCount(
  name: string,
  { positionals: [fewest, most], usage }: Verb,
  given: readonly string[],
): void {
  if (given.length >= fewest && given.length <= most) return;
  const expected = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
  throw usageError(
    `guestwright ${name}: expected ${expected} argument${expected === '1' ? '' : 's'}, got ${given.length}: usage: guestwright ${name} ${usage[0] ?? ''}`.trimEnd(),
    helpRemedy(name),
  );
}

function endOfOptions(argv: readonly string[]): number {
  const end = argv.indexOf('--');
  return end === -1 ? argv.length : end;
}

/** parseArgs adds advice about '--' that helps nobody here. */
function firstSentence(message: string): string {
  return message.split(/\.\s|\n/)[0]?.replace(/\.$/, '') ?? message;
}

function helpRemedy(name: string): string {
  return `Run 'guestwright ${name} --help'.`;
}
