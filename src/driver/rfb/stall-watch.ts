/** Notices a server that does not answer: asks for the whole display, connects again, gives up. Pure but for its log. */
import { formatDuration, parseDuration } from '../../base/units.ts';
import type { StallOptions } from './options.ts';

export interface StallActions {
  /** Asks the same connection for all pixels. */
  askFull(): void;
  /** Makes a new connection. */
  reconnect(): void;
  /** It is over; `reason` completes "the VNC server ...". */
  fail(reason: string): void;
  log(message: string): void;
}

/** What the watch looks at, monotonic ms. */
export interface StallFacts {
  /** Since when an answer is awaited; undefined when none is. */
  readonly waitingSince: number | undefined;
  /** When the last bytes came. */
  readonly receivedAt: number;
  readonly now: number;
}

/** Defaults in ms: QEMU's own timer may take 3 s. */
const QUIET = 4000;
const FULL = 6000;
const RECONNECTS = 2;

export class StallWatch {
  readonly #quiet: number;
  readonly #full: number;
  readonly #reconnects: number;
  readonly #actions: StallActions;
  #askedAt: number | undefined;
  #done = 0;

  constructor(options: StallOptions, actions: StallActions) {
    this.#quiet = parseDuration(options.quiet ?? QUIET, 'stall.quiet');
    this.#full = parseDuration(options.full ?? FULL, 'stall.full');
    this.#reconnects = options.reconnects ?? RECONNECTS;
    this.#actions = actions;
  }

  /** How often to call `check`, in ms. */
  get interval(): number {
    return Math.max(1, Math.min(this.#quiet, this.#full) / 4);
  }

  /** An answer came: whatever was wrong is over. */
  answered(): void {
    if (this.#askedAt !== undefined || this.#done > 0) this.#actions.log('the server answers again');
    this.#askedAt = undefined;
    this.#done = 0;
  }

  check({ waitingSince, receivedAt, now }: StallFacts): void {
    if (waitingSince === undefined) return;
    if (this.#askedAt === undefined) {
      if (now - waitingSince < this.#quiet) return;
      this.#askedAt = now;
      this.#actions.log(`no update within ${formatDuration(this.#quiet)}: asks for the whole display`);
      this.#actions.askFull();
      return;
    }
    const silent = now - Math.max(this.#askedAt, receivedAt);
    if (silent < this.#full) return;
    this.#askedAt = undefined;
    const still = `still nothing after ${formatDuration(silent)}`;
    if (this.#done >= this.#reconnects) {
      this.#actions.log(`${still}: gives up after ${this.#done} new connections`);
      this.#actions.fail(
        `sent nothing, neither an update within ${formatDuration(this.#quiet + this.#full)} nor over ${this.#done} new connections`,
      );
      return;
    }
    this.#done++;
    this.#actions.log(`${still}: connects again (${this.#done} of ${this.#reconnects})`);
    this.#actions.reconnect();
  }
}
