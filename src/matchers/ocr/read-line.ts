/** What the engine recognised in a line's picture, as words on the display; guesses from icons and noise left out. */
import { type Region, touches } from '../../frame/region.ts';
import type { LinePicture } from './line-picture.ts';
import { linesOf, type RecognizedBlock, type RecognizedWord } from './recognized.ts';
import type { Segment } from './segment.ts';

export interface OcrWord {
  readonly text: string;
  /** Of each UTF-16 unit. */
  readonly places: readonly Region[];
  /** 0 to 1. */
  readonly confidence: number;
}

/** How sure the engine must be of a line by its number of characters: whatever is short may be an icon or noise. */
const SURE_ENOUGH = [1, 0.85, 0.8, 0.7, 0.6, 0.45, 0.2];
/** A line whose characters stand on one baseline, and are so many, is text even where the engine is not sure. */
const REGULAR = 0.6;
const FEWEST_MARKS = 5;
/** A word at a line's end that stands off by so many heights may be an icon. */
const STANDS_OFF = 0.5;
/** A lone character that is higher is a logo, in pixels. */
const LARGEST_ALONE = 28;
/** Other lone characters are icons, or specks of a picture. */
const MAY_STAND_ALONE = /[\p{L}\p{N}?!+]/u;
/** The engine's places have to be divided by what the picture was enlarged by. */
export const ENLARGED = 2;

/** The words of one line from the left; none if nothing can be told. */
export function wordsOn(
  blocks: readonly RecognizedBlock[],
  { picture, height, regular, marks }: Pick<Segment, 'picture' | 'height' | 'regular' | 'marks'>,
): OcrWord[] {
  const words = linesOf(blocks)
    .flatMap((line) => line.words)
    .filter(({ text }) => text.trim() !== '')
    .sort((a, b) => a.bbox.x0 - b.bbox.x0)
    .map((word) => wordOn(word, picture))
    .filter((word) => marks.some(({ box }) => word.places.some((place) => touches(box, place)))); // not of a gap
  const kept = withoutIcons(words, height);
  const letters = kept.reduce((sum, { text }) => sum + text.length, 0);
  if (kept.length < words.length && !kept.some(({ text }) => /[\p{L}\p{N}]/u.test(text))) return [];
  if (letters === 1 && (height > LARGEST_ALONE || !MAY_STAND_ALONE.test(kept[0]?.text ?? ''))) return [];
  const looksLikeText = regular >= REGULAR && marks.length >= FEWEST_MARKS && letters >= FEWEST_MARKS;
  const sure = Math.max(0, ...kept.map(({ confidence }) => confidence));
  return looksLikeText || sure >= needed(letters) ? kept : [];
}

/** The words' confidence, each for its length; 0 for none. */
export function sureness(words: readonly OcrWord[]): number {
  const letters = words.reduce((sum, { text }) => sum + text.length, 0);
  return (
    words.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0) / Math.max(1, letters)
  );
}

function needed(letters: number): number {
  return SURE_ENOUGH[Math.min(letters, SURE_ENOUGH.length - 1)] as number;
}

/** Without single characters at the ends that the engine is not sure of and that stand off. */
function withoutIcons(words: readonly OcrWord[], height: number): OcrWord[] {
  const [first, second] = words;
  const [last, before] = [words.at(-1), words.at(-2)];
  if (first && second && isDoubtful(first) && gap(first, second) >= STANDS_OFF * height)
    return withoutIcons(words.slice(1), height);
  if (last && before && isDoubtful(last) && gap(before, last) >= STANDS_OFF * height)
    return withoutIcons(words.slice(0, -1), height);
  return [...words];
}

function isDoubtful({ text, confidence }: OcrWord): boolean {
  return text.length <= 2 && confidence < needed(text.length);
}

/** As a keyboard has it: the engine guesses which quotation mark it is, and whether letters are a ligature. */
export function asTyped(text: string): string {
  return text
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replaceAll('\ufb01', 'fi')
    .replaceAll('\ufb02', 'fl');
}

function gap(left: OcrWord, right: OcrWord): number {
  const [from, to] = [left.places.at(-1), right.places[0]];
  return from && to ? to.x - (from.x + from.width) : 0;
}

function wordOn({ symbols, confidence }: RecognizedWord, { columns, top }: LinePicture): OcrWord {
  const column = (x: number) => columns[Math.max(0, Math.min(columns.length - 1, Math.floor(x)))] as number;
  let text = '';
  const places: Region[] = [];
  for (const symbol of symbols) {
    if (symbol.text.trim() === '') continue;
    const { x0, y0, x1, y1 } = symbol.bbox;
    const left = Math.max(0, column(x0 / ENLARGED));
    const up = Math.max(0, top + Math.floor(y0 / ENLARGED));
    const place = {
      x: left,
      y: up,
      width: Math.max(1, column(x1 / ENLARGED - 1) + 1 - left),
      height: Math.max(1, top + Math.ceil(y1 / ENLARGED) - up),
    };
    const typed = asTyped(symbol.text);
    text += typed;
    for (let unit = 0; unit < typed.length; unit++) places.push(place);
  }
  return { text, places, confidence: confidence / 100 };
}
