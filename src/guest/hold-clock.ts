/** How long a guest's work was held by a person: time that counts against no call around it. */
import { now } from '../base/deadline.ts';

export class HoldClock {
  #held = 0;
  #since: number | undefined;
  #holds = 0;

  /** Milliseconds held so far, with the hold under way. */
  get heldFor(): number {
    return this.#held + (this.#since === undefined ? 0 : now() - this.#since);
  }

  /** Held until disposed; holds at the same time count once. */
  hold(): Disposable {
    if (this.#holds++ === 0) this.#since = now();
    return {
      [Symbol.dispose]: () => {
        if (--this.#holds > 0) return;
        this.#held = this.heldFor;
        this.#since = undefined;
      },
    };
  }

  /** A signal that fires with `reason` at the monotonic ms `until`, later by what was held meanwhile. Dispose it. */
  timeUp(until: number, reason: () => unknown): Disposable & { readonly signal: AbortSignal } {
    const controller = new AbortController();
    const before = this.heldFor;
    let timer: NodeJS.Timeout | undefined;
    const look = () => {
      const delay = until + this.heldFor - before - now();
      if (delay <= 0) controller.abort(reason());
      else if (delay <= LONGEST_TIMER) timer = setTimeout(look, Math.max(delay, SHORTEST_LOOK));
    };
    look();
    return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
  }
}

/** setTimeout fires at once for delays that do not fit 32 bits; nobody waits 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** While it is held the time left stays as it is: it is looked at no more often, in ms. */
const SHORTEST_LOOK = 50;
