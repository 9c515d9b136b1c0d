/** A program that a test talks to: started, watched and ended with everything that it started, also when we are killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

export interface PeerProcess extends AsyncDisposable {
  readonly pid: number;
  /** Standard output and errors so far. */
  readonly output: string;
  /** The first line that it writes to descriptor 3. Rejects if it ends before. */
  readonly announced: Promise<string>;
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
}

export interface PeerOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A folder that goes with it if we are killed. */
  readonly leaves?: string;
}

/** A server that is told to end gets this long, in ms, to remove its lock files. */
const ENDING_TIME = 3000;

/**
 * Ends the process group $1 and removes the folder $2 when we die, by whatever signal: standard input ends then. In a
 * group of its own, as tests stop a whole group.
 */
const WATCHER = `
while read -r _; do :; done
kill -s TERM -- "-$1"
for _ in 1 2 3 4 5 6 7 8 9 10; do kill -s 0 -- "-$1" && sleep 0.1; done
kill -s KILL -- "-$1"
[ -z "$2" ] || rm -rf "$2"
`;

export function startPeer(
  command: string,
  args: readonly string[],
  { env = {}, cwd, leaves = '' }: PeerOptions = {},
): PeerProcess {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true, // a group of its own: a program's helpers end with it
    ...(cwd !== undefined && { cwd }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'exit').then(
    () => {},
    (error: unknown) => {
      output += String(error);
    },
  );
  watch(child, ended, leaves);
  const announced = firstLine(child.stdio[3] as Readable, ended, () => `${command} ended: ${output}`);
  announced.catch(() => {}); // not every program announces something
  return {
    pid: child.pid ?? 0,
    announced,
    ended,
    get output() {
      return output;
    },
    [Symbol.asyncDispose]: () => end(child, ended),
  };
}

function watch({ pid }: ChildProcess, ended: Promise<void>, leaves: string): void {
  if (pid === undefined) return; // it could not be started: `ended` says why
  const watcher = spawn('/bin/sh', ['-c', WATCHER, 'watcher', `${pid}`, leaves], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  void ended.then(() => watcher.kill('SIGKILL'));
}

function firstLine(stream: Readable, ended: Promise<void>, why: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const [line, rest] = text.split('\n', 2);
      if (rest !== undefined) resolve(line ?? '');
    });
    void ended.then(() => reject(new Error(why())));
  });
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), ENDING_TIME);
  await ended;
  clearTimeout(timer);
}

function signalGroup({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // it has ended meanwhile
  }
}
