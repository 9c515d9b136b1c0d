/** Finds a string in text that OCR may have misread: with at most so many characters wrong, missing or too many. */
import { findInText, type LinePart, matchOf, type TextMatch } from '../find-text.ts';
import type { ReadText, TextLine } from '../text.ts';

/** Characters of a string for which one mistake of OCR is allowed by default: it misreads about one in a hundred. */
const CHARACTERS_A_MISTAKE = 10;

/** What OCR may get wrong in `pattern` unless the caller says otherwise: none in a short string or a RegExp. */
export function defaultMistakes(pattern: string | RegExp): number {
  return typeof pattern === 'string' ? Math.floor(pattern.trim().length / CHARACTERS_A_MISTAKE) : 0;
}

/**
 * As `findInText`, but where nothing is found exactly in what a reader may misread, the places that differ from
 * `pattern` in at most `mistakes` characters (edit distance; runs of blanks count as one blank). Digits are never
 * allowed for: 'sda1' is not 'sda7', whatever else was misread. A RegExp is looked for as it is.
 */
export function findWithMistakes(
  read: ReadText,
  pattern: string | RegExp,
  mistakes: number = defaultMistakes(pattern),
): TextMatch[] {
  const exact = findInText(read, pattern);
  if (exact.length > 0 || read.exact || mistakes === 0 || typeof pattern !== 'string') return exact;
  const wanted = [...pattern.trim().replace(/\s+/g, ' ')];
  const budget = Math.min(mistakes, wanted.length - 1); // otherwise nothing would match too
  if (budget < 1) return [];
  const stretches = pattern.includes('\n') ? [read.lines] : read.lines.map((line) => [line]);
  return stretches.flatMap((lines) => {
    const letters = lettersOf(lines);
    return apart(approximate(wanted, letters, budget)).flatMap(({ start, end }) => {
      const found = letters.slice(start, end);
      return matchOf(found.map(({ character }) => character).join(''), partsOf(found));
    });
  });
}

/** A character of what was read; a run of blanks is one. */
interface Letter {
  readonly character: string;
  readonly line: TextLine;
  readonly start: number;
  readonly end: number;
}

/** All characters in reading order, a blank between two lines. */
function lettersOf(lines: readonly TextLine[]): Letter[] {
  return lines.flatMap((line, row) => {
    const letters = [...line.text.matchAll(/\s+|\S/gu)].map(({ 0: text, index: start }) => ({
      character: /\s/.test(text) ? ' ' : text,
      line,
      start,
      end: start + text.length,
    }));
    return row === 0 ? letters : [{ character: ' ', line, start: 0, end: 0 }, ...letters];
  });
}

interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly cost: number;
}

/**
 * Sellers' algorithm: the edit distance of `wanted` to the best stretch that ends at each character, in one pass; each
 * entry carries where its stretch begins.
 */
function approximate(wanted: readonly string[], letters: readonly Letter[], budget: number): Candidate[] {
  const candidates: Candidate[] = [];
  let costs = [0];
  for (const expected of wanted) costs.push((costs.at(-1) as number) + lost(expected));
  let starts = costs.map(() => 0);
  for (const [index, { character }] of letters.entries()) {
    const [nextCosts, nextStarts] = [[0], [index + 1]];
    for (let i = 0; i < wanted.length; i++) {
      const expected = wanted[i] as string;
      const swap = (costs[i] as number) + swapped(expected, character);
      const extra = (costs[i + 1] as number) + lost(character);
      const missing = (nextCosts[i] as number) + lost(expected);
      const best = Math.min(swap, extra, missing);
      nextCosts.push(best);
      nextStarts.push((best === swap ? starts[i] : best === extra ? starts[i + 1] : nextStarts[i]) as number);
    }
    [costs, starts] = [nextCosts, nextStarts];
    const cost = costs.at(-1) as number;
    const start = starts.at(-1) as number;
    if (cost <= budget && start <= index) candidates.push({ start, end: index + 1, cost });
  }
  return candidates;
}

/** A digit is never lost, added or mistaken. */
function lost(character: string): number {
  return isDigit(character) ? Number.POSITIVE_INFINITY : 1;
}

function swapped(expected: string, character: string): number {
  if (expected === character) return 0;
  return isDigit(expected) || isDigit(character) ? Number.POSITIVE_INFINITY : 1;
}

function isDigit(character: string): boolean {
  return /\p{Nd}/u.test(character);
}

/** Those that do not overlap a better one, in reading order. */
function apart(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const each of [...candidates].sort((a, b) => a.cost - b.cost || a.start - b.start)) {
    if (!kept.some(({ start, end }) => each.start < end && start < each.end)) kept.push(each);
  }
  return kept.sort((a, b) => a.start - b.start);
}

/** Their stretch of each line. */
function partsOf(letters: readonly Letter[]): LinePart[] {
  const parts = new Map<TextLine, LinePart>();
  for (const { line, start, end } of letters) {
    const begun = parts.get(line);
    if (end > start) parts.set(line, { line, start: begun?.start ?? start, end });
  }
  return [...parts.values()];
}
