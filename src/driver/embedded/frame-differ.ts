/** Answers "what changed since I last asked" for the main thread, in as few bytes as possible. */
import { damageBox, frameDamage } from '../../frame/damage.ts';
import { createPicture, type Picture } from '../../frame/picture.ts';
import type { Display } from './display.ts';
import type { FrameAnswer, Screen } from './protocol.ts';

const BYTES_PER_PIXEL = 4;

export class FrameDiffer {
  readonly #display: Display;
  /** The screen as the main thread knows it. */
  #sent: Picture | undefined;
  /** The display was drawn by others since `#sent` was compared with it. */
  #pending = true;
  #spare: ArrayBuffer | undefined;

  constructor(display: Display) {
    this.#display = display;
  }

  /** Draws what the guest changed; whether it may differ from what the main thread knows. */
  look(): boolean {
    if (this.#display.update()) this.#pending = true;
    return this.#pending;
  }

  /** With `fresh` all of it. `spare` is memory to answer in, now or later, if it is large enough. */
  next(fresh: boolean, spare: ArrayBuffer | undefined): FrameAnswer {
    this.#spare = spare ?? this.#spare;
    const start = performance.now();
    const cost = () => performance.now() - start;
    this.look();
    const picture = this.#display.picture;
    if (!picture) return { kind: 'none', cost: cost() };
    if (!this.#pending && !fresh && this.#sent) return { kind: 'unchanged', cost: cost() };
    this.#pending = false;
    const damage = fresh ? 'all' : frameDamage(this.#sent, picture);
    const box = damageBox(damage, picture);
    if (!box) return { kind: 'unchanged', cost: cost() };
    const { width, height } = picture;
    const { y: top, height: count } = box;
    const [from, to] = [top * width * BYTES_PER_PIXEL, (top + count) * width * BYTES_PER_PIXEL];
    const changed = picture.data.subarray(from, to);
    if (this.#sent?.width !== width || this.#sent.height !== height)
      this.#sent = createPicture({ width, height });
    this.#sent.data.set(changed, from);
    const rows = this.#takeSpare(changed.length);
    new Uint8Array(rows).set(changed);
    return { kind: 'changed', cost: cost(), width, height, damage, top, count, rows };
  }

  /** The whole screen, without effect on `next`. */
  screen(): Screen | undefined {
    this.look();
    const picture = this.#display.picture;
    if (!picture) return undefined;
    const { width, height, data } = picture;
    return { width, height, data: data.slice().buffer };
  }

  #takeSpare(length: number): ArrayBuffer {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare && spare.byteLength >= length ? spare : new ArrayBuffer(length);
  }
}
