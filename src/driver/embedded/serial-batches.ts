/** Collects the bytes of serial ports, so that they cross threads in batches. */

/** How long a byte may wait for others, in ms. */
const BATCH_TIME = 5;

export class SerialBatches {
  readonly #send: (port: number, bytes: Uint8Array) => void;
  readonly #collected = new Map<number, number[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (port: number, bytes: Uint8Array) => void) {
    this.#send = send;
  }

  add(port: number, byte: number): void {
    const bytes = this.#collected.get(port);
    if (bytes) bytes.push(byte);
    else this.#collected.set(port, [byte]);
    this.#timer ??= setTimeout(() => this.flush(), BATCH_TIME);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [port, bytes] of this.#collected) this.#send(port, Uint8Array.from(bytes));
    this.#collected.clear();
  }
}
