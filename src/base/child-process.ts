/** Child processes that die with us, however we end: a small shell stands between and watches a pipe of ours. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { type CallOptions, pause, withDeadline } from './deadline.ts';
import { GuestwrightError, messageOf } from './errors.ts';
import { requirePosix } from './platform.ts';

/** How a child ended: an exit code, or the number of the signal that killed it. */
export interface ChildExit {
  readonly code: number | undefined;
  readonly signal: number | undefined;
}

export interface GuardedOptions {
  /** Sockets that the child inherits at FIRST_CHANNEL and up, connected to `channels` here. At most MOST_CHANNELS. */
  readonly channels?: number;
  readonly cwd?: string;
  /** Given every piece of its standard output from the first on; left out, the output is thrown away. */
  readonly onStdout?: (chunk: Buffer) => void;
}

/** The child's file descriptor of channel 0. Higher ones are not portable in a shell's redirections above 9. */
export const FIRST_CHANNEL = 4;
const LAST_CHANNEL = 9;
export const MOST_CHANNELS = LAST_CHANNEL - FIRST_CHANNEL + 1;
/** What is kept of the child's last words. */
const KEPT_STDERR = 64 * 1024;
/** How long to wait for the rest of stderr after the child's end, ms. */
const LAST_WORDS_WAIT = 500;
const SIGKILL = 9;
/** Shells report a death by signal n as exit code 128 + n. */
const SIGNAL_BASE = 128;

/**
 * The parent of the child. Descriptor 3 is our end of the lifeline: the guard reports the child's process id there.
 * When we die, by whatever signal, it reads the end of file and kills the child (SIGKILL works on a stopped one too).
 * It keeps none of the child's channels, so that these close when the child ends, and passes on its exit code.
 */
const GUARD = `
"$@" 3<&- &
child=$!
exec 4<&- 5<&- 6<&- 7<&- 8<&- 9<&- >/dev/null 2>&1
echo "$child" >&3
(
  while read -r _ <&3; do :; done
  kill -9 "$child"
) &
watcher=$!
exec 3<&-
wait "$child"
code=$?
kill -9 "$watcher"
exit "$code"
`;

/** A child that ends with us. Disposing kills it at once and waits until it is gone. */
export class GuardedChild implements AsyncDisposable {
  readonly pid: number;
  readonly channels: readonly Duplex[];
  /** Settles when the child has ended; never rejects. */
  readonly exited: Promise<ChildExit>;
  /** Settles when its standard output has ended and all of it was given away; never rejects. */
  readonly outputEnded: Promise<void>;
  readonly #guard: ChildProcess;
  readonly #stderr: TailBuffer;
  #ended = false;

  constructor(
    guard: ChildProcess,
    {
      pid,
      channels,
      stderr,
      outputEnded,
    }: { pid: number; channels: readonly Duplex[]; stderr: TailBuffer; outputEnded: Promise<void> },
  ) {
    this.#guard = guard;
    this.#stderr = stderr;
    this.pid = pid;
    this.channels = channels;
    this.outputEnded = outputEnded;
    this.exited = exitOf(guard).then((exit) => {
      this.#ended = true;
      if (guard.signalCode !== null) killProcess(pid); // somebody killed the guard: finish its work
      return exit;
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The last 64 KiB of what it wrote to stderr. */
  get stderr(): string {
    return this.#stderr.toString();
  }

  /** Kills it at once, also when it is stopped. */
  kill(): void {
    if (!this.#ended) killProcess(this.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.exited;
    for (const channel of this.channels) channel.destroy();
    this.#guard.stdio[3]?.destroy();
  }
}

/** Starts `command` under a guard. Error `start-failed` if not even that works. */
export async function startGuarded(
  command: string,
  args: readonly string[],
  { channels: channelCount = 0, cwd, onStdout = () => {} }: GuardedOptions = {},
): Promise<GuardedChild> {
  requirePosix(`starting ${command}`);
  if (channelCount > MOST_CHANNELS) {
    throw new RangeError(`child process: at most ${MOST_CHANNELS} channels, got ${channelCount}`);
  }
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guestwright-guard', command, ...args], {
    cwd,
    detached: true, // Ctrl-C in the terminal is ours to handle: our disposal stops the child in order
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...Array.from({ length: channelCount }, () => 'pipe' as const)],
  });
  const stderr = new TailBuffer(KEPT_STDERR);
  guard.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  // From the start: Node throws away what has no reader when the process ends, and a full pipe would stop the child.
  guard.stdout?.on('data', onStdout);
  const outputEnded = new Promise<void>((resolve) => {
    guard.stdout?.once('close', resolve);
  });
  const [lifeline, ...channels] = guard.stdio.slice(3) as unknown as Duplex[];
  // Broken pipes are no news: the child's end is what counts.
  for (const stream of [lifeline, ...channels]) stream?.on('error', () => {});
  try {
    const pid = await reportedPid(guard, lifeline as Duplex);
    return new GuardedChild(guard, { pid, channels, stderr, outputEnded });
  } catch (cause) {
    lifeline?.destroy();
    throw new GuestwrightError(`'${command}' could not be started: ${messageOf(cause)}`, {
      code: 'start-failed',
      cause,
      output: stderr.toString(),
    });
  }
}

/** Runs a program to its end, guarded. Its exit code and output; ends with the deadline. */
export async function runGuarded(
  command: string,
  args: readonly string[],
  call: CallOptions & GuardedOptions = {},
): Promise<ChildExit & { readonly stdout: string; readonly stderr: string }> {
  return await withDeadline(command, call, async (deadline) => {
    const chunks: Buffer[] = [];
    const onStdout = (chunk: Buffer) => void chunks.push(chunk);
    await using child = await startGuarded(command, args, { ...call, onStdout });
    const exit = await deadline.race(child.exited);
    await deadline.race(child.outputEnded);
    return { ...exit, stdout: Buffer.concat(chunks).toString(), stderr: child.stderr };
  });
}

function reportedPid(guard: ChildProcess, lifeline: Duplex): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    lifeline.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('\n')) resolve(Number.parseInt(text, 10));
    });
    guard.once('error', reject);
    lifeline.once('close', () => reject(new Error('its guard ended at once')));
  });
}

async function exitOf(guard: ChildProcess): Promise<ChildExit> {
  if (guard.exitCode === null && guard.signalCode === null) await once(guard, 'exit');
  const { stderr, exitCode } = guard;
  // Its last words say why; but somebody else may hold the pipe open.
  if (stderr && !stderr.closed) await Promise.race([once(stderr, 'close'), pause(LAST_WORDS_WAIT)]);
  return exitCode === null || exitCode > SIGNAL_BASE
    ? { code: undefined, signal: (exitCode ?? SIGNAL_BASE + SIGKILL) - SIGNAL_BASE }
    : { code: exitCode, signal: undefined };
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
}

/** Keeps the last bytes of a stream. */
class TailBuffer {
  readonly #limit: number;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]).subarray(-this.#limit);
  }

  toString(): string {
    return this.#bytes.toString();
  }
}
