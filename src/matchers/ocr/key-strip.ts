/** A row of keys as one picture for OCR, and what was recognised given back to the keys. */
import { type Region, unionAll } from '../../frame/region.ts';
import type { GreyPicture } from './grey-picture.ts';
import { MARGIN } from './line-picture.ts';
import { asTyped, ENLARGED, type OcrWord } from './read-line.ts';
import type { Placed } from './reading-order.ts';
import { linesOf, type RecognizedBlock } from './recognized.ts';
import type { Segment } from './segment.ts';

/** Paper between two keys' characters, in heights of the highest: closer than words, so that it looks like one. */
const GAP = 0.7;
/** Where so much more or less is recognised than there are keys, it is a row of icons. The confidence tells nothing. */
const MISCOUNTED = 0.25;
const PAPER = 255;

export interface KeyStrip {
  readonly keys: readonly Segment[];
  readonly grey: GreyPicture;
  /** For each key the middle of its character in the picture. */
  readonly middles: readonly number[];
}

/** The keys' characters beside each other, each at its height. */
export function keyStrip(keys: readonly Segment[]): KeyStrip {
  const highest = Math.max(...keys.map(({ box }) => box.height));
  const gap = Math.ceil(GAP * highest);
  const top = Math.min(...keys.map(({ box }) => box.y)) - MARGIN;
  const bottom = Math.max(...keys.map(({ box }) => box.y + box.height)) + MARGIN;
  const width = keys.reduce((sum, { box }) => sum + box.width + gap, 2 * MARGIN - gap);
  const data = new Uint8Array(width * (bottom - top)).fill(PAPER);
  const middles: number[] = [];
  let left = MARGIN;
  for (const { box, picture } of keys) {
    for (let row = 0; row < box.height; row++) {
      const from = (MARGIN + row) * picture.grey.width + MARGIN;
      data.set(picture.grey.data.subarray(from, from + box.width), (box.y - top + row) * width + left);
    }
    middles.push(left + box.width / 2);
    left += box.width + gap;
  }
  return { keys, grey: { width, height: bottom - top, data }, middles };
}

/** One word for each key, in their order; undefined where nothing was recognised. */
export function wordsOnKeys(
  blocks: readonly RecognizedBlock[],
  { keys, middles }: KeyStrip,
): (OcrWord | undefined)[] {
  const words = linesOf(blocks).flatMap((line) => line.words);
  const symbols = words
    .flatMap((word) =>
      word.symbols.map(({ text, bbox }) => ({ text, bbox, confidence: word.confidence / 100 })),
    )
    .sort((a, b) => a.bbox.x0 - b.bbox.x0);
  if (Math.abs(symbols.length - keys.length) > MISCOUNTED * keys.length) return keys.map(() => undefined);
  return keys.map(({ box }, index) => {
    const middle = ENLARGED * (middles[index] as number);
    const far = ({ bbox }: (typeof symbols)[number]) => Math.abs((bbox.x0 + bbox.x1) / 2 - middle);
    const nearest = [...symbols].sort((a, b) => far(a) - far(b))[0];
    const symbol = symbols.length === keys.length ? symbols[index] : nearest;
    return symbol && wordAt(symbol.text, box, symbol.confidence);
  });
}

function wordAt(recognized: string, box: Region, confidence: number): OcrWord {
  const text = asTyped(recognized);
  return { text, places: Array.from({ length: text.length }, () => box), confidence };
}

/** All that stands on a row of keys as one item: key by key, on each from the top. */
export function rowsOfKeys<T extends Placed & { readonly words: readonly OcrWord[] }>(
  items: readonly T[],
): (Placed & { readonly words: readonly OcrWord[] })[] {
  const rows = new Map<string, T[]>();
  for (const item of items) {
    const level = `${item.panel.y},${item.panel.height}`;
    rows.set(level, [...(rows.get(level) ?? []), item]);
  }
  return [...rows.values()].map((row) => {
    const sorted = row.sort((a, b) => a.panel.x - b.panel.x || a.box.y - b.box.y);
    return {
      box: unionAll(sorted.map(({ box }) => box)) as Region,
      panel: unionAll(sorted.map(({ panel }) => panel)) as Region,
      baseline: Math.max(...sorted.map(({ baseline }) => baseline)),
      words: sorted.flatMap(({ words }) => words),
    };
  });
}
