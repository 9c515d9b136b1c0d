/** What a test holds: a machine and its desktop with keyboard, mouse, screens, text, serial, waiting. */
import type { CallOptions } from '../base/deadline.ts';
import type { Machine } from '../driver/driver.ts';
import type { Frame } from '../frame/frame.ts';
import type { ReadText } from '../matchers/text.ts';
import { Clipboard } from './clipboard.ts';
import { type GuestContext, perform, remaining } from './context.ts';
import type { FilmstripFrame } from './filmstrip.ts';
import { type FirstOf, firstOf } from './first-of.ts';
import { Keyboard } from './keyboard.ts';
import { Locator } from './locator.ts';
import { Media, Network, Snapshots } from './machine-controls.ts';
import { Mouse } from './mouse.ts';
import { pauseGuest } from './pause.ts';
import { Power } from './power.ts';
import { type RegionLike, resolveRegion } from './region-locator.ts';
import { noSavedSnapshots, type SavedSnapshots, type SaveOptions } from './saved.ts';
import { assertScript, type RunOptions, type Script, type ScriptResult } from './script-contract.ts';
import { type Serial, serialPortOf } from './serial.ts';
import type { Services } from './services.ts';
import { Shell, type ShellOptions } from './shell.ts';
import { type TextOptions, textTarget } from './text-locator.ts';
import { type ChangeOptions, type ScreenChange, waitChange } from './wait-change.ts';

/** Parts of the context that only the guest sets up. */
export interface GuestParts {
  readonly context: GuestContext;
  readonly services: Services;
  readonly saved: SavedSnapshots | undefined;
  readonly close: () => Promise<void>;
}

/** Registered globally: a script of another copy of the package works on this guest. */
const INTERNALS = Symbol.for('guestwright.guest.internals');

export class Guest implements AsyncDisposable {
  readonly #brand = true;
  readonly #parts: GuestParts;
  readonly power: Power;
  readonly keyboard: Keyboard;
  readonly mouse: Mouse;
  readonly clipboard: Clipboard;
  readonly media: Media;
  readonly snapshots: Snapshots;
  readonly network: Network;
  readonly services: Services;

  /** @internal Use createGuest(). */
  constructor(parts: GuestParts) {
    this.#parts = parts;
    const { context } = parts;
    const restarting = () => {
      context.pointer.forget();
      for (const port of context.serialPorts) port.skip();
    };
    this.power = new Power(context, restarting);
    this.keyboard = new Keyboard(context);
    this.mouse = new Mouse(context);
    this.clipboard = new Clipboard(context);
    this.media = new Media(context);
    this.snapshots = new Snapshots(context, restarting);
    this.network = new Network(context);
    this.services = parts.services;
  }

  /** Whether `value` is a Guest of this copy of the package; not fooled by look-alikes. */
  static is(value: unknown): value is Guest {
    return typeof value === 'object' && value !== null && #brand in value && value.#brand;
  }

  /** @internal */
  get [INTERNALS](): GuestContext {
    return this.#parts.context;
  }

  /** The machine under this guest, for what only its driver knows. */
  get machine(): Machine {
    return this.#parts.context.machine;
  }

