/** Tells the main thread once that the screen changed, soon after it did; not again before it looked. */
import type { FrameDiffer } from './frame-differ.ts';

/** After the first sign of a change, in ms: what is drawn in one go should be seen in one frame. */
const SETTLE_TIME = 4;

export class DamageHint {
  readonly #differ: FrameDiffer;
  readonly #tell: () => void;
  #armed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(differ: FrameDiffer, tell: () => void) {
    this.#differ = differ;
    this.#tell = tell;
  }

  /** The main thread got a frame: the next change is news. */
  arm(): void {
    this.#armed = true;
  }

  /** Something was touched: look soon. Cheap, called for every character. */
  touched(): void {
    if (this.#armed && !this.#timer) this.#timer = setTimeout(() => this.look(), SETTLE_TIME);
  }

  /** Looks now. */
  look(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#armed || !this.#differ.look()) return;
    this.#armed = false;
    this.#tell();
  }
}
