/** Names for screens and points, from the text that can be read there. */
import { containsPoint, inflate, type Point } from '../../frame/region.ts';
import type { ReadText, TextLine } from '../../matchers/text.ts';
import { type BlockMask, countIn } from './block-grid.ts';

/** A name of more words is a sentence. */
const MOST_WORDS = 4;
const LONGEST_NAME = 32;
/** A button's label is at most so many pixels from where people click it. */
const LABEL_REACH = 24;

/**
 * From the first line that is new on the display and stands on no other screen; undefined where nothing can be read.
 * `changed`: the blocks that are new, undefined for all.
 */
export function nameOf(
  { lines }: ReadText,
  changed: BlockMask | undefined,
  others: readonly ReadText[],
): string | undefined {
  const common = new Set(others.flatMap((read) => read.lines.map(({ text }) => text.trim())));
  const fresh = lines.filter(({ region }) => changed === undefined || countIn(changed, region) > 0);
  const own = fresh.filter(({ text }) => !common.has(text.trim()));
  return firstName([...own, ...fresh].map(({ text }) => text));
}

/** From the words under `point` or beside it. */
export function nameAt({ lines }: ReadText, point: Point): string | undefined {
  const near = lines.filter((line) => containsPoint(inflate(line.region, LABEL_REACH), point));
  return firstName(near.map((line) => labelAt(line, point)));
}

/** The words of the line around the point that are one blank apart. */
function labelAt({ words }: TextLine, { x }: Point): string {
  const nearest = words.findIndex(
    ({ region }) => x >= region.x - LABEL_REACH && x < region.x + region.width + LABEL_REACH,
  );
  if (nearest < 0) return '';
  let [from, to] = [nearest, nearest];
  while (from > 0 && (words[from]?.start ?? 0) - (words[from - 1]?.end ?? 0) <= 1) from--;
  while (to < words.length - 1 && (words[to + 1]?.start ?? 0) - (words[to]?.end ?? 0) <= 1) to++;
  return words
    .slice(from, to + 1)
    .map(({ text }) => text)
    .join(' ');
}

function firstName(texts: readonly string[]): string | undefined {
  return texts.map(slugOf).find((slug) => slug !== '');
}

/** 'Choose a language:' is 'choose-a-language'; '' where no word has two letters. */
export function slugOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS);
  if (!words.some((word) => /\p{L}{2}/u.test(word))) return '';
  return words.join('-').slice(0, LONGEST_NAME).replace(/-+$/, '');
}
