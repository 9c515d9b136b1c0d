/** Who may act on a guest: one at a time, the others watch. */

export interface ControlOptions {
  /** Whether anybody may act now. */
  readonly open: () => boolean;
  /** Control changed hands: everybody is told. */
  readonly onChange: () => void;
}

/** `Viewer` is whatever tells two of them apart. */
export class Control<Viewer extends object> {
  readonly #options: ControlOptions;
  #holder: Viewer | undefined;

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  /** Whether what `viewer` sends goes to the guest. */
  isHeldBy(viewer: Viewer): boolean {
    return this.#options.open() && this.#holder === viewer;
  }

  stateFor(viewer: Viewer): 'yours' | 'another' | 'free' | 'watch' {
    if (!this.#options.open()) return 'watch';
    if (!this.#holder) return 'free';
    return this.#holder === viewer ? 'yours' : 'another';
  }

  /** Takes it, from whoever has it. False if nobody may act now. */
  take(viewer: Viewer): boolean {
    if (!this.#options.open()) return false;
    if (this.#holder !== viewer) {
      this.#holder = viewer;
      this.#options.onChange();
    }
    return true;
  }

  /** Takes it if nobody has it. */
  takeIfFree(viewer: Viewer): void {
    if (!this.#holder) this.take(viewer);
  }

  /** Gives it up; nothing if `viewer` does not have it. */
  release(viewer: Viewer): void {
    if (this.#holder !== viewer) return;
    this.#holder = undefined;
    this.#options.onChange();
  }

  /** Nobody has it any more. */
  clear(): void {
    if (!this.#holder) return;
    this.#holder = undefined;
    this.#options.onChange();
  }
}
