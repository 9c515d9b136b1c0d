/** The pixels of one area and which of them are compared; exact comparison at one place. */
import type { Picture } from '../frame/picture.ts';
import { contains, type Dimensions, type Point, type Region, union } from '../frame/region.ts';
import type { Differences } from './registry.ts';

/** Reference pixels with the runs that are compared, row by row. */
export interface Needle extends Dimensions {
  readonly pixels: Uint32Array;
  /** Row `y` compares the columns `spans[i]` (inclusive) to `spans[i + 1]` (exclusive), i from `rowSpans[y]` in steps of 2. */
  readonly spans: Int32Array;
  /** `height + 1` indices into `spans`. */
  readonly rowSpans: Int32Array;
  /** Pixels compared. */
  readonly compared: number;
}

/** A needle of `picture` without `exclude`, whose regions are relative to its corner. */
export function createNeedle(picture: Picture, exclude: readonly Region[]): Needle {
  const { width, height, pixels } = picture;
  const spans: number[] = [];
  const rowSpans = new Int32Array(height + 1);
  let compared = 0;
  for (let y = 0; y < height; y++) {
    rowSpans[y] = spans.length;
    const holes = exclude.filter((hole) => y >= hole.y && y < hole.y + hole.height).sort((a, b) => a.x - b.x);
    let x = 0;
    for (const hole of [...holes, { x: width, width: 0 }]) {
      if (hole.x > x) {
        spans.push(x, hole.x);
        compared += hole.x - x;
      }
      x = Math.max(x, hole.x + hole.width);
    }
  }
  rowSpans[height] = spans.length;
  return { width, height, pixels, spans: Int32Array.from(spans), rowSpans, compared };
}

/** Whether every compared pixel is the same with the needle's corner at `x`, `y`, which must leave it on the frame. */
export function needleMatchesAt(needle: Needle, frame: Picture, x: number, y: number): boolean {
  return firstMismatch(needle, frame, x, y) < 0;
}

/** The index of the first pixel on the frame that differs with the needle's corner at `x`, `y`; -1 if none does. */
export function firstMismatch(needle: Needle, frame: Picture, x: number, y: number): number {
  const { width, height, pixels, spans, rowSpans } = needle;
  const other = frame.pixels;
  for (let row = 0; row < height; row++) {
    const from = row * width;
    const to = (y + row) * frame.width + x;
    const end = rowSpans[row + 1] as number;
    for (let span = rowSpans[row] as number; span < end; span += 2) {
      const last = spans[span + 1] as number;
      for (let i = spans[span] as number; i < last; i++)
        if (pixels[from + i] !== other[to + i]) return to + i;
    }
  }
  return -1;
}

/** As `needleMatchesAt`, without the frame's pixels in `hole`. */
export function needleMatchesAround(
  needle: Needle,
  frame: Picture,
  x: number,
  y: number,
  hole: Region,
): boolean {
  const { width, height, pixels, spans, rowSpans } = needle;
  const other = frame.pixels;
  const holeStart = hole.x - x;
  const holeEnd = holeStart + hole.width;
  for (let row = 0; row < height; row++) {
    const from = row * width;
    const to = (y + row) * frame.width + x;
    const crossed = y + row >= hole.y && y + row < hole.y + hole.height;
    for (let span = rowSpans[row] as number; span < (rowSpans[row + 1] as number); span += 2) {
      const last = spans[span + 1] as number;
      for (let i = spans[span] as number; i < last; i++) {
        if (pixels[from + i] !== other[to + i] && !(crossed && i >= holeStart && i < holeEnd)) return false;
      }
    }
  }
  return true;
}

/** How many compared pixels lie in `hole` with the corner at `x`, `y`. */
export function countHidden({ spans, rowSpans, height }: Needle, { x, y }: Point, hole: Region): number {
  const start = hole.x - x;
  const end = start + hole.width;
  let count = 0;
  for (let row = Math.max(0, hole.y - y); row < Math.min(height, hole.y - y + hole.height); row++) {
    for (let span = rowSpans[row] as number; span < (rowSpans[row + 1] as number); span += 2) {
      const hidden = Math.min(end, spans[span + 1] as number) - Math.max(start, spans[span] as number);
      count += Math.max(0, hidden);
    }
  }
  return count;
}

/** How many compared pixels differ with the corner at `x`, `y`, and the box around them on the frame. */
export function countDifferences(needle: Needle, frame: Picture, { x, y }: Point): Differences {
  const { width, height, pixels, spans, rowSpans, compared } = needle;
  let count = 0;
  let box: Region | undefined;
  for (let row = 0; row < height; row++) {
    const to = (y + row) * frame.width + x;
    for (let span = rowSpans[row] as number; span < (rowSpans[row + 1] as number); span += 2) {
      for (let i = spans[span] as number; i < (spans[span + 1] as number); i++) {
        if (pixels[row * width + i] === frame.pixels[to + i]) continue;
        count++;
        const pixel = { x: x + i, y: y + row, width: 1, height: 1 };
        box = box && contains(box, pixel) ? box : box ? union(box, pixel) : pixel;
      }
    }
  }
  return { count, compared, box };
}
