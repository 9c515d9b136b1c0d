/** Work that goes on after its caller was told that it failed: a library is left only when none is under way. */

export class Background {
  readonly #pending = new Set<Promise<unknown>>();

  /** How many are under way. */
  get size(): number {
    return this.#pending.size;
  }

  /** Remembers `work` until it has ended, and gives it back. */
  track<T>(work: Promise<T>): Promise<T> {
    const ended = work.then(
      () => {},
      () => {},
    );
    this.#pending.add(ended);
    void ended.then(() => this.#pending.delete(ended));
    return work;
  }

  /** Resolves when all has ended, what came meanwhile included. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }
}
