/** The guest's one frame stream: pulls the desktop only while somebody waits; one capture a tick serves all. */
import { pause } from '../base/deadline.ts';
import { raceSignal } from '../base/signals.ts';
import type { Desktop } from '../driver/driver.ts';
import { unionDamage } from '../frame/damage.ts';
import type { Damage, Frame, FrameAllocator } from '../frame/frame.ts';
import { FrameHistory } from '../frame/frame-history.ts';

/** Between attempts while there is no desktop (the guest is off or reboots), in ms. */
const RETRY_INTERVAL = 250;

export interface FrameStreamOptions {
  /** Opens the desktop, or gives the open one. May fail while the machine is off. */
  readonly desktop: (signal: AbortSignal) => Promise<Desktop>;
  readonly allocator: FrameAllocator;
  /** Sees every frame once; its memory is valid during the call only. */
  readonly onFrame?: (frame: Frame) => void;
  /** Why an attempt to get frames failed; it is tried again. */
  readonly onError?: (error: unknown) => void;
}

/** What a view got: `damage` is relative to the last frame that this view returned. */
export interface SeenFrame {
  readonly frame: Frame;
  readonly damage: Damage;
  /** None comes after it: whoever looks at it takes the time that it needs. */
  readonly final?: boolean;
}

/** One waiter's sight of the stream. */
export interface FrameView extends Disposable {
  /**
   * The newest frame that this view has not returned yet and whose capture began at `after` or later.
   * Its memory is valid until the next call, or until the view is disposed.
   */
  next(options: { readonly after?: number; readonly signal: AbortSignal }): Promise<SeenFrame>;
}

export class FrameStream {
  /** What changed from frame to frame, for those who look at them. */
  readonly history = new FrameHistory();
  readonly #options: FrameStreamOptions;
  readonly #views = new Set<View>();
  readonly #holds = new Map<Uint8Array, number>();
  #latest: Frame | undefined;
  #stop: AbortController | undefined;
  #pump: Promise<void> = Promise.resolve();
  #demand = () => {};
  constructor(options: FrameStreamOptions) {
    this.#options = options;
  }

  /** Number of frames captured for waiters so far. */
  frames = 0;

  open(): FrameView {
    const view = new View({
      hold: (frame) => this.#hold(frame),
      drop: (frame) => this.#drop(frame),
      wanted: () => this.#demand(),
      closed: (closing) => this.#close(closing),
    });
    this.#views.add(view);
    if (this.#views.size === 1) this.#start();
    return view;
  }

  /** Ends the pump and waits for its end; views still open get nothing more. */
  async dispose(): Promise<void> {
    this.#stop?.abort();
    await this.#pump;
    if (this.#latest) this.#drop(this.#latest);
    this.#latest = undefined;
  }

  #start(): void {
    const stop = new AbortController();
    this.#stop = stop;
    // A desktop has one consumer at a time: the pump before must have ended.
    this.#pump = this.#pump.then(() => this.#run(stop.signal));
  }

  #close(view: View): void {
    this.#views.delete(view);
    if (this.#views.size === 0) this.#stop?.abort();
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#pull(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#options.onError?.(error); // off or rebooting is no failure yet: the waiter has a deadline
      }
      await pause(RETRY_INTERVAL, signal).catch(() => {});
    }
  }

  async #pull(signal: AbortSignal): Promise<void> {
    await this.#wanted(signal);
    const desktop = await this.#options.desktop(signal);
    let first = true;
    for await (const frame of desktop.frames({ signal, allocator: this.#options.allocator })) {
      if (frame.width > 0 && frame.height > 0) this.#deliver(first ? { ...frame, damage: 'all' } : frame);
      first = false;
      await this.#wanted(signal);
      if (signal.aborted) return;
    }
  }

  #deliver(frame: Frame): void {
    this.frames++;
    this.history.note(frame);
    const before = this.#latest;
    this.#hold(frame);
    this.#latest = frame;
    if (before) this.#drop(before);
    this.#options.onFrame?.(frame);
    for (const view of [...this.#views]) view.deliver(frame);
  }

  /** Resolves as soon as a view asks for a frame. */
  async #wanted(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && ![...this.#views].some((view) => view.waiting)) {
      const asked = new Promise<void>((resolve) => {
        this.#demand = resolve;
      });
      await raceSignal(asked, signal).catch(() => {});
    }
  }

  #hold({ data }: Frame): void {
    this.#holds.set(data, (this.#holds.get(data) ?? 0) + 1);
  }

  /** An unchanged screen gives several frames over the same memory: only the last holder releases it. */
  #drop({ data }: Frame): void {
    const holders = (this.#holds.get(data) ?? 0) - 1;
    if (holders > 0) return void this.#holds.set(data, holders);
    this.#holds.delete(data);
    this.#options.allocator.release(data);
  }
}

interface ViewOwner {
  hold(frame: Frame): void;
  drop(frame: Frame): void;
  wanted(): void;
  closed(view: View): void;
}

class View implements FrameView {
  readonly #owner: ViewOwner;
  /** Not yet returned. */
  #fresh: Frame | undefined;
  #damage: Damage = 'all';
  /** Returned last: its memory is in the caller's hands. */
  #current: Frame | undefined;
  #after = Number.NEGATIVE_INFINITY;
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(owner: ViewOwner) {
    this.#owner = owner;
  }

  get waiting(): boolean {
    return this.#wake !== undefined;
  }

  deliver(frame: Frame): void {
    this.#owner.hold(frame);
    if (this.#fresh) this.#owner.drop(this.#fresh);
    this.#fresh = frame;
    this.#damage = unionDamage(this.#damage, frame.damage);
    if (frame.time >= this.#after) this.#wake?.();
  }

  async next({
    after = Number.NEGATIVE_INFINITY,
    signal,
  }: {
    after?: number;
    signal: AbortSignal;
  }): Promise<SeenFrame> {
    if (this.#closed) throw new Error('frame view: used after it was disposed');
    this.#after = after;
    if (!this.#fresh || this.#fresh.time < after) {
      const arrived = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#owner.wanted();
      try {
        await raceSignal(arrived, signal);
      } finally {
        this.#wake = undefined;
      }
    }
    const frame = this.#fresh as Frame;
    const seen = { frame, damage: this.#damage };
    if (this.#current) this.#owner.drop(this.#current);
    this.#current = frame; // the hold moves from fresh to current
    this.#fresh = undefined;
    this.#damage = [];
    return seen;
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const frame of [this.#fresh, this.#current]) if (frame) this.#owner.drop(frame);
    this.#owner.closed(this);
  }
}
