/** The server's display as we know it: RGBA, alpha 255, with what changed since somebody last asked. */
import type { Damage } from '../../frame/frame.ts';
import { contains, type Dimensions, formatRegion, type Region, unionAll } from '../../frame/region.ts';
import { rfbError } from './parsing.ts';
import { OPAQUE } from './pixel-reader.ts';

/** The largest display that is accepted, in pixels: a little above 8K (7680x4320). It costs 128 MiB. */
export const MOST_PIXELS = 2 ** 25;
/** From so many pixels on, filling natively costs less than a loop. */
const LONG_FILL = 48;
/** More rectangles than this cost more to look at than they save. */
const MOST_DAMAGE = 64;

export class Framebuffer implements Dimensions {
  #width = 0;
  #height = 0;
  #pixels = new Uint32Array(0);
  #damage: Region[] | 'all' = 'all';

  constructor(size: Dimensions) {
    this.resize(size);
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  /** One word a pixel, red in the lowest byte. Another array after `resize`. */
  get pixels(): Uint32Array {
    return this.#pixels;
  }

  /** The same memory as bytes R G B A. */
  get data(): Uint8Array {
    return new Uint8Array(this.#pixels.buffer, 0, this.#pixels.byteLength);
  }

  /**
   * Black of another size, all damaged; the same size changes nothing. Throws (`protocol`) above `MOST_PIXELS` or below
   * 1x1; `what` names the field's origin.
   */
  resize({ width, height }: Dimensions, what = 'framebuffer'): void {
    if (width === 0) throw rfbError(`${what} width`, 'expected at least 1 pixel, got 0');
    if (height === 0) throw rfbError(`${what} height`, 'expected at least 1 pixel, got 0');
    if (width * height > MOST_PIXELS)
      throw rfbError(
        `${what} width and height`,
        `expected at most ${MOST_PIXELS} pixels in all, got ${width}x${height}`,
        { width, height },
      );
    if (width === this.#width && height === this.#height) return;
    this.#width = width;
    this.#height = height;
    this.#pixels = new Uint32Array(width * height).fill(OPAQUE);
    this.#damage = 'all';
  }

  /** Every pixel of `region`, which must lie within, gets `word`. */
  fill({ x, y, width, height }: Region, word: number): void {
    const pixels = this.#pixels;
    const stride = this.#width;
    const end = (y + height) * stride;
    if (width < LONG_FILL) {
      for (let at = y * stride + x; at < end; at += stride)
        for (let i = at; i < at + width; i++) pixels[i] = word;
    } else for (let at = y * stride + x; at < end; at += stride) pixels.fill(word, at, at + width);
  }

  /** Copies `target.width` x `target.height` pixels from `fromX`, `fromY`; both must lie within and may overlap. */
  copy(fromX: number, fromY: number, target: Region): void {
    const upwards = fromY >= target.y;
    for (let i = 0; i < target.height; i++) {
      const row = upwards ? i : target.height - 1 - i;
      const from = (fromY + row) * this.#width + fromX;
      this.#pixels.copyWithin((target.y + row) * this.#width + target.x, from, from + target.width);
    }
  }

  /** Adds `region` to the damage. */
  markDamaged(region: Region): void {
    const damage = this.#damage;
    if (damage === 'all' || region.width === 0 || region.height === 0) return;
    if (damage.some((known) => contains(known, region))) return;
    damage.push(region);
    if (damage.length > MOST_DAMAGE) this.#damage = [unionAll(damage) as Region];
  }

  /** Whether there is any damage to take. */
  get damaged(): boolean {
    return this.#damage === 'all' || this.#damage.length > 0;
  }

  /** What changed since this was last asked; none from now on. */
  takeDamage(): Damage {
    const damage = this.#damage;
    this.#damage = [];
    return damage;
  }

  /** Throws (`protocol`) for a region that does not lie within; `what` names it. */
  mustContain(region: Region, what: string): void {
    if (!contains({ x: 0, y: 0, width: this.#width, height: this.#height }, region))
      throw rfbError(
        what,
        `expected it within the framebuffer of ${this.#width}x${this.#height}, got ${formatRegion(region)}`,
      );
  }
}
