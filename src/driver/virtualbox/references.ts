/**
 * Counts who uses which managed reference. The web service gives the same reference each time that a session asks for
 * the same object, and one release ends it for all who hold it (seen on 7.2).
 */

/** Unused references are released in one go when there are so many, or after this time in ms. */
const BATCH = 16;
const LINGER = 100;

export class ReferenceTable {
  readonly #release: (reference: string) => Promise<void>;
  readonly #counts = new Map<string, number>();
  readonly #unused = new Set<string>();
  #readers = 0;
  #whenIdle: (() => void) | undefined;
  #flushing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `release` tells the service; must not reject. */
  constructor(release: (reference: string) => Promise<void>) {
    this.#release = release;
  }

  /**
   * Runs a call whose result may be references. None is released meanwhile: the service would hand out one that it is
   * about to forget.
   */
  async reading<T>(call: () => Promise<T>): Promise<T> {
    while (this.#flushing) await this.#flushing;
    this.#readers++;
    try {
      return await call();
    } finally {
      this.#readers--;
      if (this.#readers === 0) this.#whenIdle?.();
    }
  }

  hold(reference: string): void {
    this.#counts.set(reference, (this.#counts.get(reference) ?? 0) + 1);
    this.#unused.delete(reference);
  }

  drop(reference: string): void {
    const count = this.#counts.get(reference) ?? 0;
    if (count > 1) {
      this.#counts.set(reference, count - 1);
      return;
    }
    this.#counts.delete(reference);
    this.#unused.add(reference);
    if (this.#unused.size >= BATCH) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), LINGER).unref();
  }

  /** How many are held, and how many wait to be released. */
  get size(): { readonly held: number; readonly unused: number } {
    return { held: this.#counts.size, unused: this.#unused.size };
  }

  /** Releases what nobody uses. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#flushing) return await this.#flushing;
    this.#flushing = this.#releaseUnused().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  /** All are forgotten: the session that they belonged to is gone. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#counts.clear();
    this.#unused.clear();
  }

  async #releaseUnused(): Promise<void> {
    if (this.#readers > 0) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
      });
      this.#whenIdle = undefined;
    }
    await new Promise((resolve) => setImmediate(resolve)); // who has just got a reference takes hold of it first
    const unused = [...this.#unused];
    this.#unused.clear();
    await Promise.all(unused.map((reference) => this.#release(reference)));
  }
}
