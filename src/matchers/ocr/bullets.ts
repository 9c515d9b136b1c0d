/** The dots that stand for a password's characters: they are told by their shape. */
import type { Mark } from './marks.ts';
import type { OcrWord } from './read-line.ts';
import type { MarkLine } from './text-lines.ts';

/** A row of fewer dots is something else. */
const FEWEST = 4;
/** Share of its box that a dot fills: a circle fills 0.79. */
const FULL = { least: 0.7, most: 0.9 };
/** Dots that make one mark: more would be a merged word. */
const TOUCHING = 2;
/** How different the dots' pixels may be: letters of one height differ by more. */
const SAME = 0.15;
/** In pixels: full stops are smaller. */
const LOWEST = 5;
export const BULLET = '\u25cf';

/** A row of dots of one size; neighbours may touch each other. */
export function areBullets({ marks, height }: Pick<MarkLine, 'marks' | 'height'>): boolean {
  const sizes = marks.flatMap((mark) =>
    Array.from({ length: countOf(mark) }, () => mark.size / countOf(mark)),
  );
  if (sizes.length < FEWEST || height < LOWEST) return false;
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return most - least <= SAME * most && marks.every((mark) => isRound(mark, height));
}

function isRound({ box, size }: Mark, height: number): boolean {
  const full = size / (box.width * box.height);
  const isSquare = Math.abs(box.width - countOf({ box }) * box.height) <= 1;
  return (
    isSquare &&
    countOf({ box }) <= TOUCHING &&
    Math.abs(box.height - height) <= 1 &&
    full >= FULL.least &&
    full <= FULL.most
  );
}

function countOf({ box }: Pick<Mark, 'box'>): number {
  return Math.max(1, Math.round(box.width / box.height));
}

/** One word of dots. */
export function bulletsOn({ marks }: Pick<MarkLine, 'marks'>): OcrWord {
  const places = marks.flatMap((mark) => {
    const count = countOf(mark);
    const width = Math.floor(mark.box.width / count);
    return Array.from({ length: count }, (_, index) => ({
      ...mark.box,
      x: mark.box.x + index * width,
      width,
    }));
  });
  return { text: BULLET.repeat(places.length), places, confidence: 1 };
}
