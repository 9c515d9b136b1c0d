/** A log-in to a Parallels service; a connection that is lost is made once more under the same session id. */
import { type CallOptions, type Deadline, now, pause, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import { passwordText } from '../../base/secret.ts';
import type { ArgumentsOf } from '../ffi/function-table.ts';
import type { OwnedHandle } from '../ffi/handles.ts';
import { Out } from '../ffi/types.ts';
import { APPLICATION_MODE, EVENT, PARALLELS_API_VER, SECURITY_LEVEL } from './abi/constants.ts';
import { PRL_ERR } from './abi/errors.ts';
import type { PrlFunctions } from './abi/functions.ts';
import { type JobCall, PrlApi, type Starter } from './api.ts';
import { EventPump, type ServiceEvent } from './event-pump.ts';
import { isLost, prlError, resultOf } from './faults.ts';
import type { JobResults } from './job-results.ts';
import { loadPrlLibrary, type PrlLibrary } from './library.ts';
import type { ResolvedOptions } from './options.ts';
import { Questions } from './questions.ts';

export interface SessionEvents extends Record<string, unknown> {
  /** Something about a machine, by its id. */
  machine: { readonly id: string; readonly type: number };
  /** Logged in again: handles of machines must be asked for anew. */
  renewed: undefined;
  /** The connection is gone and could not be made again. */
  lost: Error;
}

/** The service has that long to answer a log-in, ms; the library gives up by itself then. */
const LOGIN_TIMEOUT = 20_000;
/** The library has noticed a lost connection after this, ms. */
const NOTICE_TIMEOUT = 2000;
const NOTICE_INTERVAL = 50;
/** Logging off a service that is gone takes no longer, ms. */
const LOGOFF_TIMEOUT = 5000;

export class PrlSession implements AsyncDisposable {
  readonly api: PrlApi;
  readonly questions: Questions;
  readonly events = new Emitter<SessionEvents>();
  readonly #options: ResolvedOptions;
  readonly #server: OwnedHandle;
  #pump: EventPump | undefined;
  /** Of the service's session, for logging in again. */
  #uuid = '';
  #product = '';
  #epoch = 0;
  #renewing: Promise<void> | undefined;
  #ending = false;

  private constructor(api: PrlApi, server: OwnedHandle, options: ResolvedOptions) {
    this.api = api;
    this.#server = server;
    this.#options = options;
    this.questions = new Questions(api, options.questions);
  }

  /** Errors: `not-installed`, `connection-lost`, `authentication`, `timeout`. */
  static async login(options: ResolvedOptions, call: CallOptions): Promise<PrlSession> {
    const library = await loadPrlLibrary(options.library);
    return await withDeadline('logging in to Parallels', call, async (deadline) => {
      const api = new PrlApi(library);
      await initialise(library, options);
      let session: PrlSession | undefined;
      try {
        const server = await api.own('server', (out) => api.do('making a session', 'PrlSrv_Create', out));
        session = new PrlSession(api, server, options);
        await session.#login(deadline);
        session.#pump = await EventPump.start(api, server, (event) => session?.heard(event) as Promise<void>);
        deadline.throwIfDone(); // nobody would log off
        return session;
      } catch (error) {
        if (session) await session[Symbol.asyncDispose]();
        else await finish(api);
        throw error;
      }
    });
  }

  /** The service's handle. */
  get server(): bigint {
    return this.#server.value;
  }

  /** Another number after each new log-in. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The product's version, as the service tells it. */
  get product(): string {
    return this.#product;
  }

  /** A job of the service or of a machine, which a question of the service may end. `machine`: its id, '' for none. */
  async run<Name extends Starter, T = void>(
    name: Name,
    values: ArgumentsOf<PrlFunctions[Name]>,
    { machine = '', ...call }: JobCall<T> & { readonly machine?: string },
  ): Promise<T> {
    using question = this.questions.watch(machine);
    return await this.api.run<Name, T>(name, values, { ...call, stop: question.signal });
  }

  /** Runs `work`, once more after another log-in if the connection was lost. For what may be done twice. */
  async renewed<T>(work: () => Promise<T>, deadline: Deadline): Promise<T> {
    const epoch = this.#epoch;
    try {
      return await work();
    } catch (error) {
      if (!(await this.recovered(error, epoch, deadline))) throw error;
      return await work();
    }
  }

  /** Resolves when no log-in is being made again: what is ordered meanwhile waits for it rather than fails. */
  async settled(deadline: Deadline): Promise<void> {
    if (this.#renewing) await deadline.race(this.#renewing);
  }

  /** Logs in again after an error that says that the connection which was there in `epoch` is lost; false for others. */
  async recovered(error: unknown, epoch: number, deadline: Deadline): Promise<boolean> {
    if (!isLost(error) || this.#ending) return false;
    if (epoch === this.#epoch) await deadline.race(this.renew(error));
    return true;
  }

  /**
   * Logs in again under the previous session id, for all who wait for it: in a time of its own, as a caller's short one
   * must not end the session for the others. Rejects with `cause` if that does not help.
   */
  async renew(cause: unknown): Promise<void> {
    const what = 'logging in again';
    this.#renewing ??= withDeadline(what, { timeout: LOGIN_TIMEOUT }, (deadline) =>
      this.#loginAgain(deadline),
    )
      .then(() => {
        this.#epoch++;
        this.events.emit('renewed', undefined);
      })
      .catch((again: unknown) => {
        const lost = lostFor(cause, again);
        this.events.emit('lost', lost);
        throw lost;
      })
      .finally(() => {
        this.#renewing = undefined;
      });
    await this.#renewing;
  }

  /** What the service tells by itself. */
  async heard({ type, issuer, handle }: ServiceEvent): Promise<void> {
    if (type === EVENT.connectionClosed && !this.#ending) return await this.#onClosed();
    // Unanswered it changes the machine's state.
    if (type === EVENT.question) await this.questions.answer(this.#server, handle, issuer);
    if (issuer !== '') this.events.emit('machine', { id: issuer, type });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    await this.api.background.idle();
    await this.#renewing?.catch(() => {});
    await this.#pump?.stop();
    const what = 'logging off';
    await withDeadline(
      what,
      {},
      (deadline) => this.api.run('PrlSrv_Logoff', [this.#server.value], { what, deadline }),
      LOGOFF_TIMEOUT,
    ).catch(() => {}); // it is gone, or never knew us
    this.#server[Symbol.dispose]();
    await finish(this.api);
  }

  /** The news may be of a connection that was made again meanwhile: who logs in twice is refused. */
  async #onClosed(): Promise<void> {
    const epoch = this.#epoch;
    const connected = await this.#isConnected().catch(() => false);
    if (connected || epoch !== this.#epoch || this.#ending) return;
    void this.renew(closed()).catch(() => {}); // those who listen are told
  }

  async #isConnected(): Promise<boolean> {
    const { api } = this;
    const local = new Out('bool32');
    return await api.get('bool32', (out) =>
      api.do('asking for the connection', 'PrlSrv_IsConnected', this.#server.value, out, local),
    );
  }

  /** Refused while the library has not noticed what it told a call already: that the connection is lost. */
  async #loginAgain(deadline: Deadline): Promise<void> {
    const until = now() + NOTICE_TIMEOUT;
    for (;;) {
      try {
        return await this.#login(deadline);
      } catch (error) {
        if (resultOf(error) !== PRL_ERR.doubleInit) throw error;
        if (now() >= until) return; // it is connected after all
      }
      await pause(NOTICE_INTERVAL, deadline.signal);
    }
  }

  async #login(deadline: Deadline): Promise<void> {
    const { remote, security } = this.#options;
    const what = remote ? `logging in to ${remote.host}` : 'logging in to Parallels';
    const previous = this.#uuid === '' ? null : this.#uuid;
    const level = SECURITY_LEVEL[security];
    const read = (results: JobResults) => this.#welcome(results);
    if (!remote) {
      const values = [this.#server.value, previous, 0, level] as const;
      return await this.api.run('PrlSrv_LoginLocal', values, { what, deadline, read });
    }
    const { host, user, password, port } = remote;
    const timeout = Math.ceil(Math.min(LOGIN_TIMEOUT, deadline.remaining));
    const login = [host, user, passwordText(password), previous, port, timeout, level] as const;
    await this.api.run('PrlSrv_Login', [this.#server.value, ...login], { what, deadline, read });
  }

  async #welcome(results: JobResults): Promise<void> {
    const { api } = this;
    using welcome = await results.handle(0, 'welcome');
    const text = (name: 'PrlLoginResponse_GetSessionUuid' | 'PrlLoginResponse_GetProductVersion') =>
      api.text('reading the welcome', (buffer, length) =>
        api.library.call(name, welcome.value, buffer, length),
      );
    this.#uuid = await text('PrlLoginResponse_GetSessionUuid');
    this.#product = await text('PrlLoginResponse_GetProductVersion');
  }
}

/** Error `not-installed` for a library that is older than what we call it with. */
async function initialise(library: PrlLibrary, { mode }: ResolvedOptions): Promise<void> {
  const values = [PARALLELS_API_VER, APPLICATION_MODE[mode], 0, 0] as const;
  const result = await library.call('PrlApi_InitEx', ...values);
  if (result >= 0) return;
  if (result >>> 0 !== PRL_ERR.incompatible) throw prlError('starting the library', result, '');
  throw new GuestwrightError(
    `Parallels Virtualization SDK: '${library.path}' cannot be used: it is older than version 9.0 of the API`,
    {
      code: 'not-installed',
      remedy: 'Update Parallels, or name a newer library.',
      details: { path: library.path },
    },
  );
}

/** Initialisation is counted: each of ours is ended once. */
async function finish(api: PrlApi): Promise<void> {
  await api.handles.settled();
  await api.library.call('PrlApi_Deinit');
}

function lostFor(cause: unknown, again: unknown): GuestwrightError {
  const detail = isGuestwrightError(again) ? again.shortMessage : String(again);
  return new GuestwrightError(`the connection to Parallels was lost, and not made again: ${detail}`, {
    code: 'connection-lost',
    cause,
    remedy: 'See that its dispatcher service runs.',
  });
}

function closed(): GuestwrightError {
  return new GuestwrightError('the connection to Parallels was closed', { code: 'connection-lost' });
}
