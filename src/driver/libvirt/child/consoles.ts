/** Serial ports of domains, as streams that nobody waits in: the event loop tells when there is something to read. */
import type { RegisteredCallback } from '../../ffi/bound-library.ts';
import { CONSOLE, STREAM } from '../library/constants.ts';
import { withDomain } from './handles.ts';
import type { Session } from './session.ts';

/** What one look takes from a port at most. */
const PIECE = 64 * 1024;
/** virStreamRecv and virStreamSend on a stream that is not ready. */
const WOULD_BLOCK = -2;
/** Between two tries to write to a port whose reader is slow, ms. */
const WRITE_INTERVAL = 5;

interface Console {
  readonly stream: bigint;
  /** A look is under way, or one more is wanted after it. */
  reading: boolean;
  again: boolean;
  closed: boolean;
}

/** What came from a port; no bytes: it has ended, as its guest was powered off. */
export interface ConsoleNotice {
  readonly console: number;
  readonly bytes: Buffer;
}

/** The open ports of one connection. */
export class Consoles {
  readonly #session: Session;
  readonly #notify: (notice: ConsoleNotice) => void;
  readonly #open = new Map<number, Console>();
  /** One for all, and for as long as the process lives: the loop may be about to call it when a stream is closed. */
  readonly #listener: RegisteredCallback;

  constructor(session: Session, notify: (notice: ConsoleNotice) => void) {
    this.#session = session;
    this.#notify = notify;
    const shape = { returns: 'void', takes: ['pointer', 'i32', 'pointer'] } as const;
    this.#listener = session.library.callback(shape, (stream) => {
      for (const [id, port] of this.#open) if (port.stream === stream) void this.#read(id);
      return undefined;
    });
  }

  /**
   * `id`: a number of the caller's, under which bytes are told of. `device`: libvirt's alias, such as 'serial0'. Takes the
   * port from whoever had it.
   */
  async open(id: number, uuid: string, device: string): Promise<void> {
    const session = this.#session;
    const stream = await session.pointer('virStreamNew', session.connection, STREAM.nonBlocking);
    try {
      await withDomain(session, uuid, (domain) =>
        session.int('virDomainOpenConsole', domain, device, stream, CONSOLE.force),
      );
      this.#open.set(id, { stream, reading: false, again: false, closed: false });
      const wanted = STREAM.readable | STREAM.error | STREAM.hangup;
      await session.int('virStreamEventAddCallback', stream, wanted, this.#listener.pointer, 0n, 0n);
    } catch (error) {
      this.#open.delete(id);
      await session.call('virStreamFree', stream);
      throw error;
    }
  }

  async write(id: number, bytes: Buffer): Promise<void> {
    const session = this.#session;
    for (let sent = 0; sent < bytes.length; ) {
      const port = this.#open.get(id);
      if (!port || port.closed) throw new Error('the serial port was closed');
      const rest = bytes.subarray(sent);
      const work = () => session.library.call('virStreamSend', port.stream, rest, BigInt(rest.length));
      const count = await session.judged(
        'virStreamSend',
        work,
        (result) => result < 0 && result !== WOULD_BLOCK,
      );
      if (count === WOULD_BLOCK) await new Promise((resolve) => setTimeout(resolve, WRITE_INTERVAL));
      else sent += count;
    }
  }

  async close(id: number): Promise<void> {
    const port = this.#open.get(id);
    if (!port || port.closed) return;
    port.closed = true;
    this.#open.delete(id);
    const session = this.#session;
    await session.call('virStreamEventRemoveCallback', port.stream);
    await session.call('virStreamAbort', port.stream);
    await session.call('virStreamFree', port.stream);
  }

  async closeAll(): Promise<void> {
    for (const id of [...this.#open.keys()]) await this.close(id);
  }

  /** Takes all there is. The loop goes on telling meanwhile: that means one more look at most. */
  async #read(id: number): Promise<void> {
    const port = this.#open.get(id);
    if (!port) return;
    port.again = true;
    if (port.reading) return;
    port.reading = true;
    const piece = Buffer.alloc(PIECE);
    while (port.again && !port.closed) {
      port.again = false;
      const length = await this.#session.call('virStreamRecv', port.stream, piece, BigInt(PIECE));
      if (port.closed) return;
      if (length > 0) {
        port.again = true;
        this.#notify({ console: id, bytes: Buffer.from(piece.subarray(0, length)) });
      } else if (length !== WOULD_BLOCK) {
        await this.close(id);
        this.#notify({ console: id, bytes: Buffer.alloc(0) });
      }
    }
    port.reading = false;
  }
}
