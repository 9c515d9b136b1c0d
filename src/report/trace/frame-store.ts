/** The pictures of a trace: each kept once by its content, encoded in the background, within bounds of time and memory. */
import { createHash } from 'node:crypto';
import { now } from '../../base/deadline.ts';
import { PooledAllocator } from '../../frame/allocator.ts';
import { copyFrame, type Frame } from '../../frame/frame.ts';
import { encodeScreenPng } from '../../frame/palette-png.ts';
import type { TraceFolder } from './trace-folder.ts';

/** Pixels of frames that wait to be encoded take at most so many bytes: eight of 1024x768. */
const MOST_WAITING = 24 * 2 ** 20;
/** A frame of the filmstrip is not worth waiting behind more than this. */
const MOST_WAITING_FOR_FILMSTRIP = MOST_WAITING / 4;

export class FrameStore {
  readonly #folder: TraceFolder;
  readonly #encode: (frame: Frame) => Promise<Uint8Array>;
  readonly #allocator = new PooledAllocator();
  readonly #names = new WeakMap<Frame, string>();
  /** One frame after the other: encoding must not take the cores that the guest runs on. */
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** Frames that were left out because too many waited. */
  dropped = 0;
  /** Milliseconds that encoding the last picture took, by the clock. */
  lastEncoding = 0;

  /** `encode` is for tests. */
  constructor(folder: TraceFolder, encode: (frame: Frame) => Promise<Uint8Array> = encodeScreenPng) {
    this.#folder = folder;
    this.#encode = encode;
  }

  /** Whether a frame of the filmstrip would be encoded soon. */
  get isIdle(): boolean {
    return this.#waiting < MOST_WAITING_FOR_FILMSTRIP;
  }

  /**
   * The picture's path in the zip, at once; its memory is free when this returns. Undefined if it is new and too many
   * wait already.
   */
  keep(frame: Frame): string | undefined {
    const known = this.#names.get(frame);
    if (known !== undefined) return known;
    const name = `${digestOf(frame)}.png`;
    if (!this.#folder.has(name) && this.#waiting > MOST_WAITING) {
      this.dropped++;
      return undefined;
    }
    const path = this.#folder.has(name) ? this.#folder.file(name, nothing) : this.#enqueue(name, frame);
    this.#names.set(frame, path);
    return path;
  }

  #enqueue(name: string, frame: Frame): string {
    const copy = copyFrame(frame, this.#allocator);
    this.#waiting += copy.data.byteLength;
    const encoded = this.#tail.then(() => this.#encodeNow(copy));
    this.#tail = encoded.catch(() => {});
    return this.#folder.file(name, () => encoded);
  }

  async #encodeNow(copy: Frame): Promise<Uint8Array> {
    const startedAt = now();
    try {
      return await this.#encode(copy);
    } finally {
      this.lastEncoding = now() - startedAt;
      this.#waiting -= copy.data.byteLength;
      this.#allocator.release(copy.data);
    }
  }
}

/** Of the size and all pixels: native, a millisecond or two for a display. */
function digestOf({ width, height, data }: Frame): string {
  return createHash('sha1').update(`${width}x${height}`).update(data).digest('hex');
}

function nothing(): never {
  throw new Error('the file is there already');
}
