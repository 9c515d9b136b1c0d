/** Groups marks into lines of text: by their ground, their height and the gaps between them. */
import { contains, type Region, unionAll } from '../../frame/region.ts';
import { areBullets } from './bullets.ts';
import { Forest } from './forest.ts';
import type { Mark } from './marks.ts';

/** Characters are not lower than that, in pixels; dots, hyphens and accents are. */
const LOWEST = 5;
/** Characters are not higher than that, in pixels: what is higher is a picture. */
const HIGHEST = 72;
/** Characters that touch each other are not wider than so many heights. */
const WIDEST = 30;
/** From this share of its neighbours on a mark is the edge of something, not a character. */
const EDGE = 0.45;
/** As EDGE, for what is as low as a dot or narrow: it may be the corner or the side of a frame. */
const CORNER = 0.2;
/** Narrow: so many times as high as wide. */
const NARROW = 5;
/** Two characters belong to one line if they overlap by this share of the lower one's height. */
const OVERLAP = 0.5;
/** Gap between characters of one word or neighbouring words, in heights. */
const WORD_GAP = 1.2;
/** Gap between the columns of one line, in heights. */
const COLUMN_GAP = 14;
/** How far the baselines of columns may be apart, in heights. */
const BASELINE = 0.2;
/** How different the heights of columns may be. */
const HEIGHTS = 1.5;
/** How different neighbouring characters' heights may be: a bracket beside an x. */
const CHARACTER_HEIGHTS = 2.8;
/** A mark in a line that is so many times as high as its characters is an icon or an edge. */
const TOO_HIGH = 2.2;
/** Share of a line's width whose marks are not higher than its height says. */
const TYPICAL = 0.7;
/** A mark that is lower than this share of a line's characters may be a part of it: a full stop. */
const SMALL = 0.5;
/** Icons stand off from the text beside them by so many heights. */
const ICON_GAP = 0.35;
/** Boxes, bullets and icons are at least so large, in pixels, and so full. */
const ICON = { side: 10, full: 0.72, aspect: 1.5 };
/** Sides of a box or circle differ by this factor at most. */
const SQUARE = 1.2;
/** How far above or below a line a dot or accent may stand, in heights. */
const ACCENT = 0.45;

/** A line of text on one ground. */
export interface MarkLine {
  readonly ground: number;
  readonly marks: readonly Mark[];
  readonly box: Region;
  /** Where most of its characters end: y of the first pixel row below them. */
  readonly baseline: number;
  /** Of a typical character, in pixels. */
  readonly height: number;
  /** Share of its characters that end at the baseline: 0.5 and more for text, less for specks of a picture. */
  readonly regular: number;
}

/** All lines that may be text, in no order. */
export function textLines(marks: readonly Mark[]): MarkLine[] {
  const candidates = marks.filter(mayBeText);
  const characters = candidates.filter(({ box }) => box.height >= LOWEST);
  const small = candidates.filter(({ box, between }) => box.height < LOWEST && between <= CORNER);
  const words = grouped(characters, nextTo).map(lineOf);
  const lone = words.filter((word) => isSmallBeside(word, words));
  const dots = [...small, ...lone.flatMap((word) => word.marks)];
  const withDots = attach(
    words.filter((word) => !lone.includes(word)),
    dots,
  );
  return grouped(withDots, sameLine)
    .map((lines) => tidied(lineOf(lines.flatMap((line) => line.marks))))
    .filter((line) => areBullets(line) || (!line.marks.every(isIcon) && !areButtons(line)));
}

/** Neither a picture nor an edge nor a speck. */
export function mayBeText({ box: { width, height }, ground, between, size }: Mark): boolean {
  if (ground <= 0 || between > (height > NARROW * width ? CORNER : EDGE) || size < 2) return false;
  return height <= HIGHEST && width <= WIDEST * Math.max(height, LOWEST);
}

/** The sets that `together` makes, which holds only between items near each other in x. */
function grouped<T extends { readonly box: Region }>(
  items: readonly T[],
  together: (left: T, right: T) => boolean,
): T[][] {
  const sorted = [...items].sort((a, b) => a.box.x - b.box.x);
  const forest = new Forest();
  for (const _ of sorted) forest.add();
  for (const [index, left] of sorted.entries()) {
    const reach = left.box.x + left.box.width + COLUMN_GAP * HIGHEST;
    for (let other = index + 1; other < sorted.length; other++) {
      const right = sorted[other] as T;
      if (right.box.x > reach) break;
      if (together(left, right)) forest.join(index, other);
    }
  }
  const sets = new Map<number, T[]>();
  for (const [index, item] of sorted.entries()) {
    const set = sets.get(forest.find(index));
    if (set) set.push(item);
    else sets.set(forest.find(index), [item]);
  }
  return [...sets.values()];
}

function nextTo(left: Mark, right: Mark): boolean {
  if (left.ground !== right.ground) return false;
  const [a, b] = [left.box, right.box];
  if (b.x - (a.x + a.width) > WORD_GAP * Math.max(a.height, b.height)) return false;
  const [lower, higher] = [Math.min(a.height, b.height), Math.max(a.height, b.height)];
  return higher <= CHARACTER_HEIGHTS * lower && overlapOf(a, b) >= OVERLAP * lower;
}

