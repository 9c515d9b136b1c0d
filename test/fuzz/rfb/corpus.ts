/** Streams to start from: the beginnings of recorded ones, and every stream that reached something new. */
import { readRecordings } from '../../support/rfb/recording.ts';
import type { Random } from '../../support/rfb/test-picture.ts';
import { damage } from './mutate.ts';
import type { Execution, Stream } from './target.ts';

/** Longest beginning of a recorded stream, in bytes: a whole update of some, and thousands of executions a minute. */
const MOST_RECORDED = 24_000;
const MOST_KEPT = 400;
const MOST_PIECES = 4;

export class Corpus {
  readonly #random: Random;
  readonly #recorded: Stream[];
  readonly #kept: Stream[] = [];
  readonly #states = new Set<string>();
  readonly #transitions = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
    this.#recorded = readRecordings().map(({ width, height, format, bytes }) => ({
      ...{ width, height, format, pieces: [] },
      bytes: bytes.slice(0, MOST_RECORDED),
    }));
  }

  get states(): ReadonlySet<string> {
    return this.#states;
  }

  /** How many pairs of states followed one another. */
  get transitions(): number {
    return this.#transitions.size;
  }

  get kept(): number {
    return this.#kept.length;
  }

  /** A stream from here, changed. */
  next(): Stream {
    const random = this.#random;
    const from = this.#kept.length === 0 || random(4) === 0 ? this.#recorded : this.#kept;
    const stream = from[random(from.length)] as Stream;
    const other = from[random(from.length)] as Stream;
    const spliced =
      random(8) === 0
        ? Buffer.concat([
            stream.bytes.subarray(0, random(stream.bytes.length)),
            other.bytes.subarray(random(other.bytes.length)),
          ])
        : stream.bytes;
    return { ...stream, bytes: damage(spliced, random) };
  }

  /** Lengths of pieces: small ones, large ones, or all in one. */
  pieces(): number[] {
    const random = this.#random;
    return Array.from({ length: random(MOST_PIECES) }, () => 1 + random(random(2) === 0 ? 30 : 5000));
  }

  /** Keeps a stream that went where none was before. */
  learn(stream: Stream, { states }: Execution): void {
    let fresh = false;
    let before = 'start';
    for (const state of states) {
      const transition = `${before} > ${state}`;
      fresh ||= !this.#transitions.has(transition);
      this.#transitions.add(transition);
      this.#states.add(state);
      before = state;
    }
    if (!fresh) return;
    if (this.#kept.length < MOST_KEPT) this.#kept.push(stream);
    else this.#kept[this.#random(MOST_KEPT)] = stream;
  }
}
