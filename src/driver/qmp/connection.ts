/** One QMP conversation: commands with ids and deadlines, events, and what happens when QEMU is silent or gone. */
import type { Duplex } from 'node:stream';
import { type CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError, messageOf } from '../../base/errors.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import { formatDuration } from '../../base/units.ts';
import { JsonLines } from './json-lines.ts';
import type { QmpCommands, QmpEvents, QmpMessage } from './messages.ts';

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Commands to QEMU and events from it, over any byte stream. */
export class QmpConnection implements Disposable {
  readonly #stream: Duplex;
  readonly #pending = new Map<number, Pending>();
  readonly #events = new Emitter<QmpEvents & { closed: Error }>();
  readonly #greeted: Promise<void>;
  readonly #explainLoss: () => Promise<Error>;
  #greet: () => void = () => {};
  #nextId = 1;
  #closed: Error | undefined;

  /** `explainLoss` says why the peer is gone, such as its process's last words; the default knows nothing. */
  constructor(stream: Duplex, { explainLoss }: { readonly explainLoss?: () => Promise<Error> } = {}) {
    this.#stream = stream;
    this.#explainLoss = explainLoss ?? (async () => lostError());
    this.#greeted = new Promise((resolve) => {
      this.#greet = resolve;
    });
    const lines = new JsonLines();
    stream.on('data', (chunk: Buffer) => {
      for (const message of this.#parse(lines, chunk)) this.#receive(message);
    });
    stream.on('error', () => {}); // 'close' follows
    stream.on('close', () => void this.#explainLoss().then((error) => this.#close(error)));
  }

  /** Waits for the greeting and leaves the negotiation mode. */
  async open(call: CallOptions = {}): Promise<void> {
    await this.#answered('the QMP greeting', call, Promise.race([this.#greeted, this.#whenClosed()]));
    await this.execute('qmp_capabilities', undefined, call);
  }

  get closed(): Error | undefined {
    return this.#closed;
  }

  on<Name extends keyof (QmpEvents & { closed: Error }) & string>(
    name: Name,
    listener: Listener<(QmpEvents & { closed: Error })[Name]>,
  ): Disposable {
    return this.#events.on(name, listener);
  }

  /**
   * Sends a command and gives its answer. Errors: `hypervisor` with QEMU's own words, `timeout` when QEMU is silent,
   * `connection-lost` when it is gone.
   */
  async execute<Name extends keyof QmpCommands>(
    name: Name,
    args: QmpCommands[Name][0],
    call: CallOptions = {},
  ): Promise<QmpCommands[Name][1]> {
    return (await this.#answered(`'${name}'`, call, this.#send(name, args))) as QmpCommands[Name][1];
  }

  /** A line of the human monitor; its output without line ends. */
  async human(line: string, call?: CallOptions): Promise<string> {
    return (await this.execute('human-monitor-command', { 'command-line': line }, call)).trim();
  }

  [Symbol.dispose](): void {
    this.#close(lostError());
    this.#stream.destroy();
  }

  #send(name: string, args: unknown): Promise<unknown> {
    if (this.#closed) return Promise.reject(this.#closed);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject: (error) => reject(named(error, name)) });
      this.#stream.write(`${JSON.stringify({ execute: name, arguments: args, id })}\n`);
    });
  }

  /** The answer, or our own words for its absence. A late answer is dropped. */
  async #answered<T>(what: string, call: CallOptions, answer: Promise<T>): Promise<T> {
    using deadline = new Deadline(what, call);
    try {
      return await deadline.race(answer);
    } catch (error) {
      if (isGuestwrightError(error, 'timeout') && error === deadline.signal.reason)
        throw silentError(what, error);
      throw error;
    }
  }

  /** What is no JSON ends the conversation. */
  #parse(lines: JsonLines, chunk: Buffer): QmpMessage[] {
    try {
      return lines.push(chunk).map(asMessage);
    } catch (cause) {
      this.#close(
        new GuestwrightError(`QMP: expected a JSON object a line: ${messageOf(cause)}`, {
          code: 'protocol',
          cause,
        }),
      );
      return [];
    }
  }

  #receive(message: QmpMessage): void {
    if ('QMP' in message) this.#greet();
    else if ('event' in message)
      this.#events.emit(message.event as keyof QmpEvents & string, (message.data ?? {}) as never);
    else this.#settle(message);
  }

  #settle(message: Extract<QmpMessage, { return: unknown } | { error: unknown }>): void {
    const pending = this.#pending.get(message.id ?? -1);
    this.#pending.delete(message.id ?? -1);
    if (!pending) return;
    if ('return' in message) pending.resolve(message.return);
    else {
      const { desc, class: kind } = message.error;
      pending.reject(new GuestwrightError(desc, { code: 'hypervisor', details: { class: kind } }));
    }
  }

  #whenClosed(): Promise<never> {
    return new Promise((_, reject) => {
      if (this.#closed) reject(this.#closed);
      else this.on('closed', reject);
    });
  }

  #close(error: Error): void {
    if (this.#closed) return;
    this.#closed = error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#events.emit('closed', error);
  }
}

function asMessage(value: unknown): QmpMessage {
  if (typeof value === 'object' && value !== null) return value as QmpMessage;
  throw new SyntaxError(`got ${JSON.stringify(value)}`);
}

function lostError(): GuestwrightError {
  return new GuestwrightError('QEMU closed its QMP connection', {
    code: 'connection-lost',
    remedy: 'See whether its process ended, and start the machine again.',
  });
}

/** `expired` is this call's own timeout or that of the call that it serves. */
function silentError(what: string, expired: GuestwrightError): GuestwrightError {
  const within =
    typeof expired.details.timeout === 'number' ? ` within ${formatDuration(expired.details.timeout)}` : '';
  return new GuestwrightError(`QEMU did not answer ${what}${within}`, {
    code: 'timeout',
    cause: expired,
    remedy: 'Its process may be stopped or stuck: look at it, or stop the machine.',
    details: expired.details,
  });
}

/** QEMU's errors do not say which command they answer. */
function named(error: Error, command: string): Error {
  if (!isGuestwrightError(error, 'hypervisor')) return error;
  return new GuestwrightError(`QEMU refused '${command}': ${error.shortMessage}`, {
    code: 'hypervisor',
    details: { ...error.details, command },
  });
}
