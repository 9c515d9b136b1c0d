/** A connection's bytes, pulled: nothing is read that nobody asked for, so that a slow reader slows the peer. */
import type { Duplex } from 'node:stream';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { ByteQueue } from './byte-queue.ts';
import { Parser, type Parsing } from './parsing.ts';

/**
 * So many bytes may wait for the server to read them: a dozen clipboards. A server that asks again and again and reads
 * nothing would fill our memory with answers.
 */
const MOST_UNSENT_BYTES = 16 * 2 ** 20;

/** Reads parsings and chunks of a stream, writes bytes. One reader at a time. Disposing it destroys the stream. */
export class ByteStream implements Disposable {
  readonly stream: Duplex;
  /** What was received and not parsed. */
  readonly queue = new ByteQueue();
  /** Where it goes, for messages. */
  readonly #peer: string;
  #failure: Error | undefined;
  #closed = false;

  constructor(stream: Duplex, peer: string) {
    this.stream = stream;
    this.#peer = peer;
    stream.on('error', (error) => {
      this.#failure ??= error;
    });
    stream.on('close', () => {
      this.#closed = true;
    });
  }

  /** Runs `parsing` over what comes. `what` completes "... while it was to send". Errors: `connection-lost`. */
  async read<T>(what: string, parsing: Parsing<T>): Promise<T> {
    const parser = new Parser(this.queue, parsing);
    parser.run();
    while (!parser.result) {
      const chunk = await this.chunk();
      if (!chunk) throw this.lost(what);
      parser.push(chunk);
    }
    return parser.result.value;
  }

  /** The next bytes, undefined at the end of the connection. */
  async chunk(): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk = this.stream.read() as Buffer | null;
      if (chunk) return chunk;
      if (this.#closed || this.stream.readableEnded || this.stream.destroyed) return undefined;
      await this.#changed();
    }
  }

  /** Resolves when the bytes were handed to the system. Errors: `connection-lost`. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed || this.stream.destroyed) return reject(this.lost('our messages'));
      if (this.stream.writableLength > MOST_UNSENT_BYTES) {
        this.#failure ??= this.#unread(); // at once: who reads sees the stream's end before the stream tells the reason
        this.stream.destroy(this.#failure);
      }
      this.stream.write(bytes, (error) => (error ? reject(this.lost('our messages', error)) : resolve()));
    });
  }

  /** The error for a connection that ended; `what` is what was expected. */
  lost(what: string, cause: Error | undefined = this.#failure): GuestwrightError {
    if (isGuestwrightError(cause)) return cause; // it was us who ended it
    const reason = cause ? `: ${cause.message}` : '';
    return new GuestwrightError(
      `the VNC server at ${this.#peer} closed the connection (expected ${what})${reason}`,
      {
        code: 'connection-lost',
        remedy: 'See whether the server still runs and what it says in its log.',
        ...(cause && { cause }),
      },
    );
  }

  #unread(): GuestwrightError {
    return new GuestwrightError(
      `the VNC server at ${this.#peer} does not read what we send: ${this.stream.writableLength} bytes wait, expected at most ${MOST_UNSENT_BYTES}`,
      { code: 'connection-lost', remedy: 'See whether the server hangs, or asks for more than it reads.' },
    );
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  [Symbol.dispose](): void {
    this.stream.destroy();
  }

  /** Until there may be something to read. */
  #changed(): Promise<void> {
    const { stream } = this;
    return new Promise((resolve) => {
      const events = ['readable', 'end', 'close', 'error'] as const;
      const done = () => {
        for (const event of events) stream.off(event, done);
        resolve();
      };
      for (const event of events) stream.on(event, done);
    });
  }
}
