/** A serial port's output as kept: bounded, with one cursor, searched as it grows. */
import { mergeSignals, timeUp } from '../base/signals.ts';
import type { SerialPort } from '../driver/driver.ts';
import type { SerialMatch } from './serial.ts';

/** Characters kept: a chatty kernel prints less in hours; older output is dropped. */
const MOST_KEPT = 2 ** 21;

export class SerialBuffer implements Disposable {
  readonly #listening: Disposable;
  readonly #listeners = new Set<() => void>();
  #text: string;
  /** Characters dropped at the front; positions count from the first character ever received. */
  #dropped = 0;
  #cursor = 0;

  constructor(port: SerialPort) {
    this.#text = port.output;
    this.#cursor = this.#text.length;
    this.#listening = port.onData((data) => {
      this.#text += data;
      const excess = this.#text.length - 2 * MOST_KEPT; // dropped rarely, as dropping copies
      if (excess > 0) {
        this.#dropped += this.#text.length - MOST_KEPT;
        this.#text = this.#text.slice(-MOST_KEPT);
      }
      for (const listener of [...this.#listeners]) listener();
    });
  }

  get text(): string {
    return this.#text;
  }

  /** What came since the cursor. */
  get unread(): string {
    return this.since(this.#cursor);
  }

  /** The position behind the last character. */
  get end(): number {
    return this.#dropped + this.#text.length;
  }

  /** What came since a position. */
  since(position: number): string {
    return this.#text.slice(Math.max(0, position - this.#dropped));
  }

  skip(): void {
    this.#cursor = this.end;
  }

  onGrowth(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** The first match behind `position` (counted from the first character ever), and where it ends. */
  search(pattern: string | RegExp, position: number): { match: SerialMatch; end: number } | undefined {
    const from = Math.max(0, position - this.#dropped);
    const text = this.#text.slice(from);
    if (typeof pattern === 'string') {
      const at = text.indexOf(pattern);
      if (at < 0) return undefined;
      const end = this.#dropped + from + at + pattern.length;
      return { match: { text: pattern, groups: [], before: text.slice(0, at) }, end };
    }
    // A global or sticky RegExp carries a position of its own.
    const found = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(text);
    if (!found) return undefined;
    const end = this.#dropped + from + found.index + found[0].length;
    return { match: { text: found[0], groups: found.slice(1), before: text.slice(0, found.index) }, end };
  }

  /** Moves the cursor behind the first match, if there is one. */
  take(pattern: string | RegExp, from: 'cursor' | 'start' = 'cursor'): SerialMatch | undefined {
    const found = this.search(pattern, from === 'start' ? 0 : this.#cursor);
    if (found) this.#cursor = Math.max(this.#cursor, found.end);
    return found?.match;
  }

  /** Whether `take` would find it. */
  has(pattern: string | RegExp): boolean {
    return this.search(pattern, this.#cursor) !== undefined;
  }

  /** `take` as soon as it can; undefined when the time is up; throws the signal's reason. */
  async find(
    pattern: string | RegExp,
    limits: { readonly signal: AbortSignal; readonly until: number },
    from: 'cursor' | 'start' = 'cursor',
  ): Promise<SerialMatch | undefined> {
    using timer = timeUp(limits.until);
    using signals = mergeSignals(limits.signal, timer.signal);
    for (;;) {
      const match = this.take(pattern, from);
      if (match) return match;
      if (limits.signal.aborted) throw limits.signal.reason;
      if (signals.signal.aborted) return undefined;
      await this.growth(signals.signal);
    }
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
    this.#listeners.clear();
  }

  /** Resolves when more came, or when `signal` fires. */
  async growth(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let stop = () => {};
    await new Promise<void>((resolve) => {
      const listening = this.onGrowth(resolve);
      const onAbort = () => resolve();
      signal.addEventListener('abort', onAbort, { once: true });
      stop = () => {
        listening[Symbol.dispose]();
        signal.removeEventListener('abort', onAbort);
      };
    });
    stop();
    // Output comes byte by byte: one search for all that came at once.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
