/** A display, keyboard and pointer of a VirtualBox machine; survives stop and start of the machine. */
import { type CallOptions, Deadline, now, poll } from '../../base/deadline.ts';
import { isGuestwrightError } from '../../base/errors.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import { PooledAllocator } from '../../frame/allocator.ts';
import { createFrame, type Frame, type FrameAllocator } from '../../frame/frame.ts';
import type { Dimensions, Region } from '../../frame/region.ts';
import { touchesLights } from '../../input/keys.ts';
import { listenAndWatch } from '../asked-state.ts';
import type { Desktop, DesktopEvents, DesktopStates, KeyEvent, PointerEvent } from '../driver.ts';
import { type Captured, pollFrames } from '../frame-source.ts';
import { type DeviceMachine, deviceStates, ledsChanged } from './device-states.ts';
import { isStaleReference } from './faults.ts';
import { PointerSender, sendScancodes } from './input.ts';
import { keySequences } from './keys.ts';
import { ScreenWatch, type WatchedMachine } from './screen-watch.ts';
import { ScreenshotSource } from './screenshot.ts';
import { type VrdeMachine, VrdePictures, type VrdePlace } from './vrde.ts';

export interface DesktopMachine extends DeviceMachine, VrdeMachine, WatchedMachine {
  /** Why the machine ended under us, if it did and was not started again. */
  readonly failure: Error | undefined;
  readonly powered: boolean;
}

/** Between two looks for a picture while there is none, ms. */
const PICTURE_INTERVAL = 50;

export class VirtualBoxDesktop implements Desktop {
  readonly #machine: DesktopMachine;
  readonly #display: number;
  readonly #events = new Emitter<DesktopEvents & { input: undefined; damage: undefined }>();
  readonly #onDispose: () => void;
  readonly #devices: ReturnType<typeof deviceStates>;
  readonly #pointer = new PointerSender();
  readonly #vrde: VrdePictures | undefined;
  readonly #screen: ScreenWatch;
  #epoch: number | undefined;
  #size: Dimensions | undefined;
  /** It came from an event: the next picture says whether it still holds. */
  #told = false;
  #sequence = 0;
  /** All that the guest showed before is in the stream's last picture, monotonic ms. */
  #tookAt = Number.NEGATIVE_INFINITY;
  /** The epoch that has had a picture. VNC waits for it: a machine that powers on has none to show. */
  #pictured: number | undefined;
  #disposed = false;

  constructor(
    machine: DesktopMachine,
    { display, vrde }: { readonly display: number; readonly vrde?: VrdePlace | undefined },
    onDispose: () => void,
  ) {
    this.#machine = machine;
    this.#display = display;
    this.#onDispose = onDispose;
    this.#vrde = vrde && new VrdePictures(machine, vrde, () => this.#events.emit('damage', undefined));
    this.#screen = new ScreenWatch(machine, display, (size) => this.#resized(size));
    this.#devices = deviceStates(machine, () => this.#events.emit('states', this.states));
  }

  get size(): Dimensions | undefined {
    return this.#size;
  }

