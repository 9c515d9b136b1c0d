/** A connection to a libvirt host, held by a child process that can be killed and replaced. */
import { Socket } from 'node:net';
import { type CallOptions, DRIVER_CALL_TIMEOUT, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import type { ConsoleNotice } from './child/consoles.ts';
import type { DomainEvent } from './child/events.ts';
import { ChildLink } from './child-link.ts';
import { failureError } from './faults.ts';
import type {
  Failure,
  OpenArguments,
  OperationArgs,
  OperationCall,
  OperationName,
  OperationResult,
} from './protocol.ts';

export interface ConnectionOptions extends OpenArguments {
  /** How long the child may be silent while something is asked of it before it is replaced, ms. Default 30 s. */
  readonly patience?: number | undefined;
}

export interface ConnectionEvents extends Record<string, unknown> {
  /** A domain of the host changed, whoever changed it. */
  domain: DomainEvent;
  /** Bytes of a serial port; none: it has ended. */
  console: ConsoleNotice;
  /** The connection broke: machines that end with it are gone, consoles closed. The next call makes another one. */
  lost: GuestwrightError;
}

export interface OperationOptions extends CallOptions {
  /** Of uploads and downloads: bytes so far. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** What may take as long as a guest's memory or a disk is large, ms; an upload that goes on may take for ever. */
const LONG = 600_000;
const TIMES: Partial<Record<OperationName, number>> = {
  domainSave: LONG,
  domainRestore: LONG,
  domainManagedSave: LONG,
  domainStart: LONG,
  snapshotTake: LONG,
  snapshotRevert: LONG,
  snapshotDelete: LONG,
  volumeCreate: LONG,
  volumeCreateFrom: LONG,
  volumeUpload: Number.POSITIVE_INFINITY,
  volumeDownload: Number.POSITIVE_INFINITY,
  volumeHash: Number.POSITIVE_INFINITY,
};
/** Reported progress keeps a transfer alive; between two pieces it may be silent as long as any other call. */
const TRANSFERS: readonly OperationName[] = ['volumeUpload', 'volumeDownload', 'volumeHash'];
const CLOSE_TIMEOUT = 10_000;

/**
 * How to use it:
 *
 *     await using connection = await Connection.open(options, call);
 *     const domains = await connection.call('domainList', {}, { signal, timeout });
 *     const { path } = await connection.call('volumeCreate', { pool, xml });
 *
 * Operations are those of `child/operations.ts` (domains by UUID, snapshots, volumes by pool and name, consoles), typed by
 * name; add one there and it can be called here. They run one after the other, so nothing long belongs on a connection
 * whose answers are waited for: open another one for uploads and consoles. Errors carry libvirt's text, its number in
 * `details.libvirt` (`libvirtCode(error)`, `ERROR` in library/constants.ts), and code `connection-lost` when the
 * connection is dead. A call that is aborted or times out rejects at once and is drained in the background; a child that
 * answers nothing for `patience` is killed, which ends every guest that was started with AUTODESTROY on it.
 * What must not outlive this process, however it ends, goes into `setWill`: the child does it when it finds us gone.
 */
export class Connection implements AsyncDisposable {
  readonly uri: string;
  readonly #options: ConnectionOptions;
  readonly #events = new Emitter<ConnectionEvents>();
  readonly #wills = new Map<string, readonly OperationCall[]>();
  #link: ChildLink | undefined;
  #opening: Promise<ChildLink> | undefined;
  #disposed: Promise<void> | undefined;

  private constructor(options: ConnectionOptions) {
    this.uri = options.uri;
    this.#options = options;
  }

  /** Errors: `not-installed`, `connection-lost`, `authentication`, `timeout`. */
  static async open(options: ConnectionOptions, call: CallOptions = {}): Promise<Connection> {
    const connection = new Connection(options);
    try {
      await withDeadline(`connecting to ${options.uri}`, call, () => connection.#connected());
      return connection;
    } catch (error) {
      await connection[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Of the child, for tests and reports; undefined while there is none. */
  get pid(): number | undefined {
    return this.#link?.pid;
  }

  on<Name extends keyof ConnectionEvents & string>(
    name: Name,
    listener: Listener<ConnectionEvents[Name]>,
  ): Disposable {
    return this.#events.on(name, listener);
  }

  /** Asks for one operation. See above for what it throws. */
  async call<Name extends OperationName>(
    operation: Name,
    args: OperationArgs<Name>,
    { onProgress, ...call }: OperationOptions = {},
  ): Promise<OperationResult<Name>> {
    const time = TIMES[operation] ?? DRIVER_CALL_TIMEOUT;
    const what = `libvirt at ${this.uri}: ${operation}`;
    const asked = async ({ signal }: { readonly signal: AbortSignal }) => {
      const link = await this.#connected();
      signal.throwIfAborted();
      const question = { type: 'call', call: { operation, args } as OperationCall } as const;
      const patience = this.#patience(operation);
      const { id, answer } = link.ask(question, { patience, onProgress });
      const cancel = () => link.send({ type: 'cancel', id });
      signal.addEventListener('abort', cancel, { once: true });
      try {
        const result = await answer;
        if (signal.aborted && result instanceof Socket) result.destroy(); // nobody takes it any more
        return result as OperationResult<Name>;
      } catch (failure) {
        throw this.#error(failure as Failure | string, operation, link);
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    };
    return await withDeadline(what, call, asked, time);
  }

  /** What the child does, in this order, when it finds us gone; without steps nothing any more. Newest wills first. */
  setWill(key: string, steps: readonly OperationCall[]): void {
    if (steps.length === 0) this.#wills.delete(key);
    else this.#wills.set(key, steps);
    this.#link?.send({ type: 'will', key, steps });
  }

  /** Closes it in order; a child that does not end is killed. Wills that were not withdrawn are done. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#close();
    await this.#disposed;
  }

  async #close(): Promise<void> {
    const link = this.#link ?? (await this.#opening?.catch(() => undefined));
    this.#link = undefined;
    if (!link) return;
    const { answer } = link.ask({ type: 'close' }, { patience: CLOSE_TIMEOUT });
    await answer.catch(() => {}); // it ended already, or was killed for its silence
    await link.kill('as it was closed');
  }

  async #connected(): Promise<ChildLink> {
    if (this.#disposed) {
      throw new GuestwrightError(`the connection to ${this.uri} was closed`, {
        code: 'connection-lost',
        remedy: 'Connect again.',
      });
    }
    if (this.#link) return this.#link;
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return await this.#opening;
  }

  async #open(): Promise<ChildLink> {
    const link = new ChildLink();
    const { uri, library, keepalive } = this.#options;
    try {
      const opened = link.ask({ type: 'open', args: { uri, library, keepalive } }, { patience: this.#limit });
      await opened.answer;
    } catch (failure) {
      await link.kill('as it could not connect');
      throw this.#error(failure as Failure | string, 'open', link, true);
    }
    this.#link = link;
    for (const [key, steps] of this.#wills) link.send({ type: 'will', key, steps });
    link.events.on('message', (message) => {
      if (message.type === 'domain') this.#events.emit('domain', message.change);
      else if (message.type === 'console') this.#events.emit('console', message);
      else this.#lose(link, `libvirt closed it (${message.reason})`);
    });
    link.events.on('ended', (why) => this.#lose(link, `the process that holds it ended ${why}`));
    return link;
  }

  get #limit(): number {
    return this.#options.patience ?? DRIVER_CALL_TIMEOUT;
  }

  #patience(operation: OperationName): number {
    const time = TRANSFERS.includes(operation) ? 0 : (TIMES[operation] ?? 0);
    return Math.max(this.#limit, time);
  }

  #lose(link: ChildLink, why: string): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    link.leave(why); // it ends what it can end, then itself
    this.#events.emit('lost', this.#lostError(why, link));
  }

  #error(failure: Failure | string, operation: string, link: ChildLink, opening = false): GuestwrightError {
    if (typeof failure === 'string')
      return this.#lostError(link.left ?? `the process that holds it ended ${failure}`, link);
    const error = failureError(failure, { operation, uri: this.uri, opening });
    if (failure.kind === 'libvirt' && !failure.alive && !opening) this.#lose(link, failure.message);
    return error;
  }

  #lostError(why: string, link: ChildLink): GuestwrightError {
    return new GuestwrightError(`the connection to ${this.uri} was lost: ${why}`, {
      code: 'connection-lost',
      remedy: 'See that libvirtd runs on the host and that the host can be reached.',
      ...(link.words !== '' && { output: link.words }),
    });
  }
}
