/** What a guest does now: its steps, and what it waits for. */
import type { GuestObserver, StepInfo } from '../../guest/observer.ts';
import type { Target } from '../../guest/target.ts';

export class Activity implements GuestObserver {
  readonly #onChange: () => void;
  readonly #steps: StepInfo[] = [];
  #awaited: readonly Target[] = [];

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The title of the innermost step under way; undefined between steps. */
  get current(): string | undefined {
    return this.#steps.at(-1)?.title;
  }

  /** Names of the screens that are waited for, and the words of everything else. */
  get awaited(): readonly Target[] {
    return this.#awaited;
  }

  /** Noted until disposed; the latest wait counts. */
  awaiting(targets: readonly Target[]): Disposable {
    this.#awaited = targets;
    this.#onChange();
    return {
      [Symbol.dispose]: () => {
        if (this.#awaited !== targets) return;
        this.#awaited = [];
        this.#onChange();
      },
    };
  }

  async step<T>(info: StepInfo, run: () => Promise<T>): Promise<T> {
    this.#steps.push(info);
    this.#onChange();
    try {
      return await run();
    } finally {
      this.#steps.splice(this.#steps.indexOf(info), 1);
      this.#onChange();
    }
  }
}