  get states(): DesktopStates {
    return { 'pointer.absolute': this.#devices.state?.absolute ?? false, leds: this.#devices.state?.leds };
  }

  on<Name extends keyof DesktopEvents & string>(
    name: Name,
    listener: Listener<DesktopEvents[Name]>,
  ): Disposable {
    return listenAndWatch(this.#events, this.#devices, name, listener);
  }

  async *frames({
    signal,
    allocator,
  }: {
    signal: AbortSignal;
    allocator: FrameAllocator;
  }): AsyncIterable<Frame> {
    const source = new ScreenshotSource(this.#display);
    yield* pollFrames({
      signal,
      allocator,
      display: this.#display,
      nextSequence: () => ++this.#sequence,
      hints: (listener) => {
        const hints = [
          this.#events.on('input', () => listener('input')),
          this.#events.on('damage', () => listener('damage')),
        ];
        return { [Symbol.dispose]: () => hints.forEach((hint) => void hint[Symbol.dispose]()) };
      },
      capture: ({ allocator }) => this.#look(source, { allocator, signal }),
    });
  }

  async capture({ signal, timeout }: { region?: Region } & CallOptions = {}): Promise<Frame> {
    using deadline = new Deadline('capturing the display', { signal, timeout });
    this.#machine.running();
    const source = new ScreenshotSource(this.#display);
    const { time, picture } = await poll(deadline, PICTURE_INTERVAL, async () => {
      const began = now();
      const taken = await this.#take(source, {
        allocator: new PooledAllocator(),
        fresh: true,
        ...deadline.options,
      });
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
    using deadline = new Deadline('sending keys', call);
    const sequences = keySequences(events);
    if (touchesLights(events)) await this.#devices.refresh(deadline.options);
    const before = this.#devices.state?.leds;
    await this.#type(sequences, deadline);
    if (touchesLights(events)) await ledsChanged(this.#devices, before, deadline);
  }

  async scancodes(bytes: readonly number[], call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('sending scan codes', call);
    await this.#type([bytes], deadline);
  }

  async pointer(events: readonly PointerEvent[], call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('moving the pointer', call);
    const { mouse } = this.#machine.running();
    if (this.#epoch !== this.#machine.epoch) this.#pointer.reset();
    this.#epoch = this.#machine.epoch;
    // Mostly asked a moment ago, for the last picture: a click must not wait for it.
    if (this.#devices.state?.absolute) await this.#devices.refreshIfOld(deadline.options);
    else await this.#devices.refresh(deadline.options);
    await this.#pointer.send(mouse, events, { absolute: this.#devices.state?.absolute ?? false, deadline });
    this.#events.emit('input', undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#devices.stop();
    await this.#screen[Symbol.asyncDispose]();
    await this.#vrde?.[Symbol.asyncDispose]();
    this.#onDispose();
  }

  #resized(size: Dimensions): void {
    this.#size = size;
    this.#told = true;
    this.#events.emit('damage', undefined);
  }

  async #type(sequences: readonly (readonly number[])[], deadline: Deadline): Promise<void> {
    await sendScancodes(this.#machine.running().keyboard, sequences, deadline);
    this.#events.emit('input', undefined);
  }

  /** A change comes from VRDE where that is; the still picture behind it always from the web service. */
  async #look(
    source: ScreenshotSource,
    { allocator, signal }: { readonly allocator: FrameAllocator; readonly signal: AbortSignal },
  ): Promise<Captured | undefined> {
    const early = this.#machine.failure || this.#pictured !== this.#machine.epoch;
    const quick = early ? undefined : await this.#vrde?.take(allocator, this.#tookAt);
    if (quick) {
      this.#tookAt = quick.time;
      this.#size = { width: quick.width, height: quick.height };
      source.forget();
      return quick;
    }
    if (this.#told) source.forget();
    this.#told = false;
    const time = now();
    const taken = await this.#take(source, { allocator, signal });
    this.#tookAt = time;
    return taken === 'unchanged' ? { unchanged: true } : taken;
  }

  /** Undefined while there is nothing to see: an empty display, or a machine that is off. */
  async #take(
    source: ScreenshotSource,
    options: Parameters<ScreenshotSource['take']>[1],
  ): ReturnType<ScreenshotSource['take']> {
    if (this.#machine.failure) throw this.#machine.failure;
    if (!this.#machine.powered) return undefined;
    const { display } = this.#machine.running();
    const { epoch } = this.#machine;
    try {
      const [taken] = await Promise.all([source.take(display, options), this.#devices.refreshIfOld(options)]);
      if (taken) {
        this.#pictured = epoch;
        this.#screen.begin();
      }
      if (taken && taken !== 'unchanged') this.#size = { width: taken.width, height: taken.height };
      return taken;
    } catch (error) {
      if (this.#machine.failure) throw this.#machine.failure;
      // Powered off meanwhile: the console's objects are gone before we are told. An expired web session is renewed.
      const passes = isGuestwrightError(error, 'machine-state') || isStaleReference(error);
      if (!this.#machine.powered || passes) return undefined;
      throw error;
    }
  }
}
