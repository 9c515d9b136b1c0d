/** Keeps an RFB connection: made again when the server restarts, until somebody gives up. */
import { type CallOptions, Deadline, now, pause } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError, messageOf } from '../../base/errors.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import { formatDuration } from '../../base/units.ts';
import type { RfbClient } from '../rfb/client.ts';

interface ConnectionEvents extends Record<string, unknown> {
  /** A connection was made, the first or again. */
  connected: RfbClient;
  /** A line for the log. */
  log: string;
  /** It was lost and could not be made again in time, or never will be. */
  failed: Error;
}

export interface ConnectionOptions {
  readonly connect: (call: CallOptions) => Promise<RfbClient>;
  /** Ms for which a lost connection is tried again before it counts as failed. */
  readonly patience: number;
  /** Whether there is a reason to try at all: not while the machine is off. */
  readonly wanted: () => Promise<boolean>;
}

/** Between two attempts, ms: a server that restarts is back soon, one that is gone must not be flooded. */
const SHORTEST_PAUSE = 50;
const LONGEST_PAUSE = 1000;
/** One attempt at most, ms. */
const ATTEMPT_TIMEOUT = 10_000;
/** Trying again would not help: a password does not become right. */
const HOPELESS = ['authentication', 'certificate', 'security-type', 'invalid-argument', 'protocol'] as const;

export class VncConnection implements AsyncDisposable {
  readonly #options: ConnectionOptions;
  readonly #events = new Emitter<ConnectionEvents>();
  readonly #end = new AbortController();
  #client: RfbClient | undefined;
  #connecting: Promise<RfbClient> | undefined;
  #recovering: Promise<void> = Promise.resolve();
  #problem: Error | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** The connected client, if there is one now. */
  get current(): RfbClient | undefined {
    return this.#client;
  }

  /** Why there is none. */
  get problem(): Error | undefined {
    return this.#problem;
  }

  on<Name extends keyof ConnectionEvents & string>(
    name: Name,
    listener: Listener<ConnectionEvents[Name]>,
  ): Disposable {
    return this.#events.on(name, listener);
  }

  /** The client; waits for the server until the call's time is up, unless trying again is hopeless. */
  async client(call: CallOptions = {}): Promise<RfbClient> {
    if (this.#client) return this.#client;
    using deadline = new Deadline('connecting to the VNC server', call);
    for (let delay = SHORTEST_PAUSE; ; delay = Math.min(LONGEST_PAUSE, delay * 2)) {
      try {
        return await deadline.race(this.once());
      } catch (error) {
        if (deadline.signal.aborted || isHopeless(error)) throw this.#inTime(error, deadline);
      }
      await pause(delay, deadline.signal).catch(() => {
        throw this.#inTime(this.#problem, deadline);
      });
    }
  }

  /** One attempt, shared by all who ask meanwhile. */
  async once(call: CallOptions = {}): Promise<RfbClient> {
    if (this.#client) return this.#client;
    this.#end.signal.throwIfAborted();
    this.#connecting ??= this.#connect(call).finally(() => {
      this.#connecting = undefined;
    });
    return await this.#connecting;
  }

  /** Ends the connection; the next caller makes another. */
  async drop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#end.signal.aborted) this.#end.abort(gone());
    await this.#connecting?.catch(() => {});
    await this.drop();
    await this.#recovering;
  }

  async #connect(call: CallOptions): Promise<RfbClient> {
    try {
      const client = await this.#options.connect({
        timeout: ATTEMPT_TIMEOUT,
        ...call,
        signal: call.signal ?? this.#end.signal,
      });
      if (this.#end.signal.aborted) {
        await client[Symbol.asyncDispose]();
        throw this.#end.signal.reason;
      }
      client.on('log', (line) => this.#events.emit('log', `VNC: ${line.message}`));
      client.on('lost', (error) => this.#lose(client, error));
      this.#client = client;
      this.#problem = undefined;
      this.#events.emit('connected', client);
      return client;
    } catch (error) {
      this.#problem = error as Error;
      throw error;
    }
  }

  #lose(client: RfbClient, error: Error): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#problem = error;
    Promise.resolve(client[Symbol.asyncDispose]()).catch(() => {});
    if (this.#end.signal.aborted) return;
    this.#recovering = this.#recover(error);
  }

  /** Tries until it is connected again, nobody wants it, or time is up. */
  async #recover(error: Error): Promise<void> {
    const { signal } = this.#end;
    const until = now() + this.#options.patience;
    this.#events.emit('log', `VNC: connection lost (${firstLine(error)})`);
    for (let delay = SHORTEST_PAUSE; !signal.aborted; delay = Math.min(LONGEST_PAUSE, delay * 2)) {
      await pause(delay, signal).catch(() => {});
      if (signal.aborted || !(await this.#options.wanted().catch(() => true))) return;
      try {
        await this.once();
        return this.#events.emit('log', 'VNC: connected again');
      } catch (cause) {
        if (signal.aborted) return;
        if (isHopeless(cause) || now() >= until) return this.#fail(cause);
      }
    }
  }

  #fail(cause: unknown): void {
    const summary = `the VNC connection was lost and not made again within ${formatDuration(this.#options.patience)}`;
    const error = new GuestwrightError(`${summary}: ${firstLine(cause)}`, {
      code: 'connection-lost',
      cause,
      remedy: "See that the server runs; a slow restart needs a longer 'reconnect'.",
    });
    this.#problem = error;
    this.#events.emit('failed', error);
  }

  /** A deadline that passed while nobody answered says who does not. */
  #inTime(error: unknown, deadline: Deadline): unknown {
    const late = isGuestwrightError(deadline.signal.reason, 'timeout');
    return late && this.#problem ? this.#problem : (deadline.signal.reason ?? error);
  }
}

function isHopeless(error: unknown): boolean {
  return HOPELESS.some((code) => isGuestwrightError(error, code));
}

function firstLine(error: unknown): string {
  return messageOf(error).split('\n', 1)[0] ?? '';
}

function gone(): GuestwrightError {
  return new GuestwrightError('the VNC connection was closed', { code: 'machine-state' });
}
