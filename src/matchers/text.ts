/** Text that was read from a frame, with the place of every character; and finding a pattern in it. */
import { contains, type Region, unionAll } from '../frame/region.ts';

/** A line of characters beside each other. */
export interface TextLine {
  /** Without blanks at the end. One UTF-16 unit a character: index i is `places[i]`. */
  readonly text: string;
  /** Where each character stands, in display pixels. */
  readonly places: readonly Region[];
}

/** What a reader made of a frame. */
export interface ReadText {
  /** From the top, then from the left; lines without a character are left out. */
  readonly lines: readonly TextLine[];
  /** Cells that show something that is no known character (U+FFFD in the lines). */
  readonly unknown: number;
}

/** A place where a pattern matches. */
export interface TextMatch {
  readonly text: string;
  /** Around its characters: what a click aims at. */
  readonly region: Region;
}

/**
 * Every place where `pattern` matches within one line, in reading order. A string is looked for as it is; blanks at its
 * end also match the empty rest of a line. A RegExp sees lines without blanks at their end, and where it does not match,
 * with one: both /login:$/ and /login: $/ find a prompt.
 */
export function findInText({ lines }: ReadText, pattern: string | RegExp): TextMatch[] {
  const source = typeof pattern === 'string' ? escapeRegExp(pattern) : pattern.source;
  const flags = typeof pattern === 'string' ? 'g' : `${pattern.flags.replace(/[gy]/g, '')}g`;
  const paddings = typeof pattern === 'string' ? [/ *$/.exec(pattern)?.[0] ?? ''] : ['', ' '];
  return lines.flatMap(({ text, places }) => {
    const found = paddings
      .map((blanks) => [...`${text}${blanks}`.matchAll(new RegExp(source, flags))])
      .find(({ length }) => length > 0);
    if (!found) return [];
    return found.flatMap(({ 0: match, index }) => {
      const region = unionAll(places.slice(index, index + match.length));
      return region ? [{ text: match, region }] : []; // an empty match is nowhere
    });
  });
}

/** Only the characters that lie within `region` as a whole. */
export function clipText({ lines, unknown }: ReadText, region: Region): ReadText {
  const clipped = lines.flatMap(({ text, places }) => {
    const inside = places.flatMap((place, index) => (contains(region, place) ? index : []));
    return trimmedLine(
      inside.map((index) => text[index]).join(''),
      inside.map((index) => places[index] as Region),
    );
  });
  return { lines: clipped, unknown };
}

/** The line without blanks at its end; none if nothing remains. */
export function trimmedLine(text: string, places: readonly Region[]): TextLine[] {
  const trimmed = text.trimEnd();
  return trimmed === '' ? [] : [{ text: trimmed, places: places.slice(0, trimmed.length) }];
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
