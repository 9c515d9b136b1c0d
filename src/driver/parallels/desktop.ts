/** A display, keyboard and pointer of a Parallels machine; survives stop and start of the machine. */
import { type CallOptions, Deadline, now, poll } from '../../base/deadline.ts';
import { isGuestwrightError } from '../../base/errors.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import { PooledAllocator } from '../../frame/allocator.ts';
import { createFrame, type Frame, type FrameAllocator } from '../../frame/frame.ts';
import type { Dimensions, Region } from '../../frame/region.ts';
import { scancodes } from '../../input/keys.ts';
import { AskedState, listenAndWatch } from '../asked-state.ts';
import type { Desktop, DesktopEvents, DesktopStates, KeyEvent, PointerEvent } from '../driver.ts';
import { pollFrames } from '../frame-source.ts';
import type { MachinePower } from './power.ts';
import type { DesktopTransport, ScreenSource, Screenshot } from './transport.ts';

/** Between two looks for a picture while there is none, ms. */
const PICTURE_INTERVAL = 50;

export class ParallelsDesktop implements Desktop {
  readonly #power: MachinePower;
  readonly #transport: DesktopTransport;
  readonly #display: number;
  readonly #events = new Emitter<DesktopEvents & { input: undefined }>();
  readonly #onDispose: () => Promise<void>;
  readonly #pointer: AskedState<boolean>;
  #size: Dimensions | undefined;
  #sequence = 0;
  #disposed = false;

  constructor(
    power: MachinePower,
    { transport, display }: { readonly transport: DesktopTransport; readonly display: number },
    onDispose: () => Promise<void>,
  ) {
    this.#power = power;
    this.#transport = transport;
    this.#display = display;
    this.#onDispose = onDispose;
    this.#pointer = new AskedState({
      ask: async (call) => {
        using deadline = new Deadline('asking for the pointer', call);
        return await transport.absolute(deadline);
      },
      epoch: () => power.epoch,
      same: (a, b) => a === b,
      onChange: () => this.#events.emit('states', this.states),
    });
  }

  get size(): Dimensions | undefined {
    return this.#size;
  }

  get states(): DesktopStates {
    return { 'pointer.absolute': this.#pointer.state ?? false, leds: undefined };
  }

  on<Name extends keyof DesktopEvents & string>(
    name: Name,
    listener: Listener<DesktopEvents[Name]>,
  ): Disposable {
    return listenAndWatch(this.#events, this.#pointer, name, listener);
  }

  async *frames({
    signal,
    allocator,
  }: {
    signal: AbortSignal;
    allocator: FrameAllocator;
  }): AsyncIterable<Frame> {
    await using source = this.#transport.screen(this.#display);
    yield* pollFrames({
      signal,
      allocator,
      display: this.#display,
      nextSequence: () => ++this.#sequence,
      hints: (listener) => this.#events.on('input', () => listener('input')),
      capture: async (context) => {
        const taken = await this.#take(source, { allocator: context.allocator, signal });
        return taken === 'unchanged' ? { unchanged: true } : taken;
      },
    });
  }

  async capture({ signal, timeout }: { region?: Region } & CallOptions = {}): Promise<Frame> {
    using deadline = new Deadline('capturing the display', { signal, timeout });
    this.#power.requireRunning();
    await using source = this.#transport.screen(this.#display);
    const { time, picture } = await poll(deadline, PICTURE_INTERVAL, async () => {
      const began = now();
      const taken = await this.#take(source, {
        allocator: new PooledAllocator(),
        fresh: true,
        ...deadline.options,
      });
      return taken && taken !== 'unchanged' ? { time: began, picture: taken } : undefined;
    });
    const facts = { ...picture, display: this.#display, sequence: ++this.#sequence, time };
    return createFrame(picture.data, facts);
  }

  async keys(events: readonly KeyEvent[], call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('sending keys', call);
    await this.#type(
      events.flatMap(({ key, down }) => scancodes(key, down)),
      deadline,
    );
  }

  async scancodes(bytes: readonly number[], call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('sending scan codes', call);
    await this.#type(bytes, deadline);
  }

  async pointer(events: readonly PointerEvent[], call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('moving the pointer', call);
    this.#power.requireRunning();
    await this.#pointer.refresh(deadline.options);
    const absolute = this.#pointer.state ?? false;
    await deadline.race(this.#transport.point(events, { absolute, deadline }));
    this.#events.emit('input', undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#pointer.stop();
    await this.#onDispose();
  }

  async #type(bytes: readonly number[], deadline: Deadline): Promise<void> {
    this.#power.requireRunning();
    await deadline.race(this.#transport.type(bytes, deadline));
    this.#events.emit('input', undefined);
  }

  /** Undefined while there is nothing to see: an empty display, or a machine that is off. */
  async #take(
    source: ScreenSource,
    options: Parameters<ScreenSource['take']>[0],
  ): Promise<Screenshot | 'unchanged' | undefined> {
    if (this.#power.failure) throw this.#power.failure;
    if (!this.#power.powered) return undefined;
    try {
      const [taken] = await Promise.all([source.take(options), this.#pointer.refreshIfOld(options)]);
      if (taken && taken !== 'unchanged') this.#size = { width: taken.width, height: taken.height };
      return taken;
    } catch (error) {
      if (this.#power.failure) throw this.#power.failure;
      // Switched off or reset meanwhile.
      if (!this.#power.powered || isGuestwrightError(error, 'machine-state')) return undefined;
      throw error;
    }
  }
}
