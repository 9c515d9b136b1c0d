/** A `guestwright` command with a live page: its address, its output, and its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from '@playwright/test';

const PACKAGE = createRequire(import.meta.url).resolve('guestwright/package.json');
/** The package's folder. */
export const ROOT = dirname(PACKAGE);
const MAIN = join(ROOT, 'dist/src/cli/main.js');

export interface LiveCommand extends AsyncDisposable {
  /** Of its page, the token included. */
  readonly address: string;
  readonly child: ChildProcess;
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves with the exit code when it ends by itself. */
  ended(): Promise<number | null>;
  /** Ctrl-C; resolves with the exit code. */
  interrupt(): Promise<number | null>;
}

export interface LiveCommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The bundled guest's floppy. */
export const BUNDLED_FLOPPY = join(ROOT, 'guests/hypo/hypo.img');
/** The machine that boots it, as options of the command line. */
export const bundledOn = (floppy: string): readonly string[] => [
  ...['--floppy', floppy],
  ...['--disk', '8MiB', '--memory', '32MiB', '--machine', 'machine.json'],
];
/** The bundled guest as options of the command line. */
export const BUNDLED: readonly string[] = bundledOn(BUNDLED_FLOPPY);
/** What of it has no option. */
export const BUNDLED_FILE = JSON.stringify({ bootOrder: ['disk', 'floppy'], pointer: 'vmmouse' });

/** Starts `guestwright ...args` and waits for its page's address. */
export async function liveCommand(
  args: readonly string[],
  options: LiveCommandOptions,
): Promise<LiveCommand> {
  const { cwd, env = {} } = options;
  const temporary = join(cwd, '..', 'tmp');
  await mkdir(temporary, { recursive: true });
  return await follow([MAIN, ...args], { cwd, env: { TMPDIR: temporary, ...env } });
}

/** Starts a Node program and waits until it prints a live page's address. */
export async function follow(
  args: readonly string[],
  { cwd, env = {} }: LiveCommandOptions,
): Promise<LiveCommand> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(TEST_|PLAYWRIGHT_|PW_|PWTEST|FORCE_COLOR|npm_)/.test(name),
    ),
  );
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...inherited, NO_COLOR: '1', CI: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const address = await new Promise<string>((resolve, reject) => {
    const look = (name: 'stdout' | 'stderr') => (text: string) => {
      said[name] += text;
      const found = /live at (http:\S+)/.exec(said[name])?.[1];
      if (found) resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', look('stdout'));
    child.stderr.setEncoding('utf8').on('data', look('stderr'));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said.stderr}`)));
  });
  const interrupt = async () => {
    child.kill('SIGINT');
    return await ended;
  };
  return {
    address,
    child,
    get stdout() {
      return said.stdout;
    },
    get stderr() {
      return said.stderr;
    },
    ended: () => ended,
    interrupt,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) await interrupt();
      const body = `$ ${args.join(' ')}\n${said.stdout}\n--- stderr\n${said.stderr}`;
      await test.info().attach('live-command.txt', { body, contentType: 'text/plain' });
    },
  };
}
