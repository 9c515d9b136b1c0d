/** Makes a line of text of cells beside each other, with their colours. */
import type { Region } from '../../frame/region.ts';
import { type TextLine, type TextRun, textLine } from '../text.ts';
import type { Cell } from './cell.ts';
import type { GlyphFont } from './font.ts';
import { logicalOrder } from './logical-text.ts';

/** Colours that most of the characters have: what has them exchanged is shown in reverse. */
export interface ColourPair {
  readonly foreground: number;
  readonly background: number;
}

/** The line that `cells` show, from the left, none if they are blank; `placesOf` tells where the first so many are. */
export function lineOfCells(
  cells: readonly Cell[],
  { lookAlikes }: GlyphFont,
  usual: ColourPair | undefined,
  placesOf: (count: number) => readonly Region[],
): TextLine[] {
  let end = cells.length;
  while (end > 0 && (cells[end - 1] as Cell).character === ' ') end--;
  if (end === 0) return [];
  let text = '';
  for (let index = 0; index < end; index++) text += (cells[index] as Cell).character;
  const places = placesOf(end);
  const order = logicalOrder(text, lookAlikes);
  if (!order) return textLine({ text, places, runs: runsOf(cells, end, usual) });
  const read = order.map(({ cell }) => cells[cell] as Cell);
  return textLine({
    text: order.map(({ character }) => character).join(''),
    places: order.map(({ cell }) => places[cell] as Region),
    runs: runsOf(read, read.length, usual),
  });
}

/** Alpha is the same everywhere. */
const RGB = 0xffffff;

interface PairCount extends ColourPair {
  count: number;
}

/** The colours of most characters; none if there are no characters. */
export function usualColours(lines: readonly (readonly Cell[])[]): ColourPair | undefined {
  const counts = new Map<number, PairCount>();
  let last: PairCount | undefined;
  for (const line of lines) {
    for (const cell of line) {
      if (cell.ink === 0) continue;
      if (!last || !isPair(cell, last)) last = countOf(counts, cell);
      last.count++;
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0];
}

function countOf(counts: Map<number, PairCount>, { foreground, background }: Cell): PairCount {
  const key = (foreground & RGB) * (RGB + 1) + (background & RGB); // below 2^48
  const known = counts.get(key) ?? { foreground, background, count: 0 };
  counts.set(key, known);
  return known;
}

function isPair(cell: Cell, { foreground, background }: ColourPair): boolean {
  return cell.foreground === foreground && cell.background === background;
}

/** A blank has no foreground: it belongs to the characters of its background beside it. */
function runsOf(cells: readonly Cell[], count: number, usual: ColourPair | undefined): TextRun[] {
  const runs: TextRun[] = [];
  let start = 0;
  while (start < count) {
    const { background } = cells[start] as Cell;
    let foreground: number | undefined;
    let end = start;
    for (; end < count; end++) {
      const cell = cells[end] as Cell;
      if (cell.background !== background) break;
      if (cell.ink === 0) continue;
      if (foreground !== undefined && cell.foreground !== foreground) break;
      foreground = cell.foreground;
    }
    const reverse = foreground === usual?.background && background === usual?.foreground;
    runs.push({
      start,
      end,
      foreground: colourName(foreground ?? background),
      background: colourName(background),
      reverse,
    });
    start = end;
  }
  return runs;
}

/** '#rrggbb' of a pixel's word, whose bytes are R G B A in memory. */
function colourName(word: number): string {
  const [red, green, blue] = [word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff] as const;
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`;
}
