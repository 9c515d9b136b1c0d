/** A serial port of a domain as a stream of Node's, through libvirt's console. */
import { Duplex } from 'node:stream';
import type { CallOptions } from '../../base/deadline.ts';
import type { Connection } from './connection.ts';

let consoles = 0;

export class ConsoleStream extends Duplex {
  readonly #connection: Connection;
  readonly #console = ++consoles;
  readonly #listening: readonly Disposable[];

  private constructor(connection: Connection) {
    super({ allowHalfOpen: false });
    this.#connection = connection;
    this.#listening = [
      connection.on('console', ({ console, bytes }) => {
        if (console !== this.#console) return;
        if (bytes.length > 0) this.push(Buffer.from(bytes));
        else this.destroy();
      }),
      connection.on('lost', (error) => this.destroy(error)),
    ];
    this.on('error', () => {}); // 'close' follows
  }

  /** `device`: libvirt's alias, such as 'serial0'. */
  static async open(
    connection: Connection,
    { uuid, device }: { readonly uuid: string; readonly device: string },
    call: CallOptions,
  ): Promise<ConsoleStream> {
    const stream = new ConsoleStream(connection);
    try {
      await connection.call('consoleOpen', { console: stream.#console, uuid, device }, call);
      return stream;
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }

  override _read(): void {
    // bytes come as the guest sends them
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    const written = this.#connection.call('consoleWrite', { console: this.#console, bytes: chunk });
    written.then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    for (const each of this.#listening) each[Symbol.dispose]();
    const closed = this.#connection.call('consoleClose', { console: this.#console });
    void closed.catch(() => {}).finally(() => done(error)); // it ended with its connection
  }
}
