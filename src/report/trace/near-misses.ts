/** How near a wait that goes on came to what it looks for: told now and then, for a small part of the time. */
import { now } from '../../base/deadline.ts';
import { copyFrame, type Frame } from '../../frame/frame.ts';
import type { GuestEvent } from '../../guest/guest-event.ts';
import type { Target } from '../../guest/target.ts';
import type { TraceAction } from './action.ts';

/** Most waits end sooner, and need no explanation. In ms. */
const FIRST_AFTER = 1000;
/** After an explanation that took some time the next one comes so many times later: 1 % of the time. */
const REST = 100;

export type Look = Pick<Extract<GuestEvent, { type: 'looked' }>, 'frame' | 'seen' | 'changed' | 'targets'>;

export class NearMisses {
  readonly #tell: (action: TraceAction, line: string) => void;
  readonly #clock: () => number;
  #action: TraceAction | undefined;
  /** Something new showed since the last explanation. */
  #isNew = true;
  #nextAt = 0;
  #pending: Promise<void> | undefined;

  /** `clock` gives monotonic ms. */
  constructor(tell: (action: TraceAction, line: string) => void, clock: () => number = now) {
    this.#tell = tell;
    this.#clock = clock;
  }

  /** A wait of `action` looked at a frame in vain, whose memory may be used again when this returns. */
  look(action: TraceAction, { frame, seen, changed, targets }: Look): void {
    if (action !== this.#action) {
      this.#action = action;
      this.#isNew = true;
      this.#nextAt = this.#clock() + FIRST_AFTER;
    }
    this.#isNew ||= changed;
    if (this.#pending || !this.#isNew || this.#clock() < this.#nextAt) return;
    const quick = targets.flatMap((target) => target.parts ?? target).filter(({ slow }) => !slow);
    if (quick.length === 0) return;
    this.#isNew = false;
    const startedAt = this.#clock();
    this.#pending = this.#explain(action, copyFrame(frame), seen, quick)
      .catch(() => {}) // the wait itself tells what is wrong with a screen
      .finally(() => {
        this.#pending = undefined;
        this.#nextAt = this.#clock() + Math.max(FIRST_AFTER, (this.#clock() - startedAt) * REST);
      });
  }

  /** Resolves when nothing is being explained any more. */
  async settled(): Promise<void> {
    await this.#pending;
  }

  async #explain(action: TraceAction, frame: Frame, seen: number, targets: readonly Target[]): Promise<void> {
    for (const target of targets) {
      const explanation = await target.explain(frame);
      this.#tell(action, `frame ${seen} does not show ${target.what}: ${explanation}`);
    }
  }
}
