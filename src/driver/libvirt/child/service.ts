/** The child's work: opens the connection, does what it is asked, and its last will when we are gone. */
import { Socket } from 'node:net';
import { isGuestwrightError, messageOf } from '../../../base/errors.ts';
import type { Failure, FromChild, OpenArguments, OperationCall, ToChild } from '../protocol.ts';
import { Consoles } from './consoles.ts';
import { EventLoop } from './event-loop.ts';
import { watchClosing, watchDomains } from './events.ts';
import { LibvirtFault } from './fault.ts';
import { type Operation, operations } from './operations.ts';
import { Session } from './session.ts';

interface Connected {
  readonly session: Session;
  readonly consoles: Consoles;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Work that nobody waits for any more is told so by this. */
const CANCELLED = new Error('nobody waits for it any more');

export class Service {
  readonly #send: (message: FromChild, socket?: Socket) => void;
  readonly #loop = new EventLoop();
  readonly #running = new Map<number, AbortController>();
  readonly #wills = new Map<string, readonly OperationCall[]>();
  #connected: Connected | undefined;

  /** `socket`: a result that goes over to the other process. */
  constructor(send: (message: FromChild, socket?: Socket) => void) {
    this.#send = send;
  }

  receive(message: ToChild): void {
    switch (message.type) {
      case 'open':
        void this.#answer(message.id, () => this.#open(message.args));
        break;
      case 'call':
        void this.#answer(message.id, (id) => this.#do(message.call, id));
        break;
      case 'cancel':
        this.#running.get(message.id)?.abort(CANCELLED);
        break;
      case 'will':
        if (message.steps.length === 0) this.#wills.delete(message.key);
        else this.#wills.set(message.key, message.steps);
        break;
      case 'close':
        void this.#answer(message.id, () => this.end());
    }
  }

  /** Does what was left to do and closes. Gives how many references to the connection were left: 0. */
  async end(): Promise<number> {
    await this.#executeWills();
    return await this.#close();
  }

  /** Newest first; what cannot be done does not keep the rest. */
  async #executeWills(): Promise<void> {
    for (const controller of this.#running.values()) controller.abort(CANCELLED);
    for (const steps of [...this.#wills.values()].reverse()) {
      for (const step of steps) await this.#do(step).catch(() => {});
    }
  }

  async #close(): Promise<number> {
    const connected = this.#connected;
    this.#connected = undefined;
    if (!connected) return 0;
    await connected.consoles.closeAll();
    const left = await connected.session.call('virConnectClose', connected.session.connection);
    await this.#loop.stop();
    return left;
  }

  async #open({ uri, library, keepalive }: OpenArguments): Promise<void> {
    const session = await Session.load(library);
    await this.#loop.start(session); // before the connection is opened, or it has none
    session.connection = await session.pointer('virConnectOpen', uri);
    const consoles = new Consoles(session, (notice) => this.#send({ type: 'console', ...notice }));
    this.#connected = {
      session,
      consoles,
      operations: operations(consoles) as Readonly<Record<string, Operation>>,
    };
    await watchClosing(session, (reason) => this.#send({ type: 'closed', reason }));
    await watchDomains(session, (change) => this.#send({ type: 'domain', change }));
    // A driver inside of the library has no link that could break, and says so by an error.
    await session.call('virConnectSetKeepAlive', session.connection, keepalive.interval, keepalive.count);
  }

  async #do({ operation, args }: OperationCall, id?: number): Promise<unknown> {
    const connected = this.#connected;
    const work = connected?.operations[operation];
    if (!connected || !work) throw new Error(`'${operation}' was asked of a child without a connection`);
    const controller = new AbortController();
    if (id !== undefined) this.#running.set(id, controller);
    try {
      const progress = (done: number) => {
        if (id !== undefined) this.#send({ type: 'progress', id, done });
      };
      return await work(connected.session, args as never, { progress, signal: controller.signal });
    } finally {
      if (id !== undefined) this.#running.delete(id);
    }
  }

  async #answer(id: number, work: (id: number) => Promise<unknown>): Promise<void> {
    try {
      const value = await work(id);
      if (value instanceof Socket) this.#send({ type: 'result', id, value: undefined }, value);
      else this.#send({ type: 'result', id, value });
    } catch (error) {
      this.#send({ type: 'failure', id, failure: await this.#explain(error) });
    }
  }

  async #explain(error: unknown): Promise<Failure> {
    if (error instanceof LibvirtFault) {
      const { symbol, code, domain, message } = error;
      return { kind: 'libvirt', symbol, code, domain, message, alive: await this.#isAlive() };
    }
    if (isGuestwrightError(error)) {
      return { kind: 'ours', code: error.code, message: error.shortMessage, remedy: error.remedy };
    }
    return { kind: 'other', message: messageOf(error) };
  }

  async #isAlive(): Promise<boolean> {
    if (!this.#connected) return false;
    const { session } = this.#connected;
    return (await session.call('virConnectIsAlive', session.connection)) === 1;
  }
}
