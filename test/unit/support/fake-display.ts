/** What a fake machine shows: coloured rectangles, changed now or some captures later. */
import type { Region } from '../../../src/frame/region.ts';

/** A colour as R, G, B; alpha is always 255. */
export type Colour = readonly [number, number, number];

export const BLACK: Colour = [0, 0, 0];

export class FakeDisplay {
  width: number;
  height: number;
  #pixels: Uint32Array;
  #later: { ticks: number; change: () => void }[] = [];
  #staleTimes: number[] = [];

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#pixels = new Uint32Array(width * height);
    this.fill(BLACK);
  }

  get pixels(): Uint32Array {
    return this.#pixels;
  }

  fill(colour: Colour, region: Region = { x: 0, y: 0, width: this.width, height: this.height }): void {
    for (let y = region.y; y < region.y + region.height; y++) {
      this.#pixels.fill(wordOf(colour), y * this.width + region.x, y * this.width + region.x + region.width);
    }
  }

  /** A new mode: everything is black. */
  resize(width: number, height: number): void {
    this.width = width;
    this.height = height;
    this.#pixels = new Uint32Array(width * height);
    this.fill(BLACK);
  }

  /** Makes `change` right before the capture after `ticks` more captures. */
  after(ticks: number, change: () => void): void {
    this.#later.push({ ticks, change });
  }

  /** The next capture claims to have begun at `time`: it was under way when the input arrived. */
  nextBeganAt(time: number): void {
    this.#staleTimes.push(time);
  }

  /** Called by the fake desktop before each capture. */
  tick(): void {
    for (const pending of this.#later) pending.ticks--;
    const due = this.#later.filter(({ ticks }) => ticks < 0);
    this.#later = this.#later.filter(({ ticks }) => ticks >= 0);
    for (const { change } of due) change();
  }

  takeTime(): number {
    return this.#staleTimes.shift() ?? performance.now();
  }
}

/** As it lies in memory on a little-endian machine: R in the lowest byte. */
export function wordOf([red, green, blue]: Colour): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
