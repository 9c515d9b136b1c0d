/** What a guest did and waited for, line by line with times; secrets masked. */
import { now } from '../base/deadline.ts';
import { maskSecrets } from '../base/secret.ts';

export interface LogEntry {
  /** Monotonic ms. */
  readonly time: number;
  readonly text: string;
}

/** Older lines are dropped: a script of two hours must not fill the memory. */
const MOST_ENTRIES = 1000;

export class Log {
  readonly startedAt = now();
  readonly #onLine: (text: string) => void;
  #entries: LogEntry[] = [];
  #dropped = 0;

  /** `onLine` gets every line as it is added, secrets masked. */
  constructor(onLine: (text: string) => void = () => {}) {
    this.#onLine = onLine;
  }

  add(line: string): void {
    const text = maskSecrets(line);
    this.#entries.push({ time: now(), text });
    this.#onLine(text);
    if (this.#entries.length > MOST_ENTRIES) {
      this.#dropped += this.#entries.length - MOST_ENTRIES;
      this.#entries = this.#entries.slice(-MOST_ENTRIES);
    }
  }

  /** A position for `lines`. */
  get mark(): number {
    return this.#dropped + this.#entries.length;
  }

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** The lines since `mark`, each with the seconds since this log began: ' 12.345 s  pressed Enter'. */
  lines(mark = 0): readonly string[] {
    return this.#entries
      .slice(Math.max(0, mark - this.#dropped))
      .map(({ time, text }) => `${((time - this.startedAt) / 1000).toFixed(3).padStart(8)} s  ${text}`);
  }
}
