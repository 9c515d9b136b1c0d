/** Serial ports of a machine: it listens on a socket each while it is on, and we connect. */
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { pause } from '../../base/deadline.ts';
import { volatileFolder } from '../../base/platform.ts';
import { type PrivateFolder, privateFolder } from '../../base/temporary.ts';
import { SerialSocket } from '../serial-socket.ts';

/** Between two tries while the machine does not listen yet, ms: the guest may speak at once. */
const INTERVAL = 10;

export class SerialLines implements AsyncDisposable {
  readonly ports: readonly SerialSocket[];
  /** Of the sockets, by port. */
  readonly paths: readonly string[];
  readonly #folder: PrivateFolder | undefined;
  readonly #sockets = new Set<Socket>();
  #wanted: AbortController | undefined;

  private constructor(name: string, count: number, folder: PrivateFolder | undefined) {
    const numbers = Array.from({ length: count }, (_, index) => index);
    this.ports = numbers.map((index) => new SerialSocket(`serial port ${index} of '${name}'`));
    this.paths = numbers.map((index) => join(folder?.path ?? '', `serial${index}`));
    this.#folder = folder;
  }

  /** `count` ports of the machine `name`. */
  static async open(name: string, count: number): Promise<SerialLines> {
    // A socket's path must be short, which TMPDIR need not be.
    return new SerialLines(name, count, count === 0 ? undefined : await privateFolder(volatileFolder()));
  }

  /** The machine is being switched on, or is on: connects as soon as it listens, again if it lets go. */
  start(): void {
    if (this.#wanted || this.ports.length === 0) return;
    this.#wanted = new AbortController();
    const { signal } = this.#wanted;
    for (const [index, port] of this.ports.entries()) void this.#keep(port, this.paths[index] ?? '', signal);
  }

  /** It is off: what it said last may still be on its way. */
  stop(): void {
    this.#wanted?.abort();
    this.#wanted = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    for (const socket of this.#sockets) socket.destroy();
    await this.#folder?.[Symbol.asyncDispose]();
  }

  async #keep(port: SerialSocket, path: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const socket = connect(path);
      this.#sockets.add(socket);
      socket.on('error', () => {}); // 'close' follows
      socket.once('connect', () => port.connect(socket));
      await new Promise((resolve) => socket.once('close', resolve));
      this.#sockets.delete(socket);
      await pause(INTERVAL, signal).catch(() => {});
    }
  }
}
