/** A line of text as OCR likes it: black on white, nothing else beside it, wide gaps between columns shortened. */
import type { Picture } from '../../frame/picture.ts';
import type { GreyPicture } from './grey-picture.ts';
import { difference } from './grounds.ts';
import type { Marks } from './marks.ts';
import type { MarkLine } from './text-lines.ts';

/** Paper around the text, in pixels. */
export const MARGIN = 6;
/** A gap between columns becomes so many heights: still clearly a blank. */
const KEPT_GAP = 1.2;
/** From this share of ink on a line is light text on a block of its own, if it is wider than a letter: in pixels. */
const BLOCK = { full: 0.85, width: 24 };
/** The least difference of a channel between ink and paper that counts as full black. */
const LEAST_CONTRAST = 24;

/** From this share on of the other one, dark or light ink may be the text. */
const SHADOW = 0.3;

export interface LinePicture {
  readonly grey: GreyPicture;
  /** Where there is dark and light ink, the one that stands out less: of letters with shadows either may be the letters. */
  readonly other?: GreyPicture;
  /** For each column of the picture its x on the display. */
  readonly columns: Int32Array;
  /** Display y of the picture's first row. */
  readonly top: number;
}

export function linePicture(
  picture: Picture,
  marks: Marks,
  grounds: Int32Array,
  line: MarkLine,
): LinePicture {
  const { box } = line;
  const columns = columnsOf(line, picture.width);
  const [width, height] = [columns.length, box.height + 2 * MARGIN];
  const top = box.y - MARGIN;
  const ours = new Uint8Array(marks.of.length === 0 ? 0 : highest(line) + 1);
  for (const { index } of line.marks) ours[index] = 1;
  const isBlock = box.width >= BLOCK.width && inkOf(line) > BLOCK.full * box.width * box.height;
  const contrast = new Int16Array(width * height);
  const block = isBlock ? commonColour(picture, line) : 0;
  for (let row = MARGIN; row < height - MARGIN; row++) {
    const first = (top + row) * picture.width;
    const paper = isBlock ? block : paperOf(picture, grounds, line, top + row);
    for (let column = 0; column < width; column++) {
      const x = columns[column] as number;
      if (x < box.x || x >= box.x + box.width) continue;
      const at = first + x;
      if (!ours[marks.of[at] as number]) continue;
      contrast[row * width + column] = contrastOf(picture.pixels[at] as number, paper);
    }
  }
  const [dark, light] = [amountOf(contrast, 1), amountOf(contrast, -1)];
  const sign = light > dark ? -1 : 1;
  const grey = { width, height, data: inkOnPaper(contrast, sign) };
  if (Math.min(dark, light) < SHADOW * Math.max(dark, light)) return { grey, columns, top };
  return { grey, other: { width, height, data: inkOnPaper(contrast, -sign) }, columns, top };
}

/** How far a pixel's colour is from the paper's: positive if it is darker. */
function contrastOf(pixel: number, paper: number): number {
  const far = difference(pixel, paper);
  return luma(pixel) <= luma(paper) ? far : -far;
}

/** Rec. 601, times 256. */
function luma(pixel: number): number {
  return 77 * (pixel & 255) + 150 * ((pixel >> 8) & 255) + 29 * ((pixel >> 16) & 255);
}

/** Black on white, of the darker (`sign` 1) or the lighter ink. */
function inkOnPaper(contrast: Int16Array, sign: number): Uint8Array {
  const full = contrast.reduce((most, each) => Math.max(most, sign * each), LEAST_CONTRAST);
  return Uint8Array.from(contrast, (each) => 255 - Math.round((255 * Math.max(0, sign * each)) / full));
}

/** All the contrast of the darker (`sign` 1) or the lighter ink. */
function amountOf(contrast: Int16Array, sign: number): number {
  return contrast.reduce((sum, each) => sum + Math.max(0, sign * each), 0);
}

function highest({ marks }: MarkLine): number {
  return Math.max(...marks.map(({ index }) => index));
}

function inkOf({ marks }: MarkLine): number {
  return marks.reduce((sum, { size }) => sum + size, 0);
}

/** The display's x of every column that is kept, margins included. */
function columnsOf({ box, marks, height }: MarkLine, displayWidth: number): Int32Array {
  const columns: number[] = [];
  const kept = Math.ceil(KEPT_GAP * height);
  for (let i = MARGIN; i > 0; i--) columns.push(box.x - i);
  let next = box.x;
  for (const { box: mark } of marks) {
    const gap = mark.x - next;
    if (gap > 2 * kept) {
      for (let i = 0; i < kept; i++) columns.push(next + i);
      next = mark.x - kept;
    }
    for (; next < mark.x + mark.width; next++) columns.push(next);
  }
  for (let i = 0; i < MARGIN; i++) columns.push(next + i);
  return Int32Array.from(columns, (x) => Math.max(-1, Math.min(displayWidth, x)));
}

/** The ground's colour beside the text in that row: grounds may be gradients. */
function paperOf(
  { width, pixels }: Picture,
  grounds: Int32Array,
  { box, ground }: MarkLine,
  y: number,
): number {
  const counts = new Map<number, number>();
  const first = y * width;
  for (let x = Math.max(0, box.x - MARGIN); x < Math.min(width, box.x + box.width + MARGIN); x++) {
    if (grounds[first + x] !== ground) continue;
    const pixel = pixels[first + x] as number;
    counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  }
  return most(counts) ?? commonGround({ width, pixels }, grounds, { box, ground });
}

function commonGround(
  { width, pixels }: Pick<Picture, 'width' | 'pixels'>,
  grounds: Int32Array,
  { box, ground }: Pick<MarkLine, 'box' | 'ground'>,
): number {
  const counts = new Map<number, number>();
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      if (grounds[y * width + x] !== ground) continue;
      const pixel = pixels[y * width + x] as number;
      counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    }
  }
  return most(counts) ?? 0;
}

/** The block's colour. */
function commonColour({ width, pixels }: Picture, { box }: MarkLine): number {
  const counts = new Map<number, number>();
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const pixel = pixels[y * width + x] as number;
      counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    }
  }
  return most(counts) ?? 0;
}

function most(counts: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  let bestCount = 0;
  for (const [value, count] of counts) if (count > bestCount) [best, bestCount] = [value, count];
  return best;
}
