/** Serial output by whole lines, many at once: the viewer draws every entry, and a secret must not be cut in two. */
import { now } from '../../base/deadline.ts';
import { maskSecrets } from '../../base/secret.ts';

/** Lines gather for so long, in ms. */
const GATHERING = 250;
/** Characters of one entry; what is longer is cut. */
const LARGEST_ENTRY = 8192;
/** A line that is not ended is held back up to this length: it may go on with the rest of a secret. */
const LONGEST_LINE = 4096;

export class SerialBatches implements Disposable {
  readonly #write: (text: string, time: number) => void;
  #text = '';
  /** When what is held back began to come. */
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `write` gets lines without the last line feed, secrets masked, and the monotonic ms at which they began to come. */
  constructor(write: (text: string, time: number) => void) {
    this.#write = write;
  }

  add(text: string): void {
    if (this.#text === '') this.#since = now();
    this.#text += text;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.flush();
    }, GATHERING).unref();
  }

  /** Writes everything, the line that is not ended too. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writeAll(this.#text);
    this.#text = '';
  }

  /** Writes the lines that are ended. */
  flush(): void {
    const end = this.#text.lastIndexOf('\n') + 1;
    const ended = this.#text.length - end > LONGEST_LINE ? this.#text.length : end;
    this.#writeAll(this.#text.slice(0, ended));
    this.#text = this.#text.slice(ended);
    this.#since = now();
  }

  #writeAll(text: string): void {
    const masked = maskSecrets(text).replaceAll('\r', '').replace(/\n$/, '');
    for (let at = 0; at < masked.length; at += LARGEST_ENTRY)
      this.#write(masked.slice(at, at + LARGEST_ENTRY), this.#since);
  }
}