/** Such as the full stop of a large font, which is too low to be next to its letters. */
function isSmallBeside(word: MarkLine, words: readonly MarkLine[]): boolean {
  const [mark, second] = word.marks;
  if (!mark || second) return false;
  return words.some(
    (line) =>
      line.ground === word.ground &&
      mark.box.height <= SMALL * line.height &&
      distanceTo(line, mark.box) <= WORD_GAP / COLUMN_GAP,
  );
}

function withoutHigh(line: MarkLine): MarkLine {
  const kept = line.marks.filter(({ box }) => box.height <= TOO_HIGH * line.height);
  return kept.length === line.marks.length || kept.length === 0 ? line : lineOf(kept);
}

/** Columns of one line, such as a table's. */
function sameLine(left: MarkLine, right: MarkLine): boolean {
  if (left.ground !== right.ground) return false;
  const height = Math.max(left.height, right.height);
  if (right.box.x - (left.box.x + left.box.width) > COLUMN_GAP * height) return false;
  if (height > HEIGHTS * Math.min(left.height, right.height)) return false;
  return Math.abs(left.baseline - right.baseline) <= Math.max(1, BASELINE * height);
}

function overlapOf(a: Region, b: Region): number {
  return Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
}

/** Gives dots, accents and hyphens to the line that they stand in, or nearest above or below. */
function attach(lines: readonly MarkLine[], small: readonly Mark[]): MarkLine[] {
  const added = new Map<MarkLine, Mark[]>();
  for (const mark of small) {
    let best: { line: MarkLine; far: number } | undefined;
    for (const line of lines) {
      if (line.ground !== mark.ground) continue;
      const far = distanceTo(line, mark.box);
      if (far <= 1 && (!best || far < best.far)) best = { line, far };
    }
    if (best) added.set(best.line, [...(added.get(best.line) ?? []), mark]);
  }
  return lines.map((line) => lineOf([...line.marks, ...(added.get(line) ?? [])]));
}

/** Up to 1: near enough. Across it counts in gaps between columns, upright in the height of accents. */
function distanceTo({ box, height, baseline }: MarkLine, { x, y, width, height: high }: Region): number {
  const across = Math.max(0, box.x - (x + width), x - (box.x + box.width)) / (COLUMN_GAP * height);
  const above = Math.max(0, box.y - y) / (ACCENT * height);
  const below = Math.max(0, y + high - Math.max(box.y + box.height, baseline)) / (ACCENT * height);
  return Math.max(across, above, below);
}

/** Those marks as one line. */
export function lineOf(marks: readonly Mark[]): MarkLine {
  const sorted = [...marks].sort((a, b) => a.box.x - b.box.x);
  const characters = sorted.filter(({ box }) => box.height >= LOWEST);
  const ends = characters.map(({ box }) => box.y + box.height);
  const baseline = mostFrequent(ends);
  return {
    ground: sorted[0]?.ground ?? 0,
    marks: sorted,
    box: unionAll(sorted.map(({ box }) => box)) as Region,
    baseline,
    regular: ends.filter((end) => Math.abs(end - baseline) <= 1).length / Math.max(1, ends.length),
    height: typicalHeight(characters),
  };
}

/** Wide marks count for more: they may be several letters that touch each other. */
function typicalHeight(characters: readonly Mark[]): number {
  const widths = characters.reduce((sum, { box }) => sum + box.width, 0);
  let passed = 0;
  for (const { box } of [...characters].sort((a, b) => a.box.height - b.box.height)) {
    passed += box.width;
    if (passed >= TYPICAL * widths) return box.height;
  }
  return LOWEST;
}

function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0])[0];
}

function tidied(line: MarkLine): MarkLine {
  return areBullets(line) ? line : withoutIcons(withoutHigh(line));
}

function withoutIcons(line: MarkLine): MarkLine {
  const { marks, height } = line;
  const apart = (left: Mark, right: Mark) =>
    right.box.x - (left.box.x + left.box.width) >= ICON_GAP * height || contains(left.box, right.box);
  const icons = marks.filter((mark, index) => {
    if (!isIcon(mark) && !standsOut(mark, line)) return false;
    const after = marks.slice(index + 1).find(({ box }) => !contains(mark.box, box));
    const before = marks[index - 1];
    return (!before || apart(before, mark)) && (!after || apart(mark, after));
  });
  const kept = marks.filter((mark) => !icons.some((icon) => contains(icon.box, mark.box)));
  return kept.length === marks.length || kept.length === 0 ? line : lineOf(kept);
}

/** A hollow box or circle before a label: higher than all letters, and lower than the baseline. */
function standsOut({ box }: Mark, { marks, baseline }: MarkLine): boolean {
  const aspect = Math.max(box.width / box.height, box.height / box.width);
  const below = box.y + box.height - baseline;
  const others = marks.filter((other) => other.box !== box);
  const above = Math.min(...others.map((other) => other.box.y)) - box.y;
  return others.length > 1 && aspect <= SQUARE && below >= 2 && above >= 1;
}

/** The squares of the same size in a title bar. */
function areButtons({ marks }: MarkLine): boolean {
  const large = marks.filter(({ box }) => box.height >= ICON.side);
  const [first] = large;
  if (!first || large.length < 2 || marks.length > 2 * large.length) return false;
  return large.every(({ box: { width, height } }) => width === height && width === first.box.width);
}

/** A box, bullet or picture. */
function isIcon({ box: { width, height }, size }: Mark): boolean {
  const aspect = Math.max(width / height, height / width);
  return Math.min(width, height) >= ICON.side && size >= ICON.full * width * height && aspect <= ICON.aspect;
}
