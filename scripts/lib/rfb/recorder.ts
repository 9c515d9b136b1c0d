/** A VNC client that keeps every byte it gets after ServerInit, asks for updates all the time, and sends input. */
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ByteQueue } from '../../../src/driver/rfb/byte-queue.ts';
import {
  framebufferUpdateRequest,
  keyEvent,
  pointerEvent,
  setEncodings,
  setPixelFormat,
} from '../../../src/driver/rfb/client-messages.ts';
import { createDecoders } from '../../../src/driver/rfb/encodings/table.ts';
import { Framebuffer } from '../../../src/driver/rfb/framebuffer.ts';
import { DEFAULT_LIMITS } from '../../../src/driver/rfb/limits.ts';
import { Parser, type Parsing } from '../../../src/driver/rfb/parsing.ts';
import {
  PIXEL_FORMAT_BYTES,
  type PixelFormat,
  readPixelFormat,
} from '../../../src/driver/rfb/pixel-format.ts';
import { createPixelReaders } from '../../../src/driver/rfb/pixel-reader.ts';
import { serverMessages } from '../../../src/driver/rfb/server-messages.ts';

/** A screen that shows nothing new for so long is still. */
const STILL_MS = 700;
const LONGEST_MS = 20_000;
const KEY_MS = 40;
const RETURN = 0xff0d;

export class Recorder {
  readonly framebuffer: Framebuffer;
  readonly format: PixelFormat;
  readonly size: { readonly width: number; readonly height: number };
  readonly #socket: net.Socket;
  readonly #chunks: Buffer[] = [];
  #lastUpdate = performance.now();
  #whole: (() => void) | undefined;

  /** Logs in without password; `format` undefined keeps the server's own. */
  static async connect(
    socketPath: string,
    encodings: readonly number[],
    format?: PixelFormat,
  ): Promise<Recorder> {
    const socket = net.connect(socketPath);
    await once(socket, 'connect');
    const queue = new ByteQueue();
    const parser = new Parser(queue, greet(queue, socket));
    while (!parser.result) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      parser.push(chunk);
    }
    socket.pause();
    if (queue.length > 0) throw new Error('bytes behind ServerInit that nobody asked for');
    const init = parser.result.value;
    if (format) socket.write(setPixelFormat(format));
    socket.write(setEncodings(encodings));
    return new Recorder(socket, { ...init, format: format ?? init.format });
  }

  private constructor(socket: net.Socket, init: { width: number; height: number; format: PixelFormat }) {
    this.#socket = socket;
    this.format = init.format;
    this.size = { width: init.width, height: init.height };
    this.framebuffer = new Framebuffer(init);
    const queue = new ByteQueue();
    const parser = new Parser(
      queue,
      serverMessages(queue, {
        framebuffer: this.framebuffer,
        pixels: createPixelReaders(init.format),
        decoders: createDecoders(),
        limits: DEFAULT_LIMITS,
        handlers: { updateEnded: () => this.#updated() },
      }),
    );
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      parser.push(chunk);
    });
    socket.resume();
    this.#request(false);
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  async type(text: string): Promise<void> {
    for (const character of text)
      await this.key(character === '\n' ? RETURN : (character.codePointAt(0) as number));
  }

  async key(keysym: number): Promise<void> {
    for (const down of [true, false]) {
      this.#socket.write(keyEvent(keysym, down));
      await sleep(KEY_MS);
    }
  }

  async point(x: number, y: number, buttons = 0): Promise<void> {
    this.#socket.write(pointerEvent(x, y, buttons));
    await sleep(KEY_MS);
  }

  /** Until nothing changed for a while. */
  async still(): Promise<void> {
    const end = performance.now() + LONGEST_MS;
    while (performance.now() - this.#lastUpdate < STILL_MS) {
      if (performance.now() > end) throw new Error('the screen does not become still');
      await sleep(50);
    }
  }

  /** Asks for all pixels, waits for them, and hangs up. */
  async finish(): Promise<void> {
    const come = new Promise<void>((resolve) => {
      this.#whole = resolve;
    });
    this.#request(false);
    await come;
    this.#socket.destroy();
  }

  #updated(): void {
    this.#lastUpdate = performance.now();
    if (this.#whole) this.#whole();
    else this.#request(true);
  }

  #request(incremental: boolean): void {
    const { width, height } = this.framebuffer;
    this.#socket.write(framebufferUpdateRequest({ x: 0, y: 0, width, height }, incremental));
  }
}

/** RFB 3.8 without security (RFC 6143 section 7.1). */
function* greet(
  queue: ByteQueue,
  socket: net.Socket,
): Parsing<{ width: number; height: number; format: PixelFormat }> {
  yield 12;
  queue.skip(12);
  socket.write('RFB 003.008\n');
  yield 1;
  const types = queue.u8();
  yield types;
  queue.skip(types);
  socket.write(Uint8Array.of(1));
  yield 4;
  queue.skip(4);
  socket.write(Uint8Array.of(1)); // shared
  yield 4 + PIXEL_FORMAT_BYTES + 4;
  const [width, height] = [queue.u16(), queue.u16()];
  const format = readPixelFormat(queue);
  const length = queue.u32();
  yield length;
  queue.skip(length);
  return { width, height, format };
}
