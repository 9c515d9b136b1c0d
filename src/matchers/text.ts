/** Text that was read from a frame: lines, words, colours, with the place of every character. */
import { contains, type Region } from '../frame/region.ts';

/** Characters of a line between blanks. */
export interface TextWord {
  readonly text: string;
  /** Index of its first character in the line. */
  readonly start: number;
  /** Index behind its last character. */
  readonly end: number;
  /** Around its characters. */
  readonly region: Region;
  /** 0 to 1: how sure the reader is of its least sure character. 1 for glyphs. */
  readonly confidence: number;
}

/** Characters of a line that have the same colours. */
export interface TextRun {
  readonly start: number;
  readonly end: number;
  /** '#rrggbb'. */
  readonly foreground: string;
  readonly background: string;
  /** Its colours are those of most of what was read, exchanged. */
  readonly reverse: boolean;
}

/** A line of characters beside each other. Made by `textLine`. */
export interface TextLine {
  /** Without blanks at the end. One UTF-16 unit a character: index i is `places[i]`. */
  readonly text: string;
  /** Where each character stands, in display pixels; blanks between words included. */
  readonly places: readonly Region[];
  /** Around the characters that are no blanks. */
  readonly region: Region;
  readonly words: readonly TextWord[];
  /** Colours from the left to the right; none where the reader cannot tell. */
  readonly runs: readonly TextRun[];
  /** 0 to 1, of its least sure word. */
  readonly confidence: number;
}

/** What a reader made of a frame. */
export interface ReadText {
  /** Which reader: 'glyphs', 'ocr' or a registered one; 'none' where nothing could be read. */
  readonly reader: string;
  /** Glyphs are read exactly or not at all: allowing for misread characters makes no sense. */
  readonly exact: boolean;
  /** Everything that stands there was read: another reader could not find more. */
  readonly complete: boolean;
  /** From the top, then from the left; lines without a character are left out. */
  readonly lines: readonly TextLine[];
  /** Places of cells that show something that is no known character (U+FFFD in the lines). */
  readonly unknown: readonly Region[];
}

/** Stands for a character that cannot be read. */
export const UNKNOWN_CHARACTER = '\ufffd';

/** No text. */
export const NOTHING_READ: ReadText = {
  reader: 'none',
  exact: false,
  complete: false,
  lines: [],
  unknown: [],
};

/** What a line is made of. */
export interface LineParts {
  readonly text: string;
  readonly places: readonly Region[];
  /** Of the whole line, or of each character. Default 1. */
  readonly confidence?: number | readonly number[];
  /** May reach beyond the text's end: what is behind it is cut off. Default none. */
  readonly runs?: readonly TextRun[];
}

/** The line without blanks at its end, its words found; none if nothing remains. */
export function textLine({ text, places, confidence = 1, runs = [] }: LineParts): TextLine[] {
  const trimmed = text.trimEnd();
  if (trimmed === '') return [];
  const { length } = trimmed;
  const words = wordsOf(trimmed, places, confidence);
  return [
    {
      text: trimmed,
      places: places.slice(0, length),
      region: unionOf(
        words.map(({ region }) => region),
        0,
        words.length,
      ),
      words,
      runs: runs.flatMap((run) => (run.start < length ? { ...run, end: Math.min(run.end, length) } : [])),
      confidence: Math.min(...words.map((word) => word.confidence)),
    },
  ];
}

function wordsOf(
  text: string,
  places: readonly Region[],
  confidence: number | readonly number[],
): TextWord[] {
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index: start }) => {
    const end = start + word.length;
    const sure = typeof confidence === 'number' ? confidence : Math.min(...confidence.slice(start, end));
    return { text: word, start, end, region: unionOf(places, start, end), confidence: sure };
  });
}

/** Around `places[start]` to `places[end - 1]`, of which there must be one. */
function unionOf(places: readonly Region[], start: number, end: number): Region {
  let { x: left, y: top, width, height } = places[start] as Region;
  let right = left + width;
  let bottom = top + height;
  for (let index = start + 1; index < end; index++) {
    ({ width, height } = places[index] as Region);
    const { x, y } = places[index] as Region;
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The lines as one string, a line feed between them. */
export function plainText({ lines }: Pick<ReadText, 'lines'>): string {
  return lines.map(({ text }) => text).join('\n');
}

/** Only the characters that lie within `region` as a whole. */
export function clipText(read: ReadText, region: Region): ReadText {
  return {
    ...read,
    lines: read.lines.flatMap((line) => clipLine(line, region)),
    unknown: read.unknown.filter((place) => contains(region, place)),
  };
}

function clipLine({ text, places, words, runs }: TextLine, region: Region): TextLine[] {
  const inside = places.flatMap((place, index) => (contains(region, place) ? index : []));
  const newIndex = (old: number) => inside.filter((index) => index < old).length;
  return textLine({
    text: inside.map((index) => text[index]).join(''),
    places: inside.map((index) => places[index] as Region),
    confidence: inside.map((index) => words.find(({ end }) => index < end)?.confidence ?? 1),
    runs: runs
      .map((run) => ({ ...run, start: newIndex(run.start), end: newIndex(run.end) }))
      .filter(({ start, end }) => start < end),
  });
}
