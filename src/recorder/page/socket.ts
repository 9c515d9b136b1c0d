/** A WebSocket to our server that is opened again when it was lost. */

export type SocketPhase = 'connecting' | 'open' | 'lost';

export interface SocketListener {
  phase(phase: SocketPhase): void;
  /** A JSON message. */
  message(message: unknown): void;
  /** A picture. */
  bytes?(bytes: ArrayBuffer): void;
}

/** Between attempts, in ms. */
const RETRY_INTERVAL = 1000;

export class Socket {
  readonly #path: string;
  readonly #listener: SocketListener;
  #socket: WebSocket | undefined;
  #timer: number | undefined;
  #closed = false;

  constructor(path: string, listener: SocketListener) {
    this.#path = path;
    this.#listener = listener;
    this.#connect();
  }

  /** Nothing happens while the connection is lost: what was meant then is not meant later. */
  send(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#closed = true;
    window.clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect(): void {
    this.#listener.phase('connecting');
    const socket = new WebSocket(`ws://${location.host}${this.#path}`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.#listener.phase('open');
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') this.#listener.message(JSON.parse(data));
      else this.#listener.bytes?.(data);
    };
    socket.onclose = () => {
      if (this.#closed) return;
      this.#listener.phase('lost');
      this.#timer = window.setTimeout(() => this.#connect(), RETRY_INTERVAL);
    };
    this.#socket = socket;
  }
}
