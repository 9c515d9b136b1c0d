/** A picture as a grid of small blocks: which have anything on them, which differ, and the rectangles that they make. */
import type { Picture } from '../../frame/picture.ts';
import { hashRegion } from '../../frame/pixel-hash.ts';
import { clip, type Dimensions, intersect, type Region } from '../../frame/region.ts';

/** Side of a block in pixels: about a letter's, so that a line of text is two blocks high. */
export const BLOCK = 8;

/** One byte a block, row by row: 0 or 1. */
export interface BlockMask {
  readonly columns: number;
  readonly rows: number;
  readonly bits: Uint8Array;
}

/** No block of a picture of that size. */
export function emptyMask({ width, height }: Dimensions): BlockMask {
  const [columns, rows] = [Math.ceil(width / BLOCK), Math.ceil(height / BLOCK)];
  return { columns, rows, bits: new Uint8Array(columns * rows) };
}

/** Blocks that are not of one colour. */
export function markedBlocks(picture: Picture): BlockMask {
  return maskOf(picture, ({ x, y, width, height }) => {
    const { pixels, width: stride } = picture;
    const first = pixels[y * stride + x];
    for (let row = y; row < y + height; row++) {
      for (let i = row * stride + x, end = i + width; i < end; i++) if (pixels[i] !== first) return true;
    }
    return false;
  });
}

/** The same content so often on one picture is a background, a border or a blank of a pattern. */
const MOST_REPEATS = 6;

/** Blocks that have anything on them, apart from what repeats all over the picture. */
export function tellingBlocks(picture: Picture): BlockMask {
  const marked = markedBlocks(picture);
  const contents = new Map<number, number[]>();
  for (let index = 0; index < marked.bits.length; index++) {
    if (marked.bits[index] === 0) continue;
    const hash = hashRegion(picture, blockAt(picture, marked, index));
    const same = contents.get(hash);
    if (same) same.push(index);
    else contents.set(hash, [index]);
  }
  for (const same of contents.values()) {
    if (same.length > MOST_REPEATS) for (const index of same) marked.bits[index] = 0;
  }
  return marked;
}

/** Blocks in which two pictures of one size differ. */
export function differingBlocks(a: Picture, b: Picture): BlockMask {
  return maskOf(a, ({ x, y, width, height }) => {
    for (let row = y; row < y + height; row++) {
      const start = row * a.width + x;
      for (let i = start; i < start + width; i++) if (a.pixels[i] !== b.pixels[i]) return true;
    }
    return false;
  });
}

/** Sets the blocks that `regions` touch. */
export function addRegions(mask: BlockMask, regions: readonly Region[]): void {
  for (const region of regions) {
    for (const index of blocksOf(mask, region)) mask.bits[index] = 1;
  }
}

/** Indices of the blocks that `region` touches. */
export function* blocksOf({ columns, rows }: BlockMask, region: Region): Generator<number> {
  const right = Math.min(columns, Math.ceil((region.x + region.width) / BLOCK));
  const bottom = Math.min(rows, Math.ceil((region.y + region.height) / BLOCK));
  for (let row = Math.max(0, Math.floor(region.y / BLOCK)); row < bottom; row++) {
    for (let column = Math.max(0, Math.floor(region.x / BLOCK)); column < right; column++)
      yield row * columns + column;
  }
}

/** How many blocks of `mask` `region` touches. */
export function countIn(mask: BlockMask, region: Region): number {
  let count = 0;
  for (const index of blocksOf(mask, region)) count += mask.bits[index] as number;
  return count;
}

/**
 * Rectangles around groups of set blocks, on a display of `size`, from the top: blocks that are `gap` empty ones apart
 * in a row belong together, as do those of neighbouring rows that overlap.
 */
export function groupsOf(mask: BlockMask, size: Dimensions, gap: number): readonly Region[] {
  let open: Region[] = []; // in blocks
  const done: Region[] = [];
  for (let row = 0; row < mask.rows; row++) {
    let next: Region[] = [];
    for (let run of runsOf(mask, row, gap)) {
      for (const above of open) {
        if (!intersect({ ...above, y: row, height: 1 }, run)) continue;
        const [x, y] = [Math.min(run.x, above.x), Math.min(run.y, above.y)];
        run = {
          x,
          y,
          width: Math.max(run.x + run.width, above.x + above.width) - x,
          height: row + 1 - y,
        };
        open = open.filter((each) => each !== above);
      }
      const beside = next.filter((each) => intersect({ ...each, y: row, height: 1 }, run));
      for (const each of beside) run = around(run, each);
      next = [...next.filter((each) => !beside.includes(each)), run];
    }
    done.push(...open);
    open = next.map((each) => ({ ...each, height: row + 1 - each.y }));
  }
  const inPixels = [...done, ...open].map(({ x, y, width, height }) => {
    return clip({ x: x * BLOCK, y: y * BLOCK, width: width * BLOCK, height: height * BLOCK }, size);
  });
  return inPixels.flatMap((region) => region ?? []).sort((a, b) => a.y - b.y || a.x - b.x);
}

function runsOf({ columns, bits }: BlockMask, row: number, gap: number): Region[] {
  const runs: Region[] = [];
  for (let column = 0; column < columns; column++) {
    if (bits[row * columns + column] === 0) continue;
    const last = runs.at(-1);
    if (last && column - (last.x + last.width) <= gap)
      runs[runs.length - 1] = { ...last, width: column + 1 - last.x };
    else runs.push({ x: column, y: row, width: 1, height: 1 });
  }
  return runs;
}

function around(a: Region, b: Region): Region {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

function blockAt(size: Dimensions, { columns }: BlockMask, index: number): Region {
  const [x, y] = [(index % columns) * BLOCK, Math.floor(index / columns) * BLOCK];
  return { x, y, width: Math.min(BLOCK, size.width - x), height: Math.min(BLOCK, size.height - y) };
}

function maskOf(size: Dimensions, test: (block: Region) => boolean): BlockMask {
  const mask = emptyMask(size);
  for (let index = 0; index < mask.bits.length; index++) {
    if (test(blockAt(size, mask, index))) mask.bits[index] = 1;
  }
  return mask;
}
