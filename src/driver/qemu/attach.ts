/** Takes over a QEMU that somebody else started, by its QMP socket; a lock names who has it. */
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type CallOptions, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { acquireLock } from '../../base/lock.ts';
import { volatileFolder } from '../../base/platform.ts';
import { privateFolder } from '../../base/temporary.ts';
import type { Host } from '../driver.ts';
import { QmpConnection } from '../qmp/connection.ts';
import { AttachedMachine } from './attached-machine.ts';

export interface AttachOptions {
  /** Path of the QMP socket. */
  readonly qmp: string;
  /** Who takes it, for whoever comes second. Default: this process. */
  readonly owner?: string;
}

/** Letters of a hash that tell two sockets apart. */
const HASH_LENGTH = 16;

/** Errors: `machine-in-use` with the owner's name, `connection-lost` if nobody listens, `timeout` if it is silent. */
export async function attach(
  host: Host,
  { qmp: path, owner }: AttachOptions,
  call: CallOptions = {},
): Promise<AttachedMachine> {
  return await withDeadline(`attaching to '${path}'`, call, async (deadline) => {
    const socketPath = await realpath(path).catch((cause: unknown) => {
      throw unreachable(path, cause);
    });
    await using stack = new Releases();
    const hash = createHash('sha256').update(socketPath).digest('hex').slice(0, HASH_LENGTH);
    const lock = await acquireLock(join(tmpdir(), `guestwright-qmp-${hash}.lock`), {
      owner: owner ?? `process ${process.pid}`,
      ...deadline.options,
    });
    stack.add(lock);
    const socket = await deadline.race(connected(socketPath));
    const qmp = new QmpConnection(socket);
    stack.add({ [Symbol.asyncDispose]: async () => qmp[Symbol.dispose]() });
    await qmp.open(deadline.options);
    const pictures = await privateFolder(volatileFolder());
    stack.add(pictures);
    const { name = basename(path) } = await qmp.execute('query-name', undefined, deadline.options);
    return new AttachedMachine({ name, host, qmp, pictureFolder: pictures.path, release: stack.take() });
  });
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', (cause) => reject(unreachable(path, cause)));
  });
}

function unreachable(path: string, cause: unknown): GuestwrightError {
  return new GuestwrightError(`cannot reach QEMU at '${path}': ${messageOf(cause)}`, {
    code: 'connection-lost',
    cause,
    remedy: 'Start QEMU with -qmp unix:PATH,server=on,wait=off and name that path.',
  });
}

/** Releases what was taken, the newest first, unless it is handed on. */
class Releases implements AsyncDisposable {
  #taken: AsyncDisposable[] = [];

  add(resource: AsyncDisposable): void {
    this.#taken.unshift(resource);
  }

  /** From now on the caller releases. */
  take(): () => Promise<void> {
    const taken = new Releases();
    taken.#taken = this.#taken;
    this.#taken = [];
    return () => taken[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const resource of this.#taken.splice(0)) await resource[Symbol.asyncDispose]();
  }
}
