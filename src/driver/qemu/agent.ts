/** Programs and files in the guest, through QEMU's guest agent. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { type CallOptions, Deadline, poll, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError, messageOf } from '../../base/errors.ts';
import type { GuestAgent } from '../driver.ts';
import type { AgentChannel } from './agent-channel.ts';

/** Between two questions whether a program has ended, ms. */
const STATUS_INTERVAL = 50;
/** Bytes a write: QEMU's agent accepts messages of some megabytes, its channel is slow. */
const CHUNK = 256 * 1024;
/** Copying a large file takes longer than a driver call. */
const COPY_TIMEOUT = 300_000;

interface ExecStatus {
  readonly exited: boolean;
  readonly exitcode?: number;
  readonly signal?: number;
  readonly 'out-data'?: string;
  readonly 'err-data'?: string;
}

interface ReadAnswer {
  readonly 'buf-b64': string;
  readonly eof: boolean;
}

/** A shell's code for a program that signal n killed is 128 + n. */
const SIGNAL_BASE = 128;

export class QemuAgent implements GuestAgent {
  readonly #channel: () => Pick<AgentChannel, 'ask'>;

  /** `channel` gives the way to the running guest, or throws why there is none. */
  constructor(channel: () => Pick<AgentChannel, 'ask'>) {
    this.#channel = channel;
  }

  async exec(
    path: string,
    args: readonly string[],
    { input, env, ...call }: { input?: string; env?: Readonly<Record<string, string>> } & CallOptions = {},
  ): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    // No race with the deadline: the channel ends in time, and says that it is the agent that is silent.
    using deadline = new Deadline(`running '${path}' in the guest`, call);
    const { pid } = await this.#ask<{ pid: number }>(deadline, 'guest-exec', {
      path,
      arg: args,
      'capture-output': true,
      ...(input === undefined ? {} : { 'input-data': Buffer.from(input).toString('base64') }),
      ...(env === undefined ? {} : { env: Object.entries(env).map(([name, value]) => `${name}=${value}`) }),
    });
    const status = await poll(deadline, STATUS_INTERVAL, async () => {
      const now = await this.#ask<ExecStatus>(deadline, 'guest-exec-status', { pid });
      return now.exited ? now : undefined;
    });
    return {
      exitCode: status.exitcode ?? SIGNAL_BASE + (status.signal ?? 0),
      stdout: decoded(status['out-data']).toString(),
      stderr: decoded(status['err-data']).toString(),
    };
  }

  async copyIn(from: string, guestPath: string, call: CallOptions = {}): Promise<void> {
    await withDeadline(
      `copying '${from}' into the guest`,
      call,
      async (deadline) => {
        await using file = await openHere(from, 'r');
        await this.#withFile(guestPath, 'w', deadline, async (handle) => {
          const chunk = Buffer.alloc(CHUNK);
          for (;;) {
            const { bytesRead } = await file.read(chunk, 0, CHUNK);
            if (bytesRead === 0) return;
            await this.#write(handle, chunk.subarray(0, bytesRead), deadline);
          }
        });
      },
      COPY_TIMEOUT,
    );
  }

  async copyOut(guestPath: string, to: string, call: CallOptions = {}): Promise<void> {
    await withDeadline(
      `copying '${guestPath}' out of the guest`,
      call,
      async (deadline) => {
        await this.#withFile(guestPath, 'r', deadline, async (handle) => {
          await writeWhole(to, async (write) => {
            for (;;) {
              const read = { handle, count: CHUNK };
              const answer = await this.#ask<ReadAnswer>(deadline, 'guest-file-read', read);
              await write(decoded(answer['buf-b64']));
              if (answer.eof) return;
            }
          });
        });
      },
      COPY_TIMEOUT,
    );
  }

  async #withFile(
    path: string,
    mode: 'r' | 'w',
    deadline: Deadline,
    work: (handle: number) => Promise<void>,
  ) {
    const handle = await this.#ask<number>(deadline, 'guest-file-open', { path, mode });
    try {
      await work(handle);
    } finally {
      await this.#channel().ask('guest-file-close', { handle });
    }
  }

  /** The agent may take less than it was given. */
  async #write(handle: number, data: Buffer, deadline: Deadline): Promise<void> {
    for (let rest = data; rest.length > 0; ) {
      const write = { handle, 'buf-b64': rest.toString('base64') };
      const { count } = await this.#ask<{ count: number }>(deadline, 'guest-file-write', write);
      rest = rest.subarray(count);
    }
  }

  async #ask<T>(deadline: Deadline, command: string, args: Readonly<Record<string, unknown>>): Promise<T> {
    return (await this.#channel().ask(command, args, deadline.options)) as T;
  }
}

/** What stands at `path` stays until `fill` has written all of the new file; a part of one is never left. */
async function writeWhole(
  path: string,
  fill: (write: (data: Buffer) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    {
      await using file = await openHere(part, 'wx', path);
      await fill((data) => file.writeFile(data));
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if (isGuestwrightError(error)) throw error;
    throw unwritable(path, error);
  }
}

/** `named` is what the user calls it. */
async function openHere(path: string, flags: 'r' | 'wx', named = path) {
  try {
    const file = await open(path, flags);
    return Object.assign(file, { [Symbol.asyncDispose]: () => file.close() });
  } catch (cause) {
    throw new GuestwrightError(`cannot open '${named}': ${messageOf(cause)}`, { code: 'io', cause });
  }
}

function unwritable(path: string, cause: unknown): GuestwrightError {
  return new GuestwrightError(`cannot write '${path}': ${messageOf(cause)}`, { code: 'io', cause });
}

function decoded(base64 = ''): Buffer {
  return Buffer.from(base64, 'base64');
}
