/** One connection to an RFB server: handshake, messages in and out, until it ends. */
import { type Deadline, now } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { Dimensions } from '../../frame/region.ts';
import { formatAddress, isLocal } from './address.ts';
import { ByteStream } from './byte-stream.ts';
import { fence, setEncodings, setPixelFormat } from './client-messages.ts';
import { RfbClipboard } from './clipboard.ts';
import { createDeferred, type Deferred } from './deferred.ts';
import { createDecoders } from './encodings/table.ts';
import { Framebuffer } from './framebuffer.ts';
import { type Greeted, handshake } from './handshake.ts';
import { NUDGE } from './keyboard.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { encodingsFor, type RfbOptions } from './options.ts';
import { Parser } from './parsing.ts';
import { RGB_FORMAT } from './pixel-format.ts';
import { createPixelReaders } from './pixel-reader.ts';
import { FENCE, PSEUDO_ENCODINGS } from './protocol.ts';
import { type ServerMessageHandlers, serverMessages } from './server-messages.ts';
import { ServerState } from './server-state.ts';
import { openTransport } from './transport.ts';
import { UpdateFlow } from './update-flow.ts';

/** What a session tells while it lasts. */
export interface SessionHooks {
  /** An update ended; `damaged`: there is something to take. */
  updated(damaged: boolean): void;
  /** What the server told of itself changed. */
  changed(state: ServerState): void;
  resized(size: Dimensions): void;
  bell(): void;
  clipboard(text: string): void;
  /** The server or an error ended it. Not told after a disposal. */
  closed(error: Error): void;
}

/** Marks our fences. */
const FENCE_PAYLOAD = Buffer.from('guestwright');
/** Bits of fences that are answered as they came. */
const FENCE_ANSWERED = FENCE.blockBefore | FENCE.blockAfter | FENCE.syncNext;
/** With nobody to take pixels, a server that sends unasked is read so often, in ms. */
const LAGGING_INTERVAL = 1000;

export class RfbSession implements Disposable {
  readonly framebuffer: Framebuffer;
  readonly flow: UpdateFlow;
  readonly clipboard: RfbClipboard;
  readonly state: ServerState;
  readonly version: string;
  readonly security: string;
  readonly #stream: ByteStream;
  readonly #peer: string;
  readonly #hooks: SessionHooks;
  readonly #fences: Pick<Deferred, 'resolve' | 'reject'>[] = [];
  #receivedAt = now();
  #gate: Deferred | undefined;
  #closed: Error | undefined;

  private constructor(greeted: Greeted, options: RfbOptions, hooks: SessionHooks) {
    const { stream, init, version, security } = greeted;
    this.#stream = stream;
    this.#peer = formatAddress(options.address);
    this.#hooks = hooks;
    this.version = version;
    this.security = security;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const send = (message: Uint8Array) => void this.send(message).catch(() => {}); // the reader tells why
    // A server may have no display yet: its size follows.
    this.framebuffer = new Framebuffer({ width: Math.max(1, init.width), height: Math.max(1, init.height) });
    this.state = new ServerState(init.name, (state) => hooks.changed(state));
    this.clipboard = new RfbClipboard(limits.clipboardBytes, send, (text) => hooks.clipboard(text));
    const { framebuffer, state } = this;
    this.flow = new UpdateFlow({
      framebuffer,
      send,
      nudge: () => {
        if (state.features.qemu && state.features.extendedKeys) send(NUDGE);
      },
      wanted: () => this.attend(),
      behindFence: (then) => this.#behindFence({ resolve: then, reject: () => {} }),
      ended: (damaged) => hooks.updated(damaged),
    });
    const asks = options.pixelFormat !== 'server';
    if (asks) send(setPixelFormat(RGB_FORMAT));
    send(setEncodings([...encodingsFor(options), ...PSEUDO_ENCODINGS]));
    const pixels = createPixelReaders(asks ? RGB_FORMAT : init.format);
    const handlers = this.#handlers(options.continuousUpdates ?? true);
    const context = { framebuffer, pixels, decoders: createDecoders(), limits, handlers };
    void this.flow.askFull().catch(() => {});
    void this.#read(new Parser(stream.queue, serverMessages(stream.queue, context)));
  }

