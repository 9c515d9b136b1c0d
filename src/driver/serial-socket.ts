/** A serial port whose other end is a socket; it stays the same object over power cycles. */
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { type CallOptions, withDeadline } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { Emitter, type Listener } from '../base/events.ts';
import type { SerialPort } from './driver.ts';

export class SerialSocket implements SerialPort {
  readonly #data = new Emitter<{ data: string }>();
  readonly #name: string;
  #socket: Duplex | undefined;
  #output = '';

  constructor(name: string) {
    this.#name = name;
  }

  get output(): string {
    return this.#output;
  }

  onData(listener: Listener<string>): Disposable {
    return this.#data.on('data', listener);
  }

  /** The machine was powered on and speaks through `socket` from now on. */
  connect(socket: Duplex): void {
    const decoder = new StringDecoder('utf8');
    this.#socket = socket;
    const receive = (text: string) => {
      if (text === '') return;
      this.#output += text;
      this.#data.emit('data', text);
    };
    socket.on('data', (chunk: Buffer) => receive(decoder.write(chunk)));
    socket.once('close', () => {
      receive(decoder.end());
      if (this.#socket === socket) this.#socket = undefined;
    });
  }

  async write(data: string | Uint8Array, call: CallOptions = {}): Promise<void> {
    const socket = this.#socket;
    if (!socket) {
      throw new GuestwrightError(`${this.#name}: the machine is off`, {
        code: 'machine-state',
        remedy: 'Start it first.',
      });
    }
    await withDeadline(`writing to ${this.#name}`, call, () => {
      return new Promise<void>((resolve, reject) => {
        socket.write(data, (error) => (error ? reject(error) : resolve()));
      });
    });
  }
}
