/** The display, keyboard and pointer behind a VNC server; survives restarts of the server and of the machine. */

import { type CallOptions, Deadline, now } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import { PooledAllocator } from '../../frame/allocator.ts';
import { createFrame, type Frame, type FrameAllocator } from '../../frame/frame.ts';
import type { Dimensions, Region } from '../../frame/region.ts';
import type {
  Desktop,
  DesktopClipboard,
  DesktopEvents,
  DesktopStates,
  KeyEvent,
  PointerEvent,
} from '../driver.ts';
import { type Captured, pollFrames } from '../frame-source.ts';
import type { RfbClient } from '../rfb/client.ts';
import { scancodeKeys } from '../scancode-keys.ts';
import type { VncConnection } from './connection.ts';

/** What a look at a still screen counts as, ms of a core here and at the server: one every 100 ms, as changes come by themselves. */
const LOOK_COST = 5;

export class VncDesktop implements Desktop {
  readonly #connection: VncConnection;
  readonly #events = new Emitter<DesktopEvents & { input: undefined }>();
  readonly #onDispose: () => void;
  readonly #listening: Disposable[];
  /** Of the client that we have now. */
  #clientListening: Disposable[] = [];
  #size: Dimensions | undefined;
  #sequence = 0;
  /** Something arrived that the frame stream has not looked at. */
  #arrived = false;
  /** The last look took what had arrived, without asking. */
  #pushed = false;
  /** What the stream saw last is not what the client last gave: it must see all of it. */
  #missed = true;
  #disposed = false;

  constructor(connection: VncConnection, onDispose: () => void) {
    this.#connection = connection;
    this.#onDispose = onDispose;
    this.#listening = [
      connection.on('connected', (client) => this.#watch(client)),
      connection.on('log', (line) => this.#events.emit('log', line)),
    ];
    if (connection.current) this.#watch(connection.current);
  }

  get size(): Dimensions | undefined {
    return this.#connection.current?.size ?? this.#size;
  }

  get states(): DesktopStates {
    return this.#connection.current?.states ?? { 'pointer.absolute': false, leds: undefined };
  }

  readonly clipboard: DesktopClipboard = {
    read: async (call) => (await this.#client(call)).clipboard,
    write: async (text, call) => (await this.#client(call)).setClipboard(text, call),
  };

  on<Name extends keyof DesktopEvents & string>(
    name: Name,
    listener: Listener<DesktopEvents[Name]>,
  ): Disposable {
    return this.#events.on(name, listener as never);
  }

  async *frames({
    signal,
    allocator,
  }: {
    signal: AbortSignal;
    allocator: FrameAllocator;
  }): AsyncIterable<Frame> {
    yield* pollFrames({
      signal,
      allocator,
      nextSequence: () => ++this.#sequence,
      hints: (listener) => {
        const hints = [
          this.#events.on('input', () => listener('input')),
          this.#events.on('damage', () => listener('damage')),
        ];
        return { [Symbol.dispose]: () => hints.forEach((hint) => void hint[Symbol.dispose]()) };
      },
      capture: (context) => this.#look(context),
    });
  }

  /** What has arrived by itself is taken as it is; else the server is asked whether there is anything. */
  async #look({
    previous,
    allocator,
    signal,
  }: {
    previous: Frame | undefined;
    allocator: FrameAllocator;
    signal: AbortSignal;
  }): Promise<Captured | undefined> {
    const call = { signal, timeout: Number.POSITIVE_INFINITY };
    const client = await this.#client(call);
    // Twice in a row would never be newer than an action, on a screen that keeps moving.
    const pushed = this.#arrived && !this.#pushed && previous !== undefined;
    if (!pushed) await client.refresh({}, call);
    this.#pushed = pushed;
    const fresh = this.#missed || !previous;
    this.#arrived = false;
    this.#missed = false;
    const began = now();
    const taken = await client.take(allocator, { fresh, ...call });
    if (!taken) return undefined;
    const { width, height, data, askedAt: time } = taken;
    this.#size = { width, height };
    if (data === undefined) return { unchanged: true, time, cost: LOOK_COST };
    return { width, height, data, time, cost: LOOK_COST + now() - began };
  }

  async capture({ region, ...call }: { region?: Region } & CallOptions = {}): Promise<Frame> {
    using deadline = new Deadline('capturing the display', call);
    const client = await this.#client(deadline.options);
    for (;;) {
      const time = now();
      await client.refresh({ full: true }, deadline.options);
      const taken = await client.take(new PooledAllocator(), { fresh: true, ...deadline.options });
      this.#missed = true;
      if (!taken?.data) continue;
      const { width, height, data } = taken;
      this.#size = { width, height };
      return createFrame(data, { width, height, sequence: ++this.#sequence, time });
    }
  }

  async keys(events: readonly KeyEvent[], call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('sending keys', call);
    await (await this.#client(deadline.options)).keys(events, deadline.options);
    this.#events.emit('input', undefined);
  }

  async scancodes(bytes: readonly number[], call: CallOptions = {}): Promise<void> {
    await this.keys(scancodeKeys(bytes, 'a VNC server'), call);
  }

  async pointer(events: readonly PointerEvent[], call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('moving the pointer', call);
    await (await this.#client(deadline.options)).pointer(events, deadline.options);
    this.#events.emit('input', undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const each of [...this.#listening, ...this.#clientListening]) each[Symbol.dispose]();
    this.#onDispose();
  }

  async #client(call: CallOptions = {}): Promise<RfbClient> {
    if (this.#disposed) {
      throw new GuestwrightError('the desktop was closed', {
        code: 'machine-state',
        remedy: 'Open another.',
      });
    }
    return await this.#connection.client(call);
  }

  #watch(client: RfbClient): void {
    for (const each of this.#clientListening) each[Symbol.dispose]();
    this.#missed = true;
    this.#clientListening = [
      client.on('states', () => this.#events.emit('states', this.states)),
      client.on('damage', () => {
        this.#arrived = true;
        this.#events.emit('damage', undefined);
      }),
    ];
    this.#events.emit('states', this.states);
  }
}