  /** Connects and shakes hands within the deadline; nothing is left open after an error. */
  static async open(options: RfbOptions, hooks: SessionHooks, deadline: Deadline): Promise<RfbSession> {
    const { address, tls, shared = true } = options;
    const peer = formatAddress(address);
    const transport = await openTransport(address, tls || undefined, deadline);
    try {
      const tlsBelow = 'url' in address && address.url.startsWith('wss:');
      const connection = new ByteStream(transport, peer);
      const limits = { ...DEFAULT_LIMITS, ...options.limits };
      const host = 'host' in address ? address.host : undefined;
      const hidden = tlsBelow || isLocal(address);
      const whole = { ...options, limits, shared, host, private: hidden, tlsBelow, peer };
      return new RfbSession(await deadline.race(handshake(connection, whole)), options, hooks);
    } catch (error) {
      transport.destroy();
      throw error;
    }
  }

  get closed(): Error | undefined {
    return this.#closed;
  }

  /** Monotonic ms at which the last bytes came. */
  get receivedAt(): number {
    return this.#receivedAt;
  }

  /** Resolves when the bytes are on their way. Errors: `connection-lost`. */
  async send(message: Uint8Array): Promise<void> {
    if (this.#closed) throw this.#closed;
    await this.#stream.write(message);
  }

  /** Resolves when the server has worked off all that was sent, where it can say so; else at once. */
  async acknowledged(): Promise<void> {
    if (!this.state.features.fence) return;
    const answer = createDeferred();
    this.#behindFence(answer);
    await answer.promise;
  }

  /** Told while what the server sent is parsed: what comes next was sent after its answer. */
  #behindFence(answer: Pick<Deferred, 'resolve' | 'reject'>): void {
    if (!this.state.features.fence) {
      answer.resolve();
      return;
    }
    this.#fences.push(answer);
    this.attend();
    this.send(fence(FENCE.request | FENCE.blockBefore, FENCE_PAYLOAD)).catch((error) => answer.reject(error));
  }

  /** Somebody took the damage: more is welcome. */
  taken(): void {
    this.flow.taken();
    this.attend();
  }

  /** Somebody waits: reading goes on although nobody took what is there. */
  attend(): void {
    this.#gate?.resolve();
  }

  [Symbol.dispose](): void {
    this.#close(
      new GuestwrightError(`the connection to ${this.#peer} was given up by us`, { code: 'connection-lost' }),
    );
  }

  async #read(parser: Parser<never>): Promise<void> {
    try {
      parser.run();
      for (;;) {
        await this.#untilWelcome();
        const chunk = await this.#stream.chunk();
        if (this.#closed) return;
        if (!chunk) throw this.#stream.lost('messages');
        this.#receivedAt = now();
        await parser.pushInTurns(chunk);
        if (this.#closed) return;
      }
    } catch (error) {
      if (!this.#closed) this.#hooks.closed(this.#close(error as Error));
    }
  }

  /** A server that sends unasked is not read while nobody takes what it sent. */
  async #untilWelcome(): Promise<void> {
    const lagging = this.flow.continuous && this.flow.ready && this.framebuffer.damaged;
    if (!lagging || this.flow.hungry || this.#fences.length > 0) return;
    const gate = createDeferred();
    this.#gate = gate;
    const timer = setTimeout(() => gate.resolve(), LAGGING_INTERVAL).unref();
    await gate.promise.catch(() => {});
    clearTimeout(timer);
    this.#gate = undefined;
  }

  #handlers(continuousUpdates: boolean): ServerMessageHandlers {
    const { flow, state, clipboard } = this;
    return {
      ...state.handlers(),
      updateStarted: () => flow.started(),
      drawn: (region, encoding) => flow.drawn(region, encoding),
      updateEnded: () => flow.ended(),
      resized: (size) => {
        flow.resized();
        this.#hooks.resized(size);
      },
      bell: () => this.#hooks.bell(),
      cutText: (text) => this.#hooks.clipboard(text),
      clipboard: (message) => clipboard.receive(message),
      fence: (flags, payload) => this.#fence(flags, payload),
      endOfContinuousUpdates: () => {
        if (state.features.continuousUpdates) return flow.stopContinuous();
        state.learn({ continuousUpdates: true });
        if (continuousUpdates) flow.enableContinuous();
      },
    };
  }

  #fence(flags: number, payload: Uint8Array): void {
    if (flags & FENCE.request) {
      // The first one says that the server knows fences.
      if (!this.state.features.fence) this.state.learn({ fence: true });
      void this.send(fence(flags & FENCE_ANSWERED, payload)).catch(() => {});
    } else if (FENCE_PAYLOAD.equals(payload)) this.#fences.shift()?.resolve();
  }

  #close(error: Error): Error {
    if (this.#closed) return this.#closed;
    this.#closed = error;
    this.#stream[Symbol.dispose]();
    this.flow.close(error);
    for (const waiting of this.#fences) waiting.reject(error);
    this.#gate?.resolve();
    return error;
  }
}
