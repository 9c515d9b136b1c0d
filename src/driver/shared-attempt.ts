/** What several calls need at the same time is tried once for all of them; that one's time is up ends none of the others. */
import type { Deadline } from '../base/deadline.ts';

export class SharedAttempt<T> {
  #running: Promise<T> | undefined;

  /** Joins the attempt that is under way. One that fails ends its own caller; the next makes another, within its own time. */
  async make(deadline: Deadline, attempt: () => Promise<T>): Promise<T> {
    while (this.#running) {
      const [ended] = await Promise.allSettled([deadline.race(this.#running)]);
      if (ended.status === 'fulfilled') return ended.value;
      deadline.throwIfDone();
    }
    this.#running = attempt().finally(() => {
      this.#running = undefined;
    });
    return await this.#running;
  }

  /** Resolves when none is under way. */
  async idle(): Promise<void> {
    await this.#running?.catch(() => {});
  }
}
