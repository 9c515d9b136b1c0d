/** A serial port of the machine, over all its power cycles. */
import type { CallOptions } from '../../base/deadline.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import type { SerialPort } from '../driver.ts';

export class EmbeddedSerialPort implements SerialPort {
  readonly #events = new Emitter<{ data: string }>();
  readonly #decoder = new TextDecoder();
  readonly #write: (bytes: Uint8Array, call: CallOptions) => Promise<void>;
  #output = '';

  constructor(write: (bytes: Uint8Array, call: CallOptions) => Promise<void>) {
    this.#write = write;
  }

  get output(): string {
    return this.#output;
  }

  onData(listener: Listener<string>): Disposable {
    return this.#events.on('data', listener);
  }

  async write(data: string | Uint8Array, call: CallOptions = {}): Promise<void> {
    await this.#write(typeof data === 'string' ? new TextEncoder().encode(data) : data, call);
  }

  /** Bytes that the guest sent. A character may be spread over two batches. */
  received(bytes: Uint8Array): void {
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return;
    this.#output += text;
    this.#events.emit('data', text);
  }
}
