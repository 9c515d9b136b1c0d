/** One host while a slot is looked for: opened when first asked, given up for a while when it does not answer. */
import { type Deadline, now } from '../../base/deadline.ts';
import { messageOf } from '../../base/errors.ts';
import { BeatWatch } from './beat-watch.ts';
import type { HostEntry } from './host-entry.ts';
import type { SeenLock, SlotHost } from './slot-host.ts';

type BoundedCall = { readonly signal: AbortSignal; readonly timeout: number };

export type OpenSlotHost = (entry: HostEntry, call: BoundedCall) => Promise<SlotHost>;

/** A lock whose owner is gone, and the machines that it left. */
export interface Removed {
  readonly lock: SeenLock;
  readonly guests: readonly string[];
}

/** A host that did not answer is left alone for so long, in ms: a reboot takes longer. */
const RETRY_AFTER = 5000;
/** One question to a host, in ms: longer than a link's keepalive needs to find it cut. */
const ANSWER_TIME = 20_000;

export class HostLink implements AsyncDisposable {
  readonly entry: HostEntry;
  /** What was seen last; undefined when the host does not answer. */
  locks: readonly SeenLock[] | undefined;
  /** Why it does not answer. */
  problem: unknown;
  readonly #open: OpenSlotHost;
  readonly #watch = new BeatWatch();
  #host: SlotHost | undefined;
  #retryAt = 0;

  constructor(entry: HostEntry, open: OpenSlotHost) {
    this.entry = entry;
    this.#open = open;
  }

  /** Looks at the locks; removes those whose owners are gone, and gives what it removed. */
  async look(deadline: Deadline): Promise<readonly Removed[]> {
    if (now() < this.#retryAt) return [];
    const removed = await this.use(deadline, async (host, call) => {
      const locks = await host.locks(call);
      const gone = this.#watch.abandoned(locks);
      this.locks = locks.filter((lock) => !gone.includes(lock));
      const removed: Removed[] = [];
      for (const lock of gone) removed.push({ lock, guests: await host.remove(lock, call) });
      return removed;
    });
    return removed ?? [];
  }

  /** Does `work` with the host; undefined, and `problem` set, when it fails. */
  async use<T>(
    deadline: Deadline,
    work: (host: SlotHost, call: BoundedCall) => Promise<T>,
  ): Promise<T | undefined> {
    const { signal } = deadline;
    const call = { signal, timeout: Math.min(deadline.remaining, ANSWER_TIME) };
    try {
      this.#host ??= await this.#open(this.entry, call);
      const result = await work(this.#host, call);
      this.problem = undefined;
      return result;
    } catch (error) {
      deadline.throwIfDone();
      this.problem = error;
      this.locks = undefined;
      this.#retryAt = now() + RETRY_AFTER;
      await this[Symbol.asyncDispose]();
      return undefined;
    }
  }

  /** "uri: why it does not answer". */
  get complaint(): string {
    return `${this.entry.uri}: ${messageOf(this.problem).split('\n')[0]}`;
  }

  /** The host is somebody else's to dispose from here on. */
  release(): SlotHost | undefined {
    const host = this.#host;
    this.#host = undefined;
    return host;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const host = this.release();
    await Promise.resolve(host?.[Symbol.asyncDispose]()).catch(() => {}); // it is given up anyway
  }
}
