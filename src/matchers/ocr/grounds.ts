/** What text stands on: large areas of one colour or of a smooth gradient, found without knowing any window's look. */
import type { Picture } from '../../frame/picture.ts';
import type { Region } from '../../frame/region.ts';
import { Forest } from './forest.ts';
import { nextTurn } from './next-turn.ts';
import { removeRules } from './rules.ts';

/** How much each channel of two neighbouring pixels of one ground may differ: a gradient's step from row to row. */
const GRADIENT_STEP = 6;
/** Pixels of the smallest ground: more than the strokes of a large letter. */
const SMALLEST_GROUND = 300;
/** A ground of a small crop is at least this share of it. */
const SMALLEST_SHARE = 0.12;
/** A ground is thick somewhere, in pixels: letters and frames have strokes thinner than that. */
const THICKNESS = 5;
/** Channel difference up to which an enclosed pixel is the ground seen through a letter's hole. */
const SEEN_THROUGH = 10;
/** How far the hole may be from the ground beside the letter, in pixels. */
const LETTER_WIDTH = 40;

/** An area that text may stand on. */
export interface Ground {
  readonly box: Region;
  /** Pixels. */
  readonly size: number;
}

export interface Grounds {
  readonly grounds: readonly Ground[];
  /** For each pixel the index of its ground plus 1; 0 for ink: whatever stands on a ground; RULE. */
  readonly of: Int32Array;
}

/** Divides a picture into grounds and ink. Others get a turn between its steps. */
export async function findGrounds(picture: Picture): Promise<Grounds> {
  const { width, height, pixels } = picture;
  const { flats, of } = flatAreas(picture);
  await nextTurn();
  const thickness = squares(of, width, height, flats.length);
  await nextTurn();
  const smallest = Math.min(SMALLEST_GROUND, SMALLEST_SHARE * width * height);
  const numbers = new Int32Array(flats.length);
  const grounds: Ground[] = [];
  for (const [index, flat] of flats.entries()) {
    if (flat.size < smallest || (thickness[index] as number) < THICKNESS) continue;
    grounds.push(flat);
    numbers[index] = grounds.length;
  }
  for (let i = 0; i < of.length; i++) of[i] = numbers[of[i] as number] as number;
  seeThrough(pixels, of, width);
  await nextTurn();
  removeRules(of, width);
  return { grounds, of };
}

/** Connected areas whose neighbouring pixels are nearly equal. */
function flatAreas({ width, height, pixels }: Picture): { flats: Ground[]; of: Int32Array } {
  const forest = new Forest();
  const of = new Int32Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const pixel = pixels[at] as number;
      const left =
        x > 0 && near(pixel, pixels[at - 1] as number, GRADIENT_STEP) ? (of[at - 1] as number) : -1;
      const above =
        y > 0 && near(pixel, pixels[at - width] as number, GRADIENT_STEP) ? (of[at - width] as number) : -1;
      if (left < 0) of[at] = above < 0 ? forest.add() : above;
      else {
        of[at] = left;
        if (above >= 0 && above !== left) forest.join(left, above);
      }
    }
  }
  return { flats: boxesOf(forest.number(of), of, width), of };
}

/** Size and box of each of `count` numbered areas. */
export function boxesOf(count: number, of: Int32Array, width: number): Ground[] {
  const size = new Int32Array(count);
  const [left, right] = [new Int32Array(count).fill(width), new Int32Array(count).fill(-1)];
  const [top, bottom] = [new Int32Array(count).fill(-1), new Int32Array(count)];
  for (let at = 0, x = 0, y = 0; at < of.length; at++) {
    const area = of[at] as number;
    if (area >= 0) {
      size[area] = (size[area] as number) + 1;
      if ((left[area] as number) > x) left[area] = x;
      if ((right[area] as number) < x) right[area] = x;
      if ((top[area] as number) < 0) top[area] = y;
      bottom[area] = y;
    }
    if (++x === width) [x, y] = [0, y + 1];
  }
  return Array.from(size, (pixels, area) => ({
    size: pixels,
    box: {
      x: left[area] as number,
      y: top[area] as number,
      width: (right[area] as number) - (left[area] as number) + 1,
      height: (bottom[area] as number) - (top[area] as number) + 1,
    },
  }));
}

/** The side of the largest square within each area, as far as THICKNESS. */
function squares(of: Int32Array, width: number, height: number, count: number): Uint8Array {
  const largest = new Uint8Array(count);
  let above = new Uint8Array(width);
  for (let y = 0, at = 0; y < height; y++) {
    const row = new Uint8Array(width);
    for (let x = 0; x < width; x++, at++) {
      const area = of[at] as number;
      let side = 1;
      if (x > 0 && y > 0 && of[at - 1] === area && of[at - width] === area && of[at - width - 1] === area) {
        side = 1 + Math.min(row[x - 1] as number, above[x] as number, above[x - 1] as number);
      }
      row[x] = Math.min(side, THICKNESS);
      if (side > (largest[area] as number)) largest[area] = Math.min(side, THICKNESS);
    }
    above = row;
  }
  return largest;
}

/** The holes of letters belong to the ground beside them. */
function seeThrough(pixels: Uint32Array, of: Int32Array, width: number): void {
  for (let row = 0; row < of.length; row += width) {
    let last = -1;
    for (let at = row; at < row + width; at++) {
      if ((of[at] as number) > 0) last = at;
      else if (
        last >= 0 &&
        at - last < LETTER_WIDTH &&
        near(pixels[at] as number, pixels[last] as number, SEEN_THROUGH)
      ) {
        of[at] = of[last] as number;
      }
    }
  }
}

/** Whether no channel of two pixels differs by more than `step`. */
export function near(a: number, b: number, step: number): boolean {
  return a === b || difference(a, b) <= step;
}

/** The largest difference of a channel. */
export function difference(a: number, b: number): number {
  return Math.max(
    Math.abs((a & 255) - (b & 255)),
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)),
    Math.abs(((a >> 16) & 255) - ((b >> 16) & 255)),
  );
}
