/** Frames of a desktop that must be polled: pull-based, at an adaptive cadence, with damage against the last frame. */
import { now as monotonicNow, pause as pauseFor } from '../base/deadline.ts';
import { frameDamage } from '../frame/damage.ts';
import { createFrame, type Damage, type Frame, type FrameAllocator } from '../frame/frame.ts';
import { noteFrame } from '../frame/lineage.ts';
import { Blinkers } from './blinkers.ts';
import { Cadence } from './cadence.ts';

/**
 * What one capture gave. `cost`: ms of a core if the driver knows better than the time that passed. `time`: monotonic
 * ms from which on all that the guest showed is in it, where that is earlier than the moment at which it was asked for.
 */
export type Captured =
  /** The same pixels as the last capture of this source. */
  | { readonly unchanged: true; readonly cost?: number; readonly time?: number }
  /**
   * RGBA in memory from the source's allocator, which must not change any more.
   * Without `damage` it is compared with the last frame.
   */
  | {
      readonly width: number;
      readonly height: number;
      readonly data: Uint8Array;
      readonly damage?: Damage;
      readonly cost?: number;
      readonly time?: number;
    };

/** Why the next capture should come soon. */
export type CaptureHint = 'input' | 'damage';

/** Time as this file sees it; tests bring their own. */
export interface FrameClock {
  now(): number;
  /** Resolves after `milliseconds`, rejects when `signal` fires. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface FrameSourceOptions {
  /**
   * Takes one capture. `previous` is the last frame yielded (its memory is still the consumer's to read).
   * Undefined when there is nothing to see yet, such as a 0x0 display: the next one is waited for.
   */
  readonly capture: (context: {
    readonly previous: Frame | undefined;
    readonly allocator: FrameAllocator;
    readonly signal: AbortSignal;
  }) => Promise<Captured | undefined>;
  readonly allocator: FrameAllocator;
  /** Ends the iteration. */
  readonly signal: AbortSignal;
  /** Counts all frames of one desktop. */
  readonly nextSequence: () => number;
  /** Subscribes to hints for as long as the iteration lasts. */
  readonly hints?: (listener: (hint: CaptureHint) => void) => Disposable;
  /** Default 0. */
  readonly display?: number;
  readonly clock?: FrameClock;
}

const REAL_CLOCK: FrameClock = { now: monotonicNow, pause: pauseFor };

/**
 * Yields a frame for each one that is asked for, the newest there is; nothing is captured in between.
 * An unchanged screen gives frames with the same `data`, empty damage, a new time and sequence number.
 * Memory is only ever released by the consumer, who holds the last frame until it got the next one.
 * Errors of `capture` end the iteration, unless `signal` fired: then it just ends.
 */
export async function* pollFrames(options: FrameSourceOptions): AsyncGenerator<Frame, void, void> {
  const { capture, allocator, signal, nextSequence, display = 0, clock = REAL_CLOCK } = options;
  const cadence = new Cadence(clock.now());
  const blinkers = new Blinkers();
  const alarm = new Alarm(clock);
  using _hints = options.hints?.((hint) => {
    if (hint === 'damage') cadence.damaged(clock.now());
    else cadence.touched(clock.now());
    alarm.ring();
  });
  using _end = onAbort(signal, () => alarm.ring());
  let previous: Frame | undefined;
  for (;;) {
    await alarm.waitUntil(() => (signal.aborted ? Number.NEGATIVE_INFINITY : cadence.nextAt(clock.now())));
    if (signal.aborted) return;
    const started = clock.now();
    let captured: Captured | undefined;
    try {
      captured = await capture({ previous, allocator, signal });
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    const cost = captured?.cost ?? clock.now() - started;
    const time = captured?.time ?? started;
    const frame = captured && frameOf(captured, previous, { display, sequence: nextSequence(), time });
    const changed = frame !== undefined && (frame.damage === 'all' || frame.damage.length > 0);
    cadence.captured(started, cost, changed);
    if (changed && !blinkers.isBlink(frame.damage, clock.now())) cadence.touched(clock.now());
    if (!frame) continue;
    previous = frame;
    yield frame;
  }

  function frameOf(
    captured: Captured,
    last: Frame | undefined,
    facts: { display: number; sequence: number; time: number },
  ): Frame {
    if ('unchanged' in captured) {
      if (!last) throw new Error('frame source: the first capture cannot be unchanged');
      return createFrame(last.data, { width: last.width, height: last.height, ...facts, damage: [] });
    }
    const { width, height, data } = captured;
    const frame = createFrame(data, { width, height, ...facts });
    const damage = captured.damage ?? frameDamage(last, frame);
    if (!last || damage === 'all' || damage.length > 0) {
      noteFrame(data, last?.data, damage);
      return { ...frame, damage };
    }
    allocator.release(data); // nobody saw it
    return createFrame(last.data, { width, height, ...facts, damage: [] });
  }
}

/** Waits for a moment that may move closer while it waits. */
class Alarm {
  readonly #clock: FrameClock;
  #bell = new AbortController();

  constructor(clock: FrameClock) {
    this.#clock = clock;
  }

  /** The moment moved: look again. */
  ring(): void {
    this.#bell.abort();
  }

  async waitUntil(due: () => number): Promise<void> {
    for (;;) {
      const delay = due() - this.#clock.now();
      if (delay <= 0) return;
      this.#bell = new AbortController();
      await this.#clock.pause(delay, this.#bell.signal).catch(() => {}); // rung: the loop looks why
    }
  }
}

/** Listens once; one listener for the whole iteration, as `AbortSignal.any` per wait would pile up. */
function onAbort(signal: AbortSignal, listener: () => void): Disposable {
  signal.addEventListener('abort', listener, { once: true });
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', listener) };
}
