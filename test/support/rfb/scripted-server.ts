/** RFB servers for tests: a script for each connection over loopback, and what the client said. */
import { createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** One message of the client. */
export type ClientMessage =
  | { readonly type: 'format'; readonly bytes: Buffer }
  | { readonly type: 'encodings'; readonly encodings: readonly number[] }
  | { readonly type: 'request'; readonly incremental: boolean; readonly region: string }
  | { readonly type: 'key'; readonly down: boolean; readonly keysym: number; readonly scancode?: number }
  | { readonly type: 'pointer'; readonly x: number; readonly y: number; readonly buttons: number }
  | { readonly type: 'cut'; readonly text: string }
  | { readonly type: 'clipboard'; readonly flags: number; readonly data: Buffer }
  | { readonly type: 'continuous'; readonly on: boolean; readonly region: string }
  | { readonly type: 'fence'; readonly flags: number; readonly payload: Buffer }
  | { readonly type: 'size'; readonly width: number; readonly height: number; readonly screens: number };

/** The server's side of one connection. */
export class ScriptedPeer {
  readonly stream: Duplex;
  #bytes = Buffer.alloc(0);
  #wake: () => void = () => {};
  #ended = false;

  constructor(stream: Duplex) {
    this.stream = stream;
    stream.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#wake();
    });
    stream.on('error', () => {});
    stream.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  write(...parts: readonly (number[] | Uint8Array | string)[]): void {
    this.stream.write(Buffer.concat(parts.map((part) => Buffer.from(part as number[]))));
  }

  async read(count: number): Promise<Buffer> {
    while (this.#bytes.length < count) {
      if (this.#ended) throw new Error(`the client left; ${count} bytes were expected`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const read = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return read;
  }

  /** Resolves when the client is gone. */
  async gone(): Promise<void> {
    while (!this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Version 3.8, no security, a display of that size. */
  async greet({ width = 8, height = 4, name = 'scripted', format = SERVER_FORMAT } = {}): Promise<void> {
    this.write('RFB 003.008\n');
    await this.read(12);
    this.write([1, 1]);
    await this.read(1);
    this.write([0, 0, 0, 0]);
    await this.read(1); // shared
    this.write(u16(width), u16(height), format, u32(name.length), name);
  }

  /** The next message. */
  async message(): Promise<ClientMessage> {
    const [type = 0] = await this.read(1);
    switch (type) {
      case 0:
        return { type: 'format', bytes: (await this.read(19)).subarray(3) };
      case 2: {
        const count = (await this.read(3)).readUInt16BE(1);
        const numbers = await this.read(4 * count);
        return {
          type: 'encodings',
          encodings: Array.from({ length: count }, (_, i) => numbers.readInt32BE(4 * i)),
        };
      }
      case 3: {
        const bytes = await this.read(9);
        return { type: 'request', incremental: bytes[0] === 1, region: region(bytes, 1) };
      }
      case 4: {
        const bytes = await this.read(7);
        return { type: 'key', down: bytes[0] === 1, keysym: bytes.readUInt32BE(3) };
      }
      case 5: {
        const bytes = await this.read(5);
        return {
          type: 'pointer',
          buttons: bytes[0] as number,
          x: bytes.readUInt16BE(1),
          y: bytes.readUInt16BE(3),
        };
      }
      case 6: {
        const length = (await this.read(7)).readInt32BE(3);
        const data = await this.read(Math.abs(length));
        return length < 0
          ? { type: 'clipboard', flags: data.readUInt32BE(), data: data.subarray(4) }
          : { type: 'cut', text: data.toString('latin1') };
      }
      case 150: {
        const bytes = await this.read(9);
        return { type: 'continuous', on: bytes[0] === 1, region: region(bytes, 1) };
      }
      case 248: {
        const bytes = await this.read(8);
        return { type: 'fence', flags: bytes.readUInt32BE(3), payload: await this.read(bytes[7] as number) };
      }
      case 251: {
        const bytes = await this.read(7);
        const screens = bytes[5] as number;
        await this.read(16 * screens);
        return { type: 'size', width: bytes.readUInt16BE(1), height: bytes.readUInt16BE(3), screens };
      }
      case 255: {
        const bytes = await this.read(11);
        const [down, keysym, scancode] = [
          bytes.readUInt16BE(1) === 1,
          bytes.readUInt32BE(3),
          bytes.readUInt32BE(7),
        ];
        return { type: 'key', down, keysym, scancode };
      }
      default:
        throw new Error(`the client sent a message of type ${type}`);
    }
  }

  /** The next message of that type; others are dropped. */
  async next<Type extends ClientMessage['type']>(
    type: Type,
  ): Promise<Extract<ClientMessage, { type: Type }>> {
    for (;;) {
      const message = await this.message();
      if (message.type === type) return message as Extract<ClientMessage, { type: Type }>;
    }
  }
}

/** A server's own format: 32 bits, blue first. */
export const SERVER_FORMAT = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0];

/** Listens on loopback; `script` plays each connection, numbered from 0. Its errors end the connection. */
export async function serve(
  script: (peer: ScriptedPeer, connection: number) => Promise<void>,
): Promise<AsyncDisposable & { readonly address: { readonly host: string; readonly port: number } }> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    script(new ScriptedPeer(socket), count++).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    address: { host: '127.0.0.1', port },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A FramebufferUpdate of rectangles. */
export function update(...rectangles: readonly number[][]): number[] {
  return [0, 0, ...u16(rectangles.length), ...rectangles.flat()];
}

/** A Raw rectangle of one colour, given as the pixel's four bytes. */
export function raw(x: number, y: number, width: number, height: number, pixel: readonly number[]): number[] {
  const pixels = Array.from({ length: width * height }, () => pixel).flat();
  return [...rectangle(x, y, width, height, 0), ...pixels];
}

/** The header of a rectangle. */
export function rectangle(x: number, y: number, width: number, height: number, encoding: number): number[] {
  return [...u16(x), ...u16(y), ...u16(width), ...u16(height), ...u32(encoding)];
}

export function u16(value: number): number[] {
  return [(value >> 8) & 0xff, value & 0xff];
}

export function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value)];
}

function region(bytes: Buffer, at: number): string {
  const [x, y, width, height] = [0, 2, 4, 6].map((offset) => bytes.readUInt16BE(at + offset));
  return `${width}x${height} at ${x},${y}`;
}
