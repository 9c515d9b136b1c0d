/** Runs a program for a test: its output is attached to the test, not printed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { test } from '@playwright/test';

export interface ProcessResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** In a process group of its own, as a terminal does it: `process.kill(-pid)` then reaches its children too. */
  readonly ownGroup?: boolean;
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with all of standard output so far, at each piece; may end the process. */
  readonly onOutput?: (stdout: string, child: ChildProcess) => void;
  /** A command that starts it, such as one that enters a network: the program's words follow. */
  readonly within?: readonly string[];
}

/** Runs `node ...args` to its end. */
export async function runNode(args: readonly string[], options: ProcessOptions): Promise<ProcessResult> {
  return await runProgram(process.execPath, args, options);
}

export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env = {}, ownGroup = false, onStart, onOutput, within = [] }: ProcessOptions,
): Promise<ProcessResult> {
  const [command = program, ...words] = [...within, program, ...args];
  const child = spawn(command, words, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
  });
  onStart?.(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput?.(stdout, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const result = await new Promise<ProcessResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
  const body = `$ ${[command, ...words].join(' ')}\n${stdout}\n--- stderr\n${stderr}\n--- exit code ${result.exitCode ?? result.signal}\n`;
  await test.info().attach('inner-run.txt', { body, contentType: 'text/plain' });
  return result;
}

/** Without what the outer runner tells its workers, and without colours. */
function cleanEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(TEST_|PLAYWRIGHT_|PW_|PWTEST|FORCE_COLOR|DEBUG_COLORS|npm_)/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: '1', CI: undefined };
}
