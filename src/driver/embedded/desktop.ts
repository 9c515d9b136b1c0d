/** The screen, keyboard and pointer of an embedded machine; stays open over its power cycles. */
import { isDeepStrictEqual } from 'node:util';
import { type CallOptions, now, poll, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import { createFrame, type Frame, type FrameAllocator } from '../../frame/frame.ts';
import type { Dimensions, Region } from '../../frame/region.ts';
import { scancodes } from '../../input/keys.ts';
import type { Desktop, DesktopEvents, DesktopStates, KeyEvent, PointerEvent } from '../driver.ts';
import { type CaptureHint, pollFrames } from '../frame-source.ts';
import { FrameReceiver } from './frame-receiver.ts';
import { splitSequences } from './scancode-sequences.ts';
import type { Session } from './session.ts';

/** The machine as its desktop sees it. */
export interface SessionHolder {
  readonly name: string;
  /** Undefined while the machine is off. */
  readonly session: Session | undefined;
}

/** Between captures while the guest has no display mode, ms. */
const MODE_INTERVAL = 50;

/** Without a running guest. */
const STATES_OFF: DesktopStates = { 'pointer.absolute': false, leds: undefined };

export class EmbeddedDesktop implements Desktop {
  readonly #machine: SessionHolder;
  readonly #onDispose: () => void;
  readonly #events = new Emitter<DesktopEvents>();
  readonly #hints = new Emitter<{ hint: CaptureHint }>();
  #sessionListeners: readonly Disposable[] = [];
  #sequence = 0;
  #size: Dimensions | undefined;
  #states: DesktopStates = STATES_OFF;
  #disposed = new AbortController();

  constructor(machine: SessionHolder, onDispose: () => void) {
    this.#machine = machine;
    this.#onDispose = onDispose;
    this.sessionChanged();
  }

  get size(): Dimensions | undefined {
    return this.#size;
  }

  get states(): DesktopStates {
    return this.#states;
  }

  on<Name extends keyof DesktopEvents & string>(
    name: Name,
    listener: Listener<DesktopEvents[Name]>,
  ): Disposable {
    return this.#events.on(name, listener);
  }

  /** The machine was switched on or off. */
  sessionChanged(): void {
    for (const listener of this.#sessionListeners) listener[Symbol.dispose]();
    const { session } = this.#machine;
    this.#sessionListeners = session
      ? [
          session.events.on('damage', () => this.#hint('damage')),
          session.events.on('absolute', () => this.#readStates()),
          session.events.on('leds', () => this.#readStates()),
        ]
      : [];
    this.#readStates();
    this.#hint('damage');
  }

  async *frames(options: {
    readonly signal: AbortSignal;
    readonly allocator: FrameAllocator;
  }): AsyncGenerator<Frame, void, void> {
    const receiver = new FrameReceiver();
    const frames = pollFrames({
      ...options,
      nextSequence: () => ++this.#sequence,
      hints: (listener) => this.#hints.on('hint', listener),
      capture: async (context) => {
        const { session } = this.#machine;
        if (!session || this.#disposed.signal.aborted) return undefined;
        try {
          return await receiver.capture(session, context);
        } catch (error) {
          const switchedOff = this.#machine.session !== session && !isGuestwrightError(error, 'machine-died');
          if (switchedOff) return undefined;
          throw error;
        }
      },
    });
    for await (const frame of frames) {
      this.#size = { width: frame.width, height: frame.height };
      yield frame;
    }
  }

  async capture(options: { readonly region?: Region } & CallOptions = {}): Promise<Frame> {
    const what = `machine '${this.#machine.name}': a frame of a guest that sets a display mode`;
    return await withDeadline(what, options, (deadline) =>
      poll(deadline, MODE_INTERVAL, async () => {
        const time = now();
        const screen = await this.#session.call('capture', undefined, deadline.options);
        if (!screen) return undefined; // early in boot: the next good frame is waited for
        const { width, height, data } = screen;
        this.#size = { width, height };
        return createFrame(new Uint8Array(data), { width, height, sequence: ++this.#sequence, time });
      }),
    );
  }

  async keys(events: readonly KeyEvent[], call: CallOptions = {}): Promise<void> {
    await this.#sendKeys(
      events.map(({ key, down }) => scancodes(key, down)),
      call,
    );
  }

  async scancodes(bytes: readonly number[], call: CallOptions = {}): Promise<void> {
    await this.#sendKeys(splitSequences(bytes), call);
  }

  async pointer(events: readonly PointerEvent[], call: CallOptions = {}): Promise<void> {
    this.#hint('input');
    await this.#session.call('pointer', events, call);
    this.#hint('input');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed.signal.aborted) return;
    this.#disposed.abort();
    for (const listener of this.#sessionListeners) listener[Symbol.dispose]();
    this.#onDispose();
  }

  get #session(): Session {
    const { name, session } = this.#machine;
    if (session && !this.#disposed.signal.aborted) return session;
    const why = session ? 'its desktop was closed' : 'it is off';
    throw new GuestwrightError(
      `machine '${name}': expected a running machine with an open desktop, but ${why}`,
      {
        code: 'machine-state',
        remedy: 'Start the machine and open its desktop first.',
      },
    );
  }

  async #sendKeys(sequences: readonly (readonly number[])[], call: CallOptions): Promise<void> {
    await this.#session.call(
      'keys',
      sequences.filter(({ length }) => length > 0),
      call,
    );
    this.#hint('input');
  }

  #hint(hint: CaptureHint): void {
    this.#hints.emit('hint', hint);
    if (hint === 'damage') this.#events.emit('damage', undefined);
  }

  #readStates(): void {
    const { session } = this.#machine;
    const states = session ? { 'pointer.absolute': session.absolute, leds: session.leds } : STATES_OFF;
    if (isDeepStrictEqual(states, this.#states)) return;
    this.#states = states;
    this.#events.emit('states', states);
  }
}
