/** How fast verified typing goes: slower and in smaller chunks after a loss, faster again as long as nothing is lost. */

/** Characters whose echo is awaited at once, at first: half a PS/2 keyboard's buffer. */
const FIRST_CHUNK = 8;
/** Each look at an echo takes a capture; longer chunks would have more to correct than they save. */
const [SMALLEST_CHUNK, LARGEST_CHUNK] = [2, 32];
/** Keys a second below which slowing down stops. */
const SLOWEST_RATE = 4;
/** Half as fast after a loss, a quarter faster after so many chunks without one. */
const [SLOWER, FASTER, CHUNKS_UNTIL_FASTER] = [0.5, 1.25, 4];
/** A guest that was late once may be later the next time. */
const PATIENCE_FACTOR = 3;

export class TypingPace {
  readonly #fastest: number;
  #rate: number;
  #chunk = FIRST_CHUNK;
  #patience: number;
  #good = 0;

  /** `rate` in keys a second is never exceeded; `echoTimeout` is how long an echo may take at least, in ms. */
  constructor(rate: number, echoTimeout: number) {
    this.#fastest = rate;
    this.#rate = rate;
    this.#patience = echoTimeout;
  }

  /** Keys a second. */
  get rate(): number {
    return this.#rate;
  }

  /** Between two keys, ms. */
  get interval(): number {
    return 1000 / this.#rate;
  }

  /** Characters until the next look. */
  get chunk(): number {
    return Math.floor(this.#chunk);
  }

  /** How long an echo is awaited, ms. */
  get patience(): number {
    return this.#patience;
  }

  /** An echo came after so many ms. */
  took(milliseconds: number): void {
    this.#patience = Math.max(this.#patience, milliseconds * PATIENCE_FACTOR);
  }

  /** A chunk was read as it was typed. */
  echoed(): void {
    if (++this.#good % CHUNKS_UNTIL_FASTER !== 0) return;
    this.#rate = Math.min(this.#fastest, this.#rate * FASTER);
    this.#chunk = Math.min(LARGEST_CHUNK, this.#chunk * FASTER);
  }

  /** Something was missing, doubled or out of order. */
  lost(): void {
    this.#good = 0;
    this.#rate = Math.max(Math.min(SLOWEST_RATE, this.#fastest), this.#rate * SLOWER);
    this.#chunk = Math.max(SMALLEST_CHUNK, this.#chunk * SLOWER);
  }
}
