/** Notices that a display shows nothing new: the same few pictures over and over, or one that stands still. */
import { formatDuration } from '../base/units.ts';
import type { Frame } from '../frame/frame.ts';
import type { SeenFrame } from './frame-stream.ts';

/** A spinner or a blinking cursor has few pictures; a guest that works shows others. */
const MOST_PICTURES = 8;

export class StuckWatch {
  readonly #limit: number;
  /** Hashes of the last different pictures, the newest last. */
  readonly #pictures: number[] = [];
  #newAt: number | undefined;

  /** `limit` in ms; Infinity for never. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What to say once nothing but the last few pictures was seen for the limit. */
  add({ frame, damage }: SeenFrame): string | undefined {
    if (this.#limit === Number.POSITIVE_INFINITY) return undefined;
    const changed = damage === 'all' || damage.length > 0;
    if ((changed && this.#isNew(frame)) || this.#newAt === undefined) this.#newAt = frame.time;
    const unchanged = frame.time - this.#newAt;
    if (unchanged < this.#limit) return undefined;
    return `the guest is stuck, nothing new on its display for ${formatDuration(unchanged)}`;
  }

  #isNew(frame: Frame): boolean {
    const hash = hashOf(frame);
    if (this.#pictures.includes(hash)) return false;
    this.#pictures.push(hash);
    if (this.#pictures.length > MOST_PICTURES) this.#pictures.shift();
    return true;
  }
}

/** FNV-1a over whole pixels: 32 bits are enough to tell the few pictures of one wait apart. */
function hashOf({ width, height, pixels }: Frame): number {
  let hash = 0x811c9dc5 ^ (width * 0x10000 + height);
  for (let index = 0; index < pixels.length; index++) {
    hash = Math.imul(hash ^ (pixels[index] as number), 0x01000193);
  }
  return hash;
}
