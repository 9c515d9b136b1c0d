/** A program with its arguments, environment and files as one line for the guest's shell. Pure. */
import { GuestwrightError } from '../../base/errors.ts';

export interface GuestPlaces {
  readonly stdout: string;
  readonly stderr: string;
  readonly input: string | undefined;
}

export interface GuestProgram {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly windows: boolean;
}

/** Words that no shell changes. */
const PLAIN = /^[\w@%+:,./-]+$/;
const NAME = /^[A-Za-z_]\w*$/;

/** For /bin/sh, or behind `cmd.exe`. Error `invalid-argument` for what a shell cannot be told. */
export function shellCommand(program: GuestProgram, places: GuestPlaces): string {
  const wrong = Object.keys(program.env).find((name) => !NAME.test(name));
  if (wrong !== undefined) throw refused(`the variable '${wrong}' has no name for a shell`);
  return program.windows ? windowsCommand(program, places) : posixCommand(program, places);
}

function posixCommand({ path, args, env }: GuestProgram, { stdout, stderr, input }: GuestPlaces): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${posixQuote(value)}`);
  const words = [...variables, ...[path, ...args].map(posixQuote)].join(' ');
  const from = input === undefined ? '' : ` <${posixQuote(input)}`;
  return `${words}${from} >${posixQuote(stdout)} 2>${posixQuote(stderr)}\n`;
}

function posixQuote(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** cmd.exe takes off the outermost quotes and expands %NAME% even within others: such words are refused. */
function windowsCommand({ path, args, env }: GuestProgram, { stdout, stderr, input }: GuestPlaces): string {
  const variables = Object.entries(env).map(([name, value]) => `set "${name}=${windowsSafe(value)}"&& `);
  const words = [path, ...args].map((word) => `"${windowsSafe(word)}"`).join(' ');
  const from = input === undefined ? 'NUL' : `"${input}"`;
  return `/d /s /c "${variables.join('')}${words} <${from} >"${stdout}" 2>"${stderr}""`;
}

function windowsSafe(word: string): string {
  if (/["%\r\n]/.test(word)) throw refused(`cmd.exe cannot be told '${word}'`);
  return word;
}

function refused(why: string): GuestwrightError {
  return new GuestwrightError(`running a program in the guest: ${why}`, {
    code: 'invalid-argument',
    remedy: 'Copy a script into the guest and run that.',
  });
}
