/** Runs vmrun, VMware's command for machines: the way to power where no VIX library can be had. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runGuarded } from '../../../base/child-process.ts';
import { type ErrorCode, GuestwrightError } from '../../../base/errors.ts';
import { bySystem, findProgram } from '../../../base/platform.ts';
import type { Hindrance } from '../vix/error.ts';

/** It may take long and must not be killed in the middle: what it began goes on in VMware. */
const NO_TIMEOUT = Number.POSITIVE_INFINITY;

/** What it says, in VMware's English, and what that means. */
const WORDS: readonly (readonly [pattern: RegExp, code: ErrorCode, hindrance?: Hindrance])[] = [
  [/encrypted|password (?:is|was) (?:required|incorrect)|need.*password/i, 'authentication', 'encrypted'],
  [/is not powered on|is not running/i, 'machine-state', 'not-running'],
  [/already (?:running|powered on)|is powered on|is running/i, 'machine-state', 'running'],
  [/already in use|failed to lock|locked/i, 'machine-in-use', 'locked'],
  [/tools are not running/i, 'machine-state', 'tools'],
  [/dialog|waiting for (?:an )?answer|question/i, 'machine-state', 'question'],
  [/snapshot/i, 'snapshot'],
  [/cannot open vm|cannot find|does not exist|file not found/i, 'unknown-machine', 'missing'],
  [/insufficient permissions|authentication|login/i, 'authentication', 'login'],
  [/not supported|does not support|unrecognized command/i, 'unsupported'],
  [/no space|disk (?:is )?full/i, 'disk-full'],
];

/** Where it is: as named, on the PATH, or in the product's usual place. */
export function findVmrun(named?: string): string | undefined {
  if (named !== undefined) return findProgram(named);
  const places = bySystem({
    linux: ['vmrun', '/usr/bin/vmrun', '/usr/local/bin/vmrun'],
    macos: [
      'vmrun',
      '/Applications/VMware Fusion.app/Contents/Public/vmrun',
      join(homedir(), 'Applications/VMware Fusion.app/Contents/Public/vmrun'),
    ],
    windows: [],
  });
  return places.map(findProgram).find((found) => found !== undefined);
}

export class Vmrun {
  readonly #program: string;
  readonly #before: readonly string[];

  /** `product`: its word for it behind -T, such as 'ws', 'fusion' or 'player'. */
  constructor(program: string, product: string | undefined) {
    this.#program = program;
    this.#before = product === undefined ? [] : ['-T', product];
  }

  /** Its output. Settles when it has ended, whatever the caller's deadline is. */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    const all = [...this.#before, command, ...args];
    const { code, stdout, stderr } = await runGuarded(this.#program, all, { timeout: NO_TIMEOUT });
    if (code === 0) return stdout;
    throw vmrunError(command, `${stdout}\n${stderr}`, code);
  }
}

/** The lines below the first, which counts them: of `list` and `listSnapshots`. */
export function readList(output: string): readonly string[] {
  const lines = output.split(/\r?\n/);
  const head = lines.findIndex((line) => /^Total .*: *\d+/i.test(line));
  return lines.slice(head + 1).filter((line) => line.trim() !== '');
}

export function vmrunError(command: string, output: string, exitCode: number | undefined): GuestwrightError {
  const said = /^ *Error: *(.+)$/m.exec(output)?.[1] ?? output.trim().split('\n', 1)[0] ?? '';
  const [, code, hindrance] = WORDS.find(([pattern]) => pattern.test(said)) ?? [];
  return new GuestwrightError(
    `vmrun ${command} failed: ${said || `it ended with ${exitCode ?? 'a signal'}`}`,
    {
      code: code ?? 'hypervisor',
      details: { vmrun: { command, exitCode: exitCode ?? null }, ...(hindrance && { hindrance }) },
      ...(hindrance === 'encrypted' && {
        remedy: 'Encrypted machines need VIX: vmrun would show the password to everybody on this computer.',
      }),
      ...(hindrance === 'locked' && { remedy: 'Another process has its files open: close it there.' }),
      ...(hindrance === 'question' && { remedy: 'Open the machine in VMware and answer what it asks.' }),
    },
  );
}
