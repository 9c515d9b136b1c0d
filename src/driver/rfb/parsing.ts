/** Protocol code as generators that say how many bytes they wait for, and what feeds them. */
import { now } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { ByteQueue } from './byte-queue.ts';

/** Work without a pause, in ms: a few thousand bytes can fill the display a thousand times. */
const LONGEST_TURN = 20;

/** `yield n` means: resume me when at least `n` bytes are in the queue. Bytes that are there already do not pause it. */
export type Parsing<T> = Generator<number, T, void>;

/** Runs one parsing over the bytes that are pushed, as far as they reach. */
export class Parser<T> {
  readonly queue: ByteQueue;
  readonly #parsing: Parsing<T>;
  #wanted = 0;
  #result: { readonly value: T } | undefined;
  #steps = 0;

  constructor(queue: ByteQueue, parsing: Parsing<T>) {
    this.queue = queue;
    this.#parsing = parsing;
  }

  /** What the parsing returned, once it has. */
  get result(): { readonly value: T } | undefined {
    return this.#result;
  }

  /** How many bytes it waits for; what is in the queue counts. */
  get wanted(): number {
    return this.#wanted;
  }

  /** How often it was resumed, for tests of its cost. */
  get steps(): number {
    return this.#steps;
  }

  /** Feeds `chunk` and runs as `run` does. */
  push(chunk: Uint8Array, enough?: () => boolean): boolean {
    this.queue.push(chunk);
    return this.run(enough);
  }

  /** Feeds `chunk` and runs until more is needed; others have their turn in between, for deadlines and signals. */
  async pushInTurns(chunk: Uint8Array): Promise<void> {
    let since = now();
    const enough = () => now() - since > LONGEST_TURN;
    for (let done = this.push(chunk, enough); !done; done = this.run(enough)) {
      await new Promise((resolve) => setImmediate(resolve));
      since = now();
    }
  }

  /**
   * Runs on what is in the queue until more is needed, or until `enough` says so after a step: a few bytes can ask for
   * much work, and others want their turn. False then: `run` must be called again. Throws what the parsing throws; it is
   * over then.
   */
  run(enough?: () => boolean): boolean {
    while (!this.#result && this.queue.length >= this.#wanted) {
      if (this.#steps > 0 && enough?.()) return false;
      this.#steps++;
      const step = this.#parsing.next();
      if (step.done) this.#result = { value: step.value };
      else this.#wanted = step.value;
    }
    return true;
  }
}

/** The error for a server that says what it must not say; `field` is the protocol's name for what is wrong. */
export function rfbError(
  field: string,
  problem: string,
  details: Record<string, unknown> = {},
): GuestwrightError {
  return new GuestwrightError(`RFB: ${field}: ${problem}`, {
    code: 'protocol',
    remedy:
      'The VNC server, or something between it and us, does not follow RFC 6143. Try another encoding or server.',
    details: { field, ...details },
  });
}
