/** Who listens to the process of one machine: nobody while that process ends. */

export interface Watch {
  /** Listens no more until it begins anew. Must not reject. */
  leave(): Promise<void>;
}

/**
 * vboxwebsrv asks an event's own process about the event while it hands it over, and dies of the answer when that process
 * has just ended: 7.2.22 reads through a null pointer in IEventSource::getEvent, by its core dumps. A display tells of its
 * end, so whoever ends a machine sees to it first that nobody listens. A guest that powers itself off may still meet it.
 */
export class Watches {
  readonly #watches = new Set<Watch>();
  #endings = 0;

  /** Whether one may begin. */
  get open(): boolean {
    return this.#endings === 0;
  }

  add(watch: Watch): void {
    this.#watches.add(watch);
  }

  delete(watch: Watch): void {
    this.#watches.delete(watch);
  }

  /** Runs what may end the process, with nobody listening. */
  async without<T>(work: () => Promise<T>): Promise<T> {
    this.#endings++;
    try {
      await Promise.all([...this.#watches].map((watch) => watch.leave()));
      return await work();
    } finally {
      this.#endings--;
    }
  }
}
