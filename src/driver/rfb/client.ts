/** A display, keyboard, pointer and clipboard of any RFB server; makes a new connection when the server stalls. */
import { type CallOptions, type Deadline, now, pause, withDeadline } from '../../base/deadline.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import type { Damage, FrameAllocator } from '../../frame/frame.ts';
import type { Dimensions } from '../../frame/region.ts';
import type { KeyEvent } from '../../input/keys.ts';
import { DEFAULT_LAYOUT, layout } from '../../input/layouts.ts';
import type { DesktopStates, PointerEvent } from '../driver.ts';
import { RfbConnection } from './connection.ts';
import type { CursorPicture } from './cursor.ts';
import { requestDesktopSize } from './desktop-size.ts';
import { RfbKeyboard } from './keyboard.ts';
import { DEFAULT_INPUT_PAUSE, type RfbOptions } from './options.ts';
import { RfbPointer } from './pointer.ts';
import type { RfbFeatures } from './server-state.ts';
import type { RfbSession } from './session.ts';

export interface RfbEvents extends Record<string, unknown> {
  /** There is something to take. */
  damage: undefined;
  /** LEDs, the pointer's mode, the name or what the server can do changed. */
  states: DesktopStates;
  resized: Dimensions;
  bell: undefined;
  /** The guest's clipboard has this text now. */
  clipboard: string;
  /** Stalls and new connections, for the call log. Monotonic ms. */
  log: { readonly time: number; readonly message: string };
  /** The connection is gone for good. */
  lost: Error;
}

/** What `take` gives. */
export interface TakenFrame extends Dimensions {
  /** RGBA in the allocator's memory; undefined when nothing changed and `fresh` was not asked for. */
  readonly data: Uint8Array | undefined;
  /** Since the last `take`. */
  readonly damage: Damage;
  /** All that the guest showed before this moment (monotonic ms) is in it. */
  readonly askedAt: number;
}

export class RfbClient implements AsyncDisposable {
  readonly #options: RfbOptions;
  readonly #events = new Emitter<RfbEvents>();
  readonly #keyboard: RfbKeyboard;
  readonly #pointer = new RfbPointer();
  readonly #connection: RfbConnection;
  /** Whose keys and buttons are held. */
  #input: RfbSession | undefined;
  #guestClipboard: string | undefined;
  /** Monotonic ms before which the server wants no more input. */
  #restUntil = Number.NEGATIVE_INFINITY;

