/** One ordered queue of input a guest: what is asked first arrives first, and held keys are let go. */
import { now } from '../base/deadline.ts';
import { raceSignal } from '../base/signals.ts';
import type { Desktop, PointerButton, PointerEvent } from '../driver/driver.ts';
import { Held } from '../input/held.ts';
import { type KeyEvent, type PhysicalKey, parseScancodes } from '../input/keys.ts';
import type { InputCall } from './guest-event.ts';
import { sendAndSeeLights } from './lock-lights.ts';

/** Letting go after an error is worth this long, in ms: the guest may be gone. */
const RELEASE_TIMEOUT = 2000;

/** A call of the driver that sent input, acknowledged. */
export interface SentInput {
  readonly call: InputCall;
  /** Events or bytes. */
  readonly count: number;
  /** Milliseconds. */
  readonly took: number;
}

/** What a queued job may do. Every call resolves when the driver acknowledged it. */
export interface InputSink {
  keys(events: readonly KeyEvent[]): Promise<void>;
  scancodes(bytes: readonly number[]): Promise<void>;
  pointer(events: readonly PointerEvent[]): Promise<void>;
}

export interface InputJobOptions {
  readonly signal: AbortSignal;
  /** Milliseconds left for the job. */
  readonly timeout: () => number;
  readonly desktop: (signal: AbortSignal) => Promise<Desktop>;
}

/** A place in the queue, held until it is disposed. */
export interface QueuePlace extends Disposable {
  /** Resolves when all jobs queued before have ended. */
  turn(signal: AbortSignal): Promise<void>;
}

export class InputQueue {
  readonly #keys = new Held<PhysicalKey>();
  readonly #buttons = new Held<PointerButton>();
  readonly #onSent: (sent: SentInput) => void;
  #tail: Promise<unknown> = Promise.resolve();
  #desktop: Desktop | undefined;
  #lastActionAt = Number.NEGATIVE_INFINITY;

  constructor(onSent: (sent: SentInput) => void = () => {}) {
    this.#onSent = onSent;
  }

  /** Monotonic ms at which the driver acknowledged the last input or power action; frames from then on count. */
  get lastActionAt(): number {
    return this.#lastActionAt;
  }

  /** The keys that are down now, in the order of pressing. */
  get heldKeys(): readonly PhysicalKey[] {
    return this.#keys.names;
  }

  /** Notes an action that is no input, such as a reset: frames from before it are stale. */
  acted(): void {
    this.#lastActionAt = now();
  }

  /** Runs `job` after all jobs queued before it. If it fails, every held key and button is released. */
  run<T>(options: InputJobOptions, job: (sink: InputSink) => Promise<T>): Promise<T> {
    const turn = this.#tail.then(async () => {
      if (options.signal.aborted) throw options.signal.reason;
      this.#desktop = await options.desktop(options.signal);
      try {
        return await job(this.#sink(this.#desktop, options));
      } catch (error) {
        await this.#release();
        throw error;
      }
    });
    this.#tail = turn.catch(() => {});
    return turn;
  }

  /**
   * A place in the queue for what is no input: its turn comes after all jobs queued before, and those queued later wait
   * until it is disposed.
   */
  between(): QueuePlace {
    const before = this.#tail;
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    this.#tail = before.then(() => left);
    return {
      turn: async (signal) => void (await raceSignal(before, signal)),
      [Symbol.dispose]: () => leave(),
    };
  }

  /** Releases whatever is held, after the jobs under way. Never fails: the guest may be off. */
  async releaseAll(): Promise<void> {
    this.#tail = this.#tail.then(() => this.#release());
    await this.#tail;
  }

  #sink(desktop: Desktop, { signal, timeout }: InputJobOptions): InputSink {
    const acknowledged = async (call: InputCall, count: number, send: () => Promise<void>) => {
      const sentAt = now();
      await send();
      this.acted();
      this.#onSent({ call, count, took: now() - sentAt });
    };
    const tracked = (
      call: InputCall,
      count: number,
      events: readonly KeyEvent[],
      send: () => Promise<void>,
    ) => {
      // Noted before the call: half of it may have arrived when it fails.
      for (const { key, down } of events) if (down) this.#keys.note(key, true);
      return acknowledged(call, count, async () => {
        await send();
        for (const { key, down } of events) this.#keys.note(key, down);
      });
    };
    return {
      keys: async (events) => {
        const send = () =>
          tracked('keys', events.length, events, () => desktop.keys(events, { signal, timeout: timeout() }));
        await sendAndSeeLights(desktop, events, send, signal);
      },
      scancodes: (bytes) =>
        tracked('scancodes', bytes.length, parseScancodes(bytes).events, () =>
          desktop.scancodes(bytes, { signal, timeout: timeout() }),
        ),
      pointer: (events) => {
        const buttons = events.filter((event) => event.type === 'button');
        for (const { button, down } of buttons) if (down) this.#buttons.note(button, true);
        return acknowledged('pointer', events.length, async () => {
          await desktop.pointer(events, { signal, timeout: timeout() });
          for (const { button, down } of buttons) this.#buttons.note(button, down);
        });
      },
    };
  }

  async #release(): Promise<void> {
    const keys = this.#keys.drain().map((key) => ({ key, down: false }));
    const buttons = this.#buttons.drain().map((button) => ({ type: 'button' as const, button, down: false }));
    const call = { timeout: RELEASE_TIMEOUT };
    if (keys.length > 0) await this.#desktop?.keys(keys, call).catch(() => {});
    if (buttons.length > 0) await this.#desktop?.pointer(buttons, call).catch(() => {});
    if (keys.length > 0 || buttons.length > 0) this.acted();
  }
}
