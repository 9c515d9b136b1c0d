/** Notices that a display shows nothing new: the same few pictures over and over, or one that stands still. */
import { formatDuration } from '../base/units.ts';
import { FrameHasher } from '../frame/pixel-hash.ts';
import type { SeenFrame } from './frame-stream.ts';

/** A spinner or a blinking cursor has few pictures; a guest that works shows others. */
const MOST_PICTURES = 8;
/** What stood still for less is not worth telling, in ms. */
const WORTH_TELLING = 5000;

/** The history of one wait: hashes of its last different pictures. */
export class StuckWatch {
  readonly #limit: number;
  readonly #hasher = new FrameHasher();
  /** Hashes of the last different pictures, the newest last. */
  readonly #pictures: number[] = [];
  /** When the last new picture was seen, and which of them have been seen since. */
  #newAt: number | undefined;
  #seenSince = new Set<number>();
  #current = 0;
  #last = 0;

  /** `limit` in ms; Infinity for never. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What to say once nothing but the last few pictures was seen for the limit. */
  add({ frame, damage }: SeenFrame): string | undefined {
    const changed = this.#newAt === undefined || damage === 'all' || damage.length > 0;
    if (changed) this.#current = this.#hasher.hash(frame, damage);
    if (changed && this.#isNew(this.#current)) {
      this.#newAt = frame.time;
      this.#seenSince = new Set();
    }
    this.#newAt ??= frame.time;
    this.#seenSince.add(this.#current);
    this.#last = frame.time;
    return this.#unchanged < this.#limit ? undefined : `the guest is stuck, ${this.#told}`;
  }

  /** What a wait that failed should know: that nothing new was seen for a while. */
  get summary(): string | undefined {
    return this.#unchanged < WORTH_TELLING ? undefined : this.#told;
  }

  get #unchanged(): number {
    return this.#last - (this.#newAt ?? this.#last);
  }

  get #told(): string {
    const time = formatDuration(this.#unchanged);
    const pictures = this.#seenSince.size;
    return `nothing new on its display for ${time}${pictures > 1 ? `, the same ${pictures} pictures over and over` : ''}`;
  }

  #isNew(hash: number): boolean {
    if (this.#pictures.includes(hash)) return false;
    this.#pictures.push(hash);
    if (this.#pictures.length > MOST_PICTURES) this.#pictures.shift();
    return true;
  }
}
