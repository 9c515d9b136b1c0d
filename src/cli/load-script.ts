/** Loads a script file, TypeScript or JavaScript, through jiti; it shares this process's copy of 'guestwright/script'. */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import { GuestwrightError, isGuestwrightError, messageOf } from '../base/errors.ts';
import { describeValue } from '../base/units.ts';
import type { MachineDefinition } from '../driver/definition.ts';
import { isScript, type Script } from '../guest/script-contract.ts';
import * as scriptApi from '../index.ts';
import { usageError } from './arguments.ts';

export interface LoadedScript {
  readonly path: string;
  readonly script: Script;
  /** The file's `machine` and `screens`, so that a script can run without further options. */
  readonly machine: MachineDefinition | undefined;
  readonly screens: string | undefined;
}

/** The exports that are the script, in this order, where none is named. */
const USUAL_NAMES = ['default', 'install'];

/** Loads the script of `file`, or its export `name`. Errors: `io`, `invalid-argument`; those of the file itself pass. */
export async function loadScript(file: string, cwd: string, name?: string): Promise<LoadedScript> {
  const path = resolve(cwd, file);
  await access(path).catch((cause: unknown) => {
    throw usageError(`guestwright run: no script '${file}' in ${cwd} (${messageOf(cause)})`);
  });
  const exports = await importFile(path);
  return {
    path,
    script: findScript(exports, file, name),
    machine: readMachine(exports.machine, file),
    screens: readScreens(exports.screens, file),
  };
}

async function importFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const wrongEntry = fileURLToPath(import.meta.url).replace('load-script', 'wrong-entry');
  const jiti = createJiti(import.meta.url, {
    fsCache: false, // leaves no files behind
    interopDefault: false,
    virtualModules: { 'guestwright/script': scriptApi },
    alias: { guestwright: wrongEntry },
  });
  try {
    return await jiti.import<Record<string, unknown>>(path);
  } catch (cause) {
    if (isGuestwrightError(cause)) throw cause;
    throw new GuestwrightError(`script: '${path}' could not be loaded: ${oneLine(messageOf(cause))}`, {
      code: 'invalid-argument',
      cause,
      ...(cause instanceof Error && { output: framesOf(cause) }),
    });
  }
}

/** A parser's message has its place in a line of its own. */
function oneLine(message: string): string {
  return message.replaceAll(/\s*\n\s*/g, ' ').trim();
}

/** Where the file threw; the loader's own frames tell nothing. */
function framesOf({ stack = '' }: Error): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.filter((line) => !/node_modules\/jiti\/|node:internal/.test(line)).join('\n');
}

function findScript(
  exports: Readonly<Record<string, unknown>>,
  file: string,
  name: string | undefined,
): Script {
  const scripts = Object.keys(exports).filter((key) => isScript(exports[key]));
  const wanted = name ?? USUAL_NAMES.find((usual) => scripts.includes(usual)) ?? scripts[0];
  const script = wanted === undefined ? undefined : exports[wanted];
  if (isScript(script) && (name !== undefined || scripts.length === 1 || USUAL_NAMES.includes(wanted ?? '')))
    return script;
  const has = scripts.length > 0 ? `it exports the scripts ${scripts.join(', ')}` : 'it exports none';
  const problem = name === undefined ? 'expected one script' : `expected the script '${name}'`;
  throw usageError(
    `guestwright run: '${file}': ${problem}; ${has}`,
    scripts.length > 0
      ? 'Name one with --script.'
      : "Export one: export const install = script('install', [ ... ]).",
  );
}

function readMachine(value: unknown, file: string): MachineDefinition | undefined {
  if (value === undefined || (typeof value === 'object' && value !== null))
    return value as MachineDefinition | undefined;
  throw usageError(
    `guestwright run: '${file}': expected its export 'machine' to be a machine definition, got ${describeValue(value)}`,
  );
}

function readScreens(value: unknown, file: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw usageError(
    `guestwright run: '${file}': expected its export 'screens' to be a folder, got ${describeValue(value)}`,
  );
}
