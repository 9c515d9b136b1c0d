/** The texts of `--help`, made from the verbs' own tables. */

import { HELP_OPTION } from './arguments.ts';
import { EXIT_CODE_HELP } from './exit-codes.ts';
import type { OptionSpec, Verb } from './verb.ts';

/** Help for one verb. */
export function verbHelp(name: string, verb: Verb): string {
  const forms = verb.usage.map((form, i) =>
    `${i === 0 ? 'Usage:' : '      '} guestwright ${name} ${form}`.trimEnd(),
  );
  const rows = Object.entries({ ...verb.options, ...HELP_OPTION }).map(([option, spec]) => [
    optionLabel(option, spec),
    spec.multiple ? `${spec.help} (may be repeated)` : spec.help,
  ]);
  return [
    verb.summary,
    '',
    ...forms,
    '',
    'Options:',
    ...columns(rows),
    ...(verb.notes ? ['', verb.notes] : []),
  ].join('\n');
}

/** Help for the whole command. */
export function overview(verbs: readonly (readonly [name: string, summary: string])[]): string {
  return [
    'guestwright: Playwright for guest operating systems.',
    '',
    'Usage: guestwright <verb> [options]        guestwright <verb> --help',
    '',
    'Verbs:',
    ...columns(verbs),
    '',
    'Exit codes:',
    ...columns(EXIT_CODE_HELP.map(([code, meaning]) => [String(code), meaning])),
  ].join('\n');
}

function optionLabel(name: string, { type, value, short }: OptionSpec): string {
  const names = short === undefined ? `--${name}` : `-${short}, --${name}`;
  return type === 'boolean' ? names : `${names} ${value ?? 'VALUE'}`;
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([first = '']) => first.length)) + 2;
  return rows.map(([first = '', second = '']) => `  ${first.padEnd(width)}${second}`);
}
