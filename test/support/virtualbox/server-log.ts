/** What vboxwebsrv writes: the last part of it, and the managed references that it counts there (`-v`). */

/** Characters that are kept unless told otherwise: more than any test's run writes between two looks. */
const DEFAULT_SIZE = 16 * 2 ** 20;
/** Longer than the words that tell the count. */
const MOST_SPLIT = 64;

export class ServerLog {
  readonly #size: number;
  #text = '';
  /** The end of what was searched, where a count may have been cut in two. */
  #seam = '';
  /** How many references the web service holds, by its own last count. */
  references = Number.NaN;

  /** `size`: characters that are kept. */
  constructor(size: number = DEFAULT_SIZE) {
    this.#size = size;
  }

  get text(): string {
    return this.#text;
  }

  add(text: string): void {
    const searched = this.#seam + text;
    const last = [...searched.matchAll(/now (\d+) objects total/g)].at(-1);
    if (last) this.references = Number(last[1]);
    this.#seam = searched.slice(-MOST_SPLIT);
    this.#text += text;
    if (this.#text.length > 2 * this.#size) this.#text = this.#text.slice(-this.#size);
  }
}
