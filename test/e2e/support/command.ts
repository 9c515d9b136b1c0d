/** The built `guestwright` command, run in a folder of the test's own. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from '@playwright/test';
import { type ProcessOptions, type ProcessResult, runProgram } from './run-process.ts';

const PACKAGE = createRequire(import.meta.url).resolve('guestwright/package.json');
const MAIN = join(dirname(PACKAGE), 'dist/src/cli/main.js');

/** The demo's script. */
export const DEMO_SCRIPT = join(dirname(PACKAGE), 'examples/demo/demo.install.ts');

/** What a run of `guestwright run` prints last. */
export interface RunSummary {
  readonly status: 'passed' | 'failed' | 'interrupted';
  readonly image: string | null;
  readonly manifest?: string;
  readonly report: string;
  readonly filmstrip: string;
}

export interface CommandResult extends ProcessResult {
  /** Standard output's lines that are JSON. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** The last of them. */
  readonly summary: RunSummary;
  /** What is left in the temporary folder that the command was given. */
  readonly temporary: readonly string[];
}

/** A folder with these files. */
export async function writeFolder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = test.info().outputPath('work');
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

export interface CommandOptions extends ProcessOptions {
  readonly nodeOptions?: readonly string[];
  /** A command that runs the command that follows it. */
  readonly wrapper?: readonly string[];
}

/** `guestwright ...args`, with a temporary folder of its own. */
export async function guestwright(
  args: readonly string[],
  { nodeOptions = [], wrapper = [], env, ...options }: CommandOptions,
): Promise<CommandResult> {
  const temporary = join(options.cwd, '..', 'tmp');
  await mkdir(temporary, { recursive: true });
  const [program = process.execPath, ...before] = [...wrapper, process.execPath];
  const result = await runProgram(program, [...before, ...nodeOptions, MAIN, ...args], {
    ...options,
    env: { TMPDIR: temporary, ...env },
  });
  const lines = result.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const summary = (lines.at(-1) ?? {}) as unknown as RunSummary;
  return { ...result, lines, summary, temporary: await readdir(temporary) };
}
