/**
 * Ethernet between machines of one host: a hub in this process. Each machine has a socket to it that nobody else can open,
 * so nobody else can join, and all of it ends with us.
 */
import type { Duplex } from 'node:stream';
import { FrameSplitter } from './lan-frames.ts';

/** What a machine that stands still may have waiting; what comes after is lost, as on a wire. In bytes. */
const MOST_WAITING = 4 * 2 ** 20;
/** Locally administered, QEMU's own prefix; then two bytes of ours, and the place on the LAN. */
const MAC_PREFIX = '52:54:00:67:77';
const MOST_MACHINES = 255;

/** The LANs of one host, by name. */
export class Lans {
  readonly #lans = new Map<string, Lan>();

  /** A place on the LAN `name` for one machine. Dispose it with the machine. */
  plug(name: string): LanPort {
    const lan = this.#lans.get(name) ?? new Lan();
    this.#lans.set(name, lan);
    return lan.plug(() => {
      if (lan.isEmpty) this.#lans.delete(name);
    });
  }
}

class Lan {
  readonly #ports = new Map<number, LanPort>();

  get isEmpty(): boolean {
    return this.#ports.size === 0;
  }

  plug(onUnplugged: () => void): LanPort {
    let place = 1;
    while (this.#ports.has(place)) place++;
    if (place > MOST_MACHINES) throw new RangeError(`a LAN has at most ${MOST_MACHINES} machines`);
    const port = new LanPort(place, {
      forward: (frame) => {
        for (const other of this.#ports.values()) if (other !== port) other.send(frame);
      },
      unplug: () => {
        this.#ports.delete(place);
        onUnplugged();
      },
    });
    this.#ports.set(place, port);
    return port;
  }
}

export class LanPort implements Disposable {
  /** Of the machine's network card: no other one on this LAN has it. */
  readonly mac: string;
  readonly #forward: (frame: Buffer) => void;
  readonly #unplug: () => void;
  #socket: Duplex | undefined;

  constructor(place: number, on: { readonly forward: (frame: Buffer) => void; readonly unplug: () => void }) {
    this.mac = `${MAC_PREFIX}:${place.toString(16).padStart(2, '0')}`;
    this.#forward = on.forward;
    this.#unplug = on.unplug;
  }

  /** Until `socket` closes, the machine behind it is on the LAN. */
  connect(socket: Duplex): void {
    const splitter = new FrameSplitter();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      const frames = splitter.push(chunk);
      if (frames === 'broken') socket.destroy();
      else for (const frame of frames) this.#forward(frame);
    });
    socket.once('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
  }

  /** A frame with its length before it; lost if nobody takes it. */
  send(frame: Buffer): void {
    const socket = this.#socket;
    if (socket?.writable && socket.writableLength + frame.length <= MOST_WAITING) socket.write(frame);
  }

  [Symbol.dispose](): void {
    this.#socket = undefined;
    this.#unplug();
  }
}
