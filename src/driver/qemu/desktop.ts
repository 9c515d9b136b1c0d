/** A display, keyboard and pointer of a QEMU machine, through QMP; survives stop and start of the machine. */
import { type CallOptions, Deadline, now, poll } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import { PooledAllocator } from '../../frame/allocator.ts';
import { createFrame, type Frame, type FrameAllocator } from '../../frame/frame.ts';
import type { Dimensions, Region } from '../../frame/region.ts';
import { listenAndWatch } from '../asked-state.ts';
import type { Desktop, DesktopEvents, DesktopStates, KeyEvent, PointerEvent } from '../driver.ts';
import { type Captured, pollFrames } from '../frame-source.ts';
import { scancodeKeys } from '../scancode-keys.ts';
import { CaptureCost } from './capture-cost.ts';
import { keyGroups, pointerGroups } from './input-events.ts';
import { type InputQueues, InputSender } from './input-sender.ts';
import { type PointerMachine, pointerState } from './pointer-state.ts';
import { type PictureSource, Screendump } from './screendump.ts';

/** What a desktop needs of its machine. */
export interface DesktopMachine extends PointerMachine {
  /** Why the machine ended under us, if it did and was not started again. */
  readonly failure: Error | undefined;
  /** Whether QEMU runs at all, its guest possibly paused. */
  readonly powered: boolean;
  readonly queues: InputQueues;
  /** Folder for pictures, where QEMU may write; or another way to them, `name` told apart from others. */
  readonly pictures: string | ((name: string) => PictureSource);
}

/** Between two looks for a picture while there is none, ms. */
const PICTURE_INTERVAL = 25;

export class QemuDesktop implements Desktop {
  readonly #machine: DesktopMachine;
  readonly #display: number;
  readonly #events = new Emitter<DesktopEvents & { input: undefined }>();
  readonly #onDispose: () => void;
  readonly #sender: InputSender;
  readonly #pointer: ReturnType<typeof pointerState>;
  #size: Dimensions | undefined;
  #sequence = 0;
  #dumps = 0;
  #disposed = false;

  constructor(machine: DesktopMachine, display: number, onDispose: () => void) {
    this.#machine = machine;
    this.#display = display;
    this.#onDispose = onDispose;
    this.#sender = new InputSender(machine.queues);
    this.#pointer = pointerState(machine, () => this.#events.emit('states', this.states));
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
    using dump = this.#newDump();
    const costs = new CaptureCost();
    yield* pollFrames({
      signal,
      allocator,
      display: this.#display,
      nextSequence: () => ++this.#sequence,
      hints: (listener) => this.#events.on('input', () => listener('input')),
      capture: async (context): Promise<Captured | undefined> => {
        const began = now();
        const picture = await this.#take(dump, context.allocator, { signal });
        if (!picture) return undefined;
        const cost = costs.add(now() - began);
        return picture === 'unchanged' ? { unchanged: true, cost } : { ...picture, cost };
      },
    });
  }

  async capture({ signal, timeout }: { region?: Region } & CallOptions = {}): Promise<Frame> {
    using deadline = new Deadline('capturing the display', { signal, timeout });
    this.#machine.monitor();
    const { time, picture } = await poll(deadline, PICTURE_INTERVAL, async () => {
      const began = now();
      using dump = this.#newDump();
      const taken = await this.#take(dump, new PooledAllocator(), deadline.options);
      return taken && taken !== 'unchanged' ? { time: began, picture: taken } : undefined;
    });
    return createFrame(picture.data, {
      ...picture,
      display: this.#display,
      sequence: ++this.#sequence,
      time,
    });
  }

  async keys(events: readonly KeyEvent[], call: CallOptions = {}): Promise<void> {
    await this.#send('sending keys', keyGroups(events), call);
  }

  async scancodes(bytes: readonly number[], call: CallOptions = {}): Promise<void> {
    await this.keys(scancodeKeys(bytes, 'QEMU'), call);
  }

  async pointer(events: readonly PointerEvent[], call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('moving the pointer', call);
    await this.#pointer.refresh(deadline.options);
    if (!(this.#pointer.state ?? false) && events.some(({ type }) => type === 'move')) throw notListening();
    const size = this.#size ?? (await this.capture(deadline.options));
    await this.#send('moving the pointer', pointerGroups(events, size), deadline.options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#pointer.stop();
    this.#onDispose();
  }

  #newDump(): PictureSource {
    const { pictures } = this.#machine;
    const name = `${this.#display}-${++this.#dumps}`;
    return typeof pictures === 'string' ? new Screendump(pictures, name) : pictures(name);
  }

  /** Undefined while there is nothing to see: an empty display, or a machine that is off. */
  async #take(
    dump: PictureSource,
    allocator: FrameAllocator,
    call: CallOptions,
  ): ReturnType<PictureSource['take']> {
    if (this.#machine.failure) throw this.#machine.failure;
    if (!this.#machine.powered) return undefined;
    try {
      const [picture] = await Promise.all([
        dump.take(this.#machine.monitor(), { allocator, display: this.#display, ...call }),
        this.#pointer.refreshIfOld(call),
      ]);
      if (picture && picture !== 'unchanged') this.#size = { width: picture.width, height: picture.height };
      return picture;
    } catch (error) {
      if (isGuestwrightError(error, 'machine-state')) return undefined; // powered off meanwhile
      throw error;
    }
  }

  /** No race with the deadline: QEMU's connection ends in time, and says that it is QEMU that is silent. */
  async #send(what: string, groups: ReturnType<typeof keyGroups>, call: CallOptions): Promise<void> {
    using deadline = new Deadline(what, call);
    await this.#sender.send(this.#machine.monitor(), groups, deadline);
    this.#events.emit('input', undefined);
  }
}

function notListening(): GuestwrightError {
  return new GuestwrightError('pointer: the guest does not listen to absolute positions now', {
    code: 'machine-state',
    remedy: "Wait for the state 'pointer.absolute', or move by distances.",
  });
}
