/** A session that is replaced when its server stalls, or does not like our pixel format; until it is lost for good. */
import { type Deadline, now, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { formatAddress } from './address.ts';
import { createDeferred, type Deferred } from './deferred.ts';
import type { RfbOptions } from './options.ts';
import { RfbSession, type SessionHooks } from './session.ts';
import { StallWatch } from './stall-watch.ts';

export interface ConnectionHooks extends Omit<SessionHooks, 'closed'> {
  /** A line for the call log. */
  log(message: string): void;
  /** The connection is gone for good. Not told after a disposal. */
  lost(error: Error): void;
}

export class RfbConnection implements Disposable {
  /** The server's address, for messages. */
  readonly peer: string;
  readonly #options: RfbOptions;
  readonly #hooks: ConnectionHooks;
  readonly #watch: StallWatch;
  #session: RfbSession | undefined;
  /** Of the session that counts: what an earlier one says is not told. */
  #token: object | undefined;
  #connecting: Deferred | undefined;
  /** Ends the making of a new connection that nobody wants any more. */
  readonly #over = new AbortController();
  #formatRefused = false;
  #timer: NodeJS.Timeout | undefined;
  #lost: Error | undefined;
  #disposed = false;

  constructor(options: RfbOptions, hooks: ConnectionHooks) {
    this.peer = formatAddress(options.address);
    this.#options = options;
    this.#hooks = hooks;
    this.#watch = new StallWatch(options.stall ?? {}, {
      askFull: () => void this.#session?.flow.askFull().catch(() => {}),
      reconnect: () => void this.#reconnect(),
      fail: (reason) => this.#end(stalledError(this.peer, reason)),
      log: (message) => this.#log(message),
    });
  }

  /** Errors: see `RfbClient.connect`. */
  async open(deadline: Deadline): Promise<void> {
    await this.#openSession(deadline);
    this.#timer = setInterval(() => this.#checkStall(), this.#watch.interval).unref();
  }

  /** The last one there was; undefined before the first. */
  get session(): RfbSession | undefined {
    return this.#session;
  }

  get lost(): Error | undefined {
    return this.#lost;
  }

  /** The session, when there is one. Throws why there will be none. */
  async ready(deadline: Deadline): Promise<RfbSession> {
    // Lost while it was being made again: its promise is settled before the attempt is over.
    while (this.#connecting && !this.#lost) await deadline.race(this.#connecting.promise);
    if (this.#lost) throw this.#lost;
    return this.#session as RfbSession;
  }

  /** What to throw after `error` on `session`; undefined when another session takes its place: try again there. */
  finalError(session: RfbSession, error: unknown): unknown {
    if (this.#lost) return this.#lost;
    return this.#connecting || session !== this.#session ? undefined : error;
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#end(
      new GuestwrightError(`the connection to ${this.peer} was closed by us`, { code: 'connection-lost' }),
    );
  }

  async #openSession(deadline: Deadline): Promise<void> {
    const token = {};
    this.#token = token;
    const pixelFormat = this.#formatRefused ? 'server' : this.#options.pixelFormat;
    const session = await RfbSession.open({ ...this.#options, pixelFormat }, this.#told(token), deadline);
    const refused = this.#lost ?? session.closed ?? (deadline.signal.reason as Error | undefined);
    if (refused) {
      session[Symbol.dispose]();
      throw refused;
    }
    this.#session = session;
  }

  #told(token: object): SessionHooks {
    const current = (tell: () => void) => {
      if (this.#token === token) tell();
    };
    const hooks = this.#hooks;
    return {
      updated: (damaged) =>
        current(() => {
          if (this.#session?.flow.waitingSince === undefined) this.#watch.answered();
          hooks.updated(damaged);
        }),
      changed: (state) => current(() => hooks.changed(state)),
      resized: (size) => current(() => hooks.resized(size)),
      bell: () => current(() => hooks.bell()),
      clipboard: (text) => current(() => hooks.clipboard(text)),
      closed: (error) => current(() => this.#closed(error)),
    };
  }

  #checkStall(): void {
    const session = this.#session;
    if (!session || this.#connecting) return;
    const { flow, receivedAt } = session;
    this.#watch.check({ waitingSince: flow.waitingSince, receivedAt, now: now() });
  }

  /** Some servers (VMware) leave at a pixel format that they do not have. */
  #closed(error: Error): void {
    const untouched = this.#session?.flow.updates === 0 && this.#options.pixelFormat === undefined;
    if (!untouched || this.#formatRefused || !isGuestwrightError(error, 'connection-lost')) {
      this.#end(error);
      return;
    }
    this.#formatRefused = true;
    this.#log("the server left before any update: takes the server's own pixel format");
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const connecting = createDeferred();
    this.#connecting = connecting;
    this.#session?.[Symbol.dispose]();
    try {
      const call = { signal: this.#over.signal };
      await withDeadline(`connecting to ${this.peer} again`, call, (deadline) => this.#openSession(deadline));
      this.#log('connected again');
    } catch (error) {
      this.#end(error as Error);
    }
    this.#connecting = undefined;
    connecting.resolve();
  }

  #end(error: Error): void {
    if (this.#lost) return;
    this.#lost = error;
    clearInterval(this.#timer);
    this.#over.abort(error);
    this.#session?.[Symbol.dispose]();
    this.#connecting?.resolve();
    if (!this.#disposed) this.#hooks.lost(error);
  }

  #log(message: string): void {
    this.#hooks.log(`${this.peer}: ${message}`);
  }
}

function stalledError(peer: string, reason: string): GuestwrightError {
  return new GuestwrightError(`the VNC server at ${peer} ${reason}`, {
    code: 'connection-lost',
    remedy: 'See whether the machine or its host is overloaded or stopped; the option stall gives it longer.',
  });
}
