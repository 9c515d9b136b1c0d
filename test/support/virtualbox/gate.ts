/** A door before a server: what passes while it is open; while it is shut everything waits, as on a broken line. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Gate extends AsyncDisposable {
  readonly url: string;
  shut(): void;
  open(): void;
  /** Hangs up in the middle of the next reply, behind so many bytes of it. */
  cutNextReply(bytes: number): void;
}

/** `target` such as http://127.0.0.1:18083/. */
export async function openGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isShut = false;
  let left = Number.POSITIVE_INFINITY;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (from === near) from.pipe(to);
      else from.on('data', (chunk: Buffer) => pass(chunk, near));
      if (isShut) from.pause();
    }
    function pass(chunk: Buffer, to: Socket): void {
      to.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left > 0) return;
      left = Number.POSITIVE_INFINITY;
      to.end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    shut() {
      isShut = true;
      for (const socket of sockets) socket.pause();
    },
    open() {
      isShut = false;
      for (const socket of sockets) socket.resume();
    },
    cutNextReply(bytes) {
      left = bytes;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
