/** Hosts whose locks live in memory: several "computers" share one through links of their own. */
import type { Holder } from '../../../../../src/driver/hosts/holder.ts';
import type {
  HeldLock,
  Pruned,
  PruneRequest,
  SeenGuest,
  SeenLock,
  SlotHost,
} from '../../../../../src/driver/hosts/slot-host.ts';

/** The host itself. */
export class FakeHost {
  readonly locks = new Map<string, SeenLock>();
  /** Links that are open. */
  links = 0;
  readonly guests: SeenGuest[] = [];
  readonly pruneRequests: PruneRequest[] = [];
  pruned: Pruned = { removed: [], kept: [] };
  /** Every question fails with it while it is set. */
  down: Error | undefined;
  #ids = 0;

  /** A link of one more computer. */
  open(): SlotHost {
    this.check();
    this.links++;
    return {
      locks: async () => {
        this.check();
        return [...this.locks.values()];
      },
      guests: async () => {
        this.check();
        return this.guests;
      },
      take: async (name, holder) => this.#take(name, holder),
      remove: async ({ name, id }) => {
        if (this.locks.get(name)?.id === id) this.locks.delete(name);
        return [];
      },
      removeLeft: async () => {
        this.check();
        const ids = [...this.locks.values()].map(({ id }) => id);
        const left = this.guests.filter(({ note }) => note?.slot !== undefined && !ids.includes(note.slot));
        for (const guest of left) this.guests.splice(this.guests.indexOf(guest), 1);
        return left.map(({ name }) => name);
      },
      prune: async (request) => {
        this.check();
        this.pruneRequests.push(request);
        return this.pruned;
      },
      [Symbol.asyncDispose]: async () => {
        this.links--;
      },
    };
  }

  check(): void {
    if (this.down) throw this.down;
  }

  /** As if `holder` took it, and never gave another sign of life. */
  leave(name: string, holder: Holder | undefined): void {
    this.locks.set(name, { name, id: `id-${++this.#ids}`, holder });
  }

  #take(name: string, holder: Holder): HeldLock | undefined {
    this.check();
    if (this.locks.has(name)) return undefined;
    this.leave(name, holder);
    const id = `id-${this.#ids}`;
    const dispose = async () => {
      if (this.locks.get(name)?.id === id) this.locks.delete(name);
    };
    return { name, id, lost: new AbortController().signal, [Symbol.asyncDispose]: dispose };
  }
}