  private constructor(options: RfbOptions) {
    this.#options = options;
    this.#keyboard = new RfbKeyboard(options.keys?.layout ?? layout(DEFAULT_LAYOUT));
    const events = this.#events;
    this.#connection = new RfbConnection(options, {
      updated: (damaged) => {
        if (damaged) events.emit('damage', undefined);
      },
      changed: ({ leds }) => {
        if (leds) this.#keyboard.setLeds(leds);
        events.emit('states', this.states);
      },
      resized: (size) => events.emit('resized', size),
      bell: () => events.emit('bell', undefined),
      clipboard: (text) => {
        this.#guestClipboard = text;
        events.emit('clipboard', text);
      },
      log: (message) => events.emit('log', { time: now(), message }),
      lost: (error) => events.emit('lost', error),
    });
  }

  /**
   * Connects and comes in. Errors: `connection-lost` when nobody listens, `authentication`, `certificate`,
   * `security-type`, `protocol`, `timeout`.
   */
  static async connect(options: RfbOptions, call: CallOptions = {}): Promise<RfbClient> {
    const client = new RfbClient(options);
    const { peer } = client.#connection;
    await withDeadline(`connecting to ${peer}`, call, (deadline) => client.#connection.open(deadline));
    return client;
  }

  /** The framebuffer's; undefined before all of it has come once. */
  get size(): Dimensions | undefined {
    const session = this.#session;
    if (!session?.flow.ready) return undefined;
    return { width: session.framebuffer.width, height: session.framebuffer.height };
  }

  get name(): string {
    return this.#session?.state.name ?? '';
  }

  get states(): DesktopStates {
    const state = this.#session?.state;
    return { 'pointer.absolute': state?.absolute ?? true, leds: state?.leds };
  }

  /** What the server showed so far that it can, and how we came in. */
  get features(): (RfbFeatures & { readonly version: string; readonly security: string }) | undefined {
    const session = this.#session;
    return session && { ...session.state.features, version: session.version, security: session.security };
  }

  /** The pointer's picture, which is not in the frames; undefined where it is, or is invisible. */
  get cursor(): CursorPicture | undefined {
    return this.#session?.state.cursor;
  }

  /** The guest's clipboard, as far as the server told. */
  get clipboard(): string | undefined {
    return this.#guestClipboard;
  }

  /** Why the connection is gone for good, if it is. */
  get lost(): Error | undefined {
    return this.#connection.lost;
  }

  on<Name extends keyof RfbEvents & string>(name: Name, listener: Listener<RfbEvents[Name]>): Disposable {
    return this.#events.on(name, listener);
  }

  /** Resolves when all has come that the guest showed before this call; `full`: every pixel anew. */
  async refresh({ full = false }: { readonly full?: boolean } = {}, call: CallOptions = {}): Promise<void> {
    await withDeadline('an update of the display', call, async (deadline) => {
      for (;;) {
        const session = await this.#connection.ready(deadline);
        const answer = full ? session.flow.askFull() : session.flow.refresh();
        try {
          return await deadline.race(answer);
        } catch (error) {
          const final = deadline.signal.aborted ? error : this.#connection.finalError(session, error);
          if (final) throw final;
        }
      }
    });
  }

  /**
   * A copy of the display, made between two updates, never within one; undefined until all of it has come once.
   * `fresh` copies although nothing changed since the last `take`.
   */
  async take(
    allocator: FrameAllocator,
    { fresh = false, ...call }: { readonly fresh?: boolean } & CallOptions = {},
  ): Promise<TakenFrame | undefined> {
    return await withDeadline('the end of an update', call, async (deadline) => {
      const session = await this.#connection.ready(deadline);
      try {
        await deadline.race(session.flow.settled());
      } catch (error) {
        const final = deadline.signal.aborted ? error : this.#connection.finalError(session, error);
        if (final) throw final;
      }
      if (session !== this.#session || !session.flow.ready) return undefined;
      const { width, height, data } = session.framebuffer;
      const { askedAt } = session.flow;
      const damage = session.framebuffer.takeDamage();
      session.taken();
      if (!fresh && damage.length === 0) return { width, height, data: undefined, damage, askedAt };
      const copy = allocator.allocate(width, height);
      copy.set(data);
      return { width, height, data: copy, damage, askedAt };
    });
  }

  /** Presses and releases, in order, each with its pause before the next; resolves when the server has them, where it tells. */
  async keys(events: readonly KeyEvent[], call: CallOptions = {}): Promise<void> {
    const {
      extended = true,
      press = DEFAULT_INPUT_PAUSE,
      interval = DEFAULT_INPUT_PAUSE,
    } = this.#options.keys ?? {};
    await withDeadline('sending keys', call, async (deadline) => {
      const session = await this.#forInput(deadline);
      for (const event of events) {
        deadline.throwIfDone();
        await this.#rested(deadline);
        const byScancode = extended && session.state.features.extendedKeys;
        await deadline.race(session.send(this.#keyboard.message(event, byScancode)));
        this.#restUntil = now() + (event.down ? press : interval);
      }
      await deadline.race(session.acknowledged());
    });
  }

  /** Errors: `machine-state` for positions while the guest listens to movements, `unsupported` for buttons the server lacks. */
  async pointer(events: readonly PointerEvent[], call: CallOptions = {}): Promise<void> {
    const { interval = DEFAULT_INPUT_PAUSE } = this.#options.pointer ?? {};
    await withDeadline('sending pointer events', call, async (deadline) => {
      const session = await this.#forInput(deadline);
      const { absolute, features } = session.state;
      const mode = { absolute, extendedButtons: features.extendedButtons, size: session.framebuffer };
      for (const message of events.flatMap((event) => this.#pointer.messages(event, mode))) {
        deadline.throwIfDone();
        await this.#rested(deadline);
        await deadline.race(session.send(message));
        this.#restUntil = now() + interval;
      }
      await deadline.race(session.acknowledged());
    });
  }

  /** The pause after the input before is over: what passed meanwhile counts. */
  async #rested(deadline: Deadline): Promise<void> {
    const rest = this.#restUntil - now();
    if (rest > 0) await pause(rest, deadline.signal);
  }

  /** Gives `text` to the guest's clipboard; resolves when it is on its way. */
  async setClipboard(text: string, call: CallOptions = {}): Promise<void> {
    await withDeadline('setting the clipboard', call, async (deadline) => {
      (await this.#connection.ready(deadline)).clipboard.offer(text);
    });
  }

  /** Errors: `unsupported` where the server cannot, `hypervisor` where it does not want to. */
  async setDesktopSize(size: Dimensions, call: CallOptions = {}): Promise<void> {
    await withDeadline('changing the size of the display', call, async (deadline) => {
      await requestDesktopSize(await this.#connection.ready(deadline), size, deadline);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection[Symbol.dispose]();
  }

  get #session(): RfbSession | undefined {
    return this.#connection.session;
  }

  /** The session, for input: on another one than before, nothing is held. */
  async #forInput(deadline: Deadline): Promise<RfbSession> {
    const session = await this.#connection.ready(deadline);
    if (session === this.#input) return session;
    this.#input = session;
    this.#keyboard.forget();
    this.#pointer.forget();
    return session;
  }
}
