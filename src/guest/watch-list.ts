/** The targets of one wait: all are looked for in the same pass, and no more of them than the answer needs. */
import type { GuestContext } from './context.ts';
import type { SeenFrame } from './frame-stream.ts';
import { SlowLook } from './slow-look.ts';
import { type GuestMatch, type Sight, type Target, Watch } from './target.ts';

/** Which of the targets showed, and where. */
export interface Shown {
  readonly match: GuestMatch;
  /** Index of the target. */
  readonly index: number;
}

export class WatchList implements Disposable {
  readonly #context: GuestContext;
  readonly #watches: readonly Watch[];
  /** By watch: those that others are not kept waiting for. */
  readonly #slow = new Map<Watch, SlowLook>();

  constructor(context: GuestContext, targets: readonly Target[]) {
    this.#context = context;
    this.#watches = targets.map((target) => new Watch(target));
    if (targets.length === 1) return; // it waits for nobody else
    for (const watch of this.#watches) {
      if (watch.target.slow) this.#slow.set(watch, new SlowLook(watch.target));
    }
  }

  /** The first of the targets that shows; those behind it are not looked for: nothing is asked of this list then. */
  async first({ frame, damage, final }: SeenFrame): Promise<Shown | undefined> {
    const sight = this.#sight();
    for (const [index, watch] of this.#watches.entries()) {
      const slow = final ? undefined : this.#slow.get(watch);
      const [match] = (await (slow ?? watch).update(frame, damage, sight))?.matches ?? [];
      if (match) return { match, index };
    }
    return undefined;
  }

  /** All of the targets that show. */
  async shown({ frame, damage }: SeenFrame): Promise<readonly Target[]> {
    const sight = this.#sight();
    for (const watch of this.#watches) await watch.update(frame, damage, sight);
    return this.lastShown;
  }

  /** Those that showed when they were looked for last. */
  get lastShown(): readonly Target[] {
    const shown = this.#watches.filter(({ sighting }) => (sighting?.matches.length ?? 0) > 0);
    return shown.map(({ target }) => target);
  }

  [Symbol.dispose](): void {
    for (const watch of this.#watches) watch[Symbol.dispose]();
  }

  #sight(): Sight {
    const { history } = this.#context.stream;
    for (const watch of this.#watches) watch.hold(history);
    return { pointer: this.#context.pointer.position, history, places: 'one' };
  }
}
