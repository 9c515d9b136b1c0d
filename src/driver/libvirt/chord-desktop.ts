/** A display by libvirt's screenshots, and keys by its chords: pressed together, released together, nothing held. */
import { type CallOptions, Deadline, now, pause, poll } from '../../base/deadline.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import { PooledAllocator } from '../../frame/allocator.ts';
import { createFrame, type Frame, type FrameAllocator } from '../../frame/frame.ts';
import type { Dimensions, Region } from '../../frame/region.ts';
import { unsupported } from '../capabilities.ts';
import type { Desktop, DesktopEvents, DesktopStates, KeyEvent } from '../driver.ts';
import { type Captured, pollFrames } from '../frame-source.ts';
import { keyChords } from './key-chords.ts';
import { KEYCODES_QNUM } from './library/constants.ts';
import type { DomainPower } from './power.ts';
import { ScreenshotSource } from './screenshot-source.ts';

/** How long a chord is held, ms. libvirt does not wait for its end: we do. */
const HOLD = 50;
/** Between two looks for a picture while there is none, ms. */
const PICTURE_INTERVAL = 50;

const DRIVER = 'libvirt';
const ONLY_QEMU =
  'libvirt has it for QEMU hosts only: this hypervisor takes key chords and gives screenshots.';

export class ChordDesktop implements Desktop {
  readonly states: DesktopStates = { 'pointer.absolute': false, leds: undefined };
  readonly #power: DomainPower;
  readonly #onDispose: () => void;
  readonly #events = new Emitter<DesktopEvents & { input: undefined }>();
  #size: Dimensions | undefined;
  #sequence = 0;
  #disposed = false;

  constructor(power: DomainPower, onDispose: () => void) {
    this.#power = power;
    this.#onDispose = onDispose;
  }

  get size(): Dimensions | undefined {
    return this.#size;
  }

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
    using source = this.#source();
    yield* pollFrames({
      signal,
      allocator,
      nextSequence: () => ++this.#sequence,
      hints: (listener) => this.#events.on('input', () => listener('input')),
      capture: async (context): Promise<Captured | undefined> => {
        const picture = await this.#take(source, context.allocator, { signal });
        return picture === 'unchanged' ? { unchanged: true } : picture;
      },
    });
  }

  async capture({ signal, timeout }: { region?: Region } & CallOptions = {}): Promise<Frame> {
    using deadline = new Deadline('capturing the display', { signal, timeout });
    this.#power.requirePower();
    return await poll(deadline, PICTURE_INTERVAL, async () => {
      const time = now();
      using source = this.#source();
      const picture = await this.#take(source, new PooledAllocator(), deadline.options);
      if (!picture || picture === 'unchanged') return undefined;
      return createFrame(picture.data, { ...picture, display: 0, sequence: ++this.#sequence, time });
    });
  }

  async keys(events: readonly KeyEvent[], call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('sending keys', call);
    this.#power.requirePower();
    const { uuid, connection } = this.#power;
    for (const codes of keyChords(events)) {
      const chord = { uuid, codeset: KEYCODES_QNUM, hold: HOLD, codes };
      await connection.call('domainSendKey', chord, deadline.options);
      await pause(HOLD, deadline.signal);
    }
    this.#events.emit('input', undefined);
  }

  async scancodes(): Promise<void> {
    throw unsupported(DRIVER, 'scancodes', ONLY_QEMU);
  }

  async pointer(): Promise<void> {
    throw unsupported(DRIVER, 'pointer.absolute', ONLY_QEMU);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#onDispose();
  }

  #source(): ScreenshotSource {
    return new ScreenshotSource(this.#power.connection, this.#power.uuid);
  }

  /** Undefined while there is nothing to see: an empty display, or a machine that is off. */
  async #take(source: ScreenshotSource, allocator: FrameAllocator, call: CallOptions) {
    if (this.#power.failure) throw this.#power.failure;
    if (!this.#power.powered) return undefined;
    const picture = await source.take(undefined, { allocator, display: 0, ...call });
    if (picture && picture !== 'unchanged') this.#size = { width: picture.width, height: picture.height };
    return picture;
  }
}
