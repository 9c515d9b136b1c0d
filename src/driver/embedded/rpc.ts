/** Requests, answers and events over a message port, with errors of our family and moved memory. */
import type { TransferListItem } from 'node:worker_threads';
import { type CallOptions, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError, messageOf } from '../../base/errors.ts';

/** The part of a MessagePort, Worker or parentPort that is used here. */
export interface Port {
  postMessage(message: unknown, transfer?: readonly TransferListItem[]): void;
  on(name: 'message', listener: (message: unknown) => void): unknown;
}

/** A table of calls: what is asked and what is answered. */
export type Calls<Table> = { readonly [Name in keyof Table]: { asks: unknown; answers: unknown } };

/** An answer and the memory that moves with it. */
export class Moved<T> {
  readonly value: T;
  readonly transfer: readonly TransferListItem[];

  constructor(value: T, transfer: readonly TransferListItem[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

/** Calls that answer nothing may return anything. */
type Answered<Answer> = [Answer] extends [undefined]
  ? unknown
  : Answer | Moved<Answer> | Promise<Answer | Moved<Answer>>;

/** What answers each call; a thrown error goes to the caller. */
export type Handlers<Table extends Calls<Table>> = {
  readonly [Name in keyof Table]: (asked: Table[Name]['asks']) => Answered<Table[Name]['answers']>;
};

interface Request {
  readonly kind: 'request';
  readonly id: number;
  readonly name: string;
  readonly asked: unknown;
}

type Reply =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: PlainError }
  | { readonly kind: 'event'; readonly name: string; readonly value: unknown };

/** An error as plain data. */
interface PlainError {
  readonly summary: string;
  readonly code: GuestwrightError['code'];
  readonly remedy: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  readonly stack: string | undefined;
}

export interface RpcOptions extends CallOptions {
  /** Memory that moves with what is asked. */
  readonly transfer?: readonly TransferListItem[];
}

/** The asking side. */
export class RpcClient<Table extends Calls<Table>, Events> {
  readonly #port: Port;
  readonly #pending = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: unknown) => void }
  >();
  #nextId = 1;
  #closed: unknown;

  constructor(port: Port, onEvent: <Name extends keyof Events>(name: Name, value: Events[Name]) => void) {
    this.#port = port;
    port.on('message', (message) => {
      const reply = message as Reply;
      if (reply.kind === 'event')
        return onEvent(reply.name as keyof Events, reply.value as Events[keyof Events]);
      const call = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if (reply.kind === 'answer') call?.resolve(reply.value as never);
      else call?.reject(fromPlain(reply.error));
    });
  }

  /** Rejects at the deadline; an answer that comes later has no reader. */
  async call<Name extends keyof Table & string>(
    name: Name,
    asked: Table[Name]['asks'],
    options: RpcOptions = {},
  ): Promise<Table[Name]['answers']> {
    return await withDeadline(`embedded emulator: ${name}`, options, () => {
      if (this.#closed !== undefined) throw this.#closed;
      const id = this.#nextId++;
      const answered = new Promise<Table[Name]['answers']>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject });
      });
      this.#port.postMessage({ kind: 'request', id, name, asked } satisfies Request, options.transfer);
      return answered;
    });
  }

  /** Rejects all calls, those to come too. */
  close(error: unknown): void {
    this.#closed ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#closed);
    this.#pending.clear();
  }
}

/** Answers calls that come over `port`; what it returns tells events. */
export function serveRpc<Table extends Calls<Table>, Events>(
  port: Port,
  handlers: Handlers<Table>,
): {
  emit<Name extends keyof Events & string>(
    name: Name,
    value: Events[Name],
    transfer?: readonly TransferListItem[],
  ): void;
} {
  const post = (reply: Reply, transfer?: readonly TransferListItem[]) => port.postMessage(reply, transfer);
  port.on('message', async (message) => {
    const { id, name, asked } = message as Request;
    try {
      const answer = await handlers[name as keyof Table](asked);
      if (answer instanceof Moved) post({ kind: 'answer', id, value: answer.value }, answer.transfer);
      else post({ kind: 'answer', id, value: answer });
    } catch (error) {
      post({ kind: 'error', id, error: toPlain(error) });
    }
  });
  return { emit: (name, value, transfer) => post({ kind: 'event', name, value }, transfer) };
}

function toPlain(error: unknown): PlainError {
  const stack = error instanceof Error ? error.stack : undefined;
  if (isGuestwrightError(error)) {
    return {
      summary: error.shortMessage,
      code: error.code,
      remedy: error.remedy,
      details: error.details,
      stack,
    };
  }
  return {
    summary: `embedded emulator: ${messageOf(error)}`,
    code: 'hypervisor',
    remedy: undefined,
    details: {},
    stack,
  };
}

function fromPlain({ summary, code, remedy, details, stack }: PlainError): GuestwrightError {
  return new GuestwrightError(summary, {
    code,
    details,
    cause: stack,
    ...(remedy !== undefined && { remedy }),
  });
}
