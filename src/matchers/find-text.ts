/** Finds a pattern in text that was read: within lines, or over several where the pattern has line feeds. */
import { type Region, unionAll } from '../frame/region.ts';
import type { ReadText, TextLine } from './text.ts';

/** A place where a pattern matches. */
export interface TextMatch {
  readonly text: string;
  /** Around its characters: what a click aims at. */
  readonly region: Region;
  /** 0 to 1, of the least sure word. */
  readonly confidence: number;
}

/**
 * Every place where `pattern` matches, in reading order. A string is looked for as it is; blanks at its end also match
 * the empty rest of a line. A RegExp sees lines without blanks at their end, and where it does not match, with one: both
 * /login:$/ and /login: $/ find a prompt. A pattern with a line feed sees all lines at once, joined by line feeds; a
 * string's line feed also matches blanks and the strokes of a frame around it, so that it finds what a dialog wraps.
 */
export function findInText({ lines }: Pick<ReadText, 'lines'>, pattern: string | RegExp): TextMatch[] {
  if (spansLines(pattern)) return findOverLines(lines, pattern);
  const source = typeof pattern === 'string' ? escapeRegExp(pattern) : pattern.source;
  const expression = new RegExp(source, flagsOf(pattern));
  const paddings = typeof pattern === 'string' ? [/ *$/.exec(pattern)?.[0] ?? ''] : ['', ' '];
  return lines.flatMap((line) => {
    const found = paddings
      .map((blanks) => [...`${line.text}${blanks}`.matchAll(expression)])
      .find(({ length }) => length > 0);
    return (found ?? []).flatMap(({ 0: text, index }) =>
      matchOf(text, [{ line, start: index, end: index + text.length }]),
    );
  });
}

/** A part of a line. */
export interface LinePart {
  readonly line: TextLine;
  readonly start: number;
  readonly end: number;
}

/** The match around these parts; none if they hold no character. */
export function matchOf(text: string, parts: readonly LinePart[]): TextMatch[] {
  const region = unionAll(parts.flatMap(({ line, start, end }) => line.places.slice(start, end)));
  if (!region) return []; // an empty match is nowhere
  const words = parts.flatMap(({ line, start, end }) =>
    line.words.filter((word) => word.start < end && start < word.end),
  );
  return [{ text, region, confidence: Math.min(1, ...words.map(({ confidence }) => confidence)) }];
}

function spansLines(pattern: string | RegExp): boolean {
  return typeof pattern === 'string' ? pattern.includes('\n') : pattern.source.includes('\\n');
}

/** Blanks and the strokes of frames beside a line's end and the next one's beginning. */
const LINE_BREAK = '[\\s\\u2500-\\u259f|]*\\n[\\s\\u2500-\\u259f|]*';

function findOverLines(lines: readonly TextLine[], pattern: string | RegExp): TextMatch[] {
  const source =
    typeof pattern === 'string'
      ? pattern
          .split('\n')
          .map((part) => escapeRegExp(part.trim()))
          .join(LINE_BREAK)
      : pattern.source;
  const starts: number[] = [];
  let joined = '';
  for (const { text } of lines) {
    starts.push(joined.length);
    joined += `${text}\n`;
  }
  return [...joined.matchAll(new RegExp(source, flagsOf(pattern)))].flatMap(({ 0: text, index }) => {
    const parts = lines.flatMap((line, row) => {
      const offset = starts[row] as number;
      const start = Math.max(0, index - offset);
      const end = Math.min(line.text.length, index + text.length - offset);
      return start < end ? [{ line, start, end }] : [];
    });
    return matchOf(text, parts.map(withoutFrame));
  });
}

/** A line's part without the blanks and strokes of a frame at its ends. */
function withoutFrame({ line, start, end }: LinePart): LinePart {
  const text = line.text.slice(start, end);
  const lead = /^[\s\u2500-\u259f|]*/.exec(text)?.[0].length ?? 0;
  const tail = /[\s\u2500-\u259f|]*$/.exec(text.slice(lead))?.[0].length ?? 0;
  return { line, start: start + lead, end: end - tail };
}

function flagsOf(pattern: string | RegExp): string {
  return typeof pattern === 'string' ? 'g' : `${pattern.flags.replace(/[gy]/g, '')}g`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