  /** A screen of the library, or any of several. Throws `unknown-screen` with the nearest name. */
  screen(name: string | readonly string[]): Locator {
    return new Locator(this.#parts.context, this.mouse, this.#parts.context.screens.target(name));
  }

  /** A text that can be read on the screen. */
  text(pattern: string | RegExp, options: TextOptions = {}): Locator {
    return new Locator(this.#parts.context, this.mouse, textTarget(this.#parts.context, pattern, options));
  }

  /** Waits for the first of several locators to show. */
  async firstOf<Name extends string>(
    locators: Readonly<Record<Name, Locator>>,
    options: CallOptions = {},
  ): Promise<FirstOf<Name>> {
    return await firstOf(this.#parts.context, locators, options);
  }

  /**
   * Waits until the display, or a region of it, shows something else than at the call; input asked for later waits until
   * the display of the call was captured. A screen that is awaited says more than any change. Throws `not-changed`.
   */
  async waitForChange(options: ChangeOptions = {}): Promise<ScreenChange> {
    const { context } = this.#parts;
    using queued = context.input.between(); // before anything is awaited: what the caller types next comes behind
    const where = options.region === undefined ? 'the display' : 'a region';
    const performance = { title: `${where} changes`, category: 'wait', timeout: 'shown' } as const;
    return await perform(context, performance, options, (attempt) =>
      waitChange(context, attempt, options, queued),
    );
  }

  /** One fresh full frame in memory of its own; with `region`, only that part is sure to be fresh. */
  async capture(options: { readonly region?: RegionLike } & CallOptions = {}): Promise<Frame> {
    const { context } = this.#parts;
    return await perform(
      context,
      { title: 'capture the display', category: 'wait', timeout: 'call' },
      options,
      async (attempt) => {
        const region = await resolveRegion(context, attempt, options.region);
        const desktop = await context.desktop.get(attempt);
        const call = { signal: attempt.signal, timeout: remaining(attempt) };
        const frame = await desktop.capture(region ? { ...call, region } : call);
        context.filmstrip.add(frame, { always: true });
        context.observer.note?.({ type: 'captured', frame });
        return frame;
      },
    );
  }

  /** What can be read on a fresh frame, or in a region of it: lines with their words, places and colours. */
  async readText(options: { readonly region?: RegionLike } & CallOptions = {}): Promise<ReadText> {
    const { context } = this.#parts;
    return await perform(
      context,
      { title: 'read the display', category: 'wait', timeout: 'call' },
      options,
      async (attempt) => {
        const region = await resolveRegion(context, attempt, options.region);
        const desktop = await context.desktop.get(attempt);
        const frame = await desktop.capture({ signal: attempt.signal, timeout: remaining(attempt) });
        context.filmstrip.add(frame, { always: true });
        context.observer.note?.({ type: 'captured', frame });
        return await context.texts.read(frame, region);
      },
    );
  }

  /** The first serial port. */
  get serial(): Serial {
    return this.serialPort(0);
  }

  /** Serial port `index`, from 0. */
  serialPort(index: number): Serial {
    return serialPortOf(this.#parts.context, index);
  }

  /** A shell in the guest, over the serial console, the guest agent, or the text console on the screen. */
  shell(options: ShellOptions): Shell {
    return new Shell(this.#parts.context, options);
  }

  /** Runs an install or test script. */
  async run(script: Script, options: RunOptions = {}): Promise<ScriptResult> {
    assertScript(script);
    return await script.run(this, options);
  }

  /** Runs `body` and saves the guest under that name, unless a fresh snapshot exists; tells which happened. */
  async saved(name: string, body: () => Promise<void>, options: SaveOptions = {}): Promise<'made' | 'fresh'> {
    if (!this.#parts.saved) throw noSavedSnapshots();
    return await this.#parts.saved.saved(name, body, options);
  }

  /** Saves the guest under that name, for tests to start from. */
  async save(name: string, options: SaveOptions = {}): Promise<void> {
    if (!this.#parts.saved) throw noSavedSnapshots();
    await this.#parts.saved.save(name, options);
  }

  /**
   * Stands still until a person at the live page says that it goes on; the guest itself runs, and the person may act
   * on it. Error `machine-state` where nobody could: in CI, or over a guest without a live page.
   */
  async pause(options: Pick<CallOptions, 'signal'> = {}): Promise<void> {
    await pauseGuest(this.#parts.context, options);
  }

  /** Every input so far, with times; secrets masked. */
  get inputLog(): readonly string[] {
    return this.#parts.context.inputLog.lines();
  }

  /** Everything the guest did and waited for, with times. */
  get callLog(): readonly string[] {
    return this.#parts.context.log.lines();
  }

  /** The last distinct frames, small, oldest first. */
  get filmstrip(): readonly FilmstripFrame[] {
    return this.#parts.context.filmstrip.pictures;
  }

  /** Releases held keys and buttons and closes the desktop. The machine is disposed by its owner. */
  async dispose(): Promise<void> {
    await this.#parts.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

/** The inside of a guest of any copy of the package, for the layers of this package. */
export function contextOf(guest: Guest): GuestContext {
  return guest[INTERNALS];
}
