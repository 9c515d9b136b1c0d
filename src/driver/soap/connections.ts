/**
 * How many requests go out at a time. vboxwebsrv starts one worker for a burst of new connections and lets the others
 * wait until that one's connection is idle for 5 s (seen on 7.2): so one connection is opened after the other.
 */
import type { Socket } from 'node:net';

/** Requests at a time; each connection takes one of the service's threads. */
const MOST = 8;

export class Connections {
  /** Those that have answered once, and are open. */
  readonly #proven = new Set<Socket>();
  #inFlight = 0;
  readonly #waiting: (() => void)[] = [];

  /** Resolves when a request may go out; `leave` must follow. Rejects with the signal's reason. */
  async enter(signal: AbortSignal): Promise<void> {
    if (this.#inFlight < this.#limit) {
      this.#inFlight++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(signal.reason);
      };
      this.#waiting.push(go);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  leave(): void {
    this.#inFlight--;
    this.#admit();
  }

  /** A reply has come over this connection: another one may be opened beside it. */
  answered(socket: Socket): void {
    if (this.#proven.has(socket)) return;
    this.#proven.add(socket);
    socket.once('close', () => this.#proven.delete(socket));
    this.#admit();
  }

  get #limit(): number {
    return Math.min(MOST, this.#proven.size + 1);
  }

  #admit(): void {
    while (this.#inFlight < this.#limit) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#inFlight++;
      next();
    }
  }
}
