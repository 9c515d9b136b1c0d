/** The characters of a boot command, each with its place, and errors that point at one. */
import { GuestwrightError } from '../../base/errors.ts';
import { describeValue } from '../../base/units.ts';
import type { BootPlace } from './parts.ts';

/** One code point. What stands for a template's action has that action's place. */
export interface BootCharacter {
  readonly character: string;
  readonly at: BootPlace;
  /** Part of a secret: typed as it is, and never quoted. */
  readonly secret: boolean;
}

/** Characters of a line before and behind the place that an error points at. */
const EXCERPT = 30;

/** The strings of a boot command. Throws `invalid-argument` for anything else. */
export function bootLines(command: unknown): readonly string[] {
  const lines: unknown = typeof command === 'string' ? [command] : command;
  const wrong = Array.isArray(lines) ? lines.findIndex((line) => typeof line !== 'string') : 0;
  if (Array.isArray(lines) && wrong < 0) return lines;
  const what = Array.isArray(lines) ? `string ${wrong + 1}` : 'strings';
  const got = describeValue(Array.isArray(lines) ? lines[wrong] : lines);
  throw new GuestwrightError(`boot command: expected ${what}, got ${got}`, {
    code: 'invalid-argument',
    remedy: "Write bootCommand(['<esc><wait>', 'linux<enter>']).",
  });
}

/** All characters, one string behind the other as Packer joins them. */
export function charactersOf(lines: readonly string[]): readonly BootCharacter[] {
  return lines.flatMap((text, line) =>
    [...text].map((character, column) => ({
      character,
      at: { line: line + 1, column: column + 1 },
      secret: false,
    })),
  );
}

/** As one text, from `start` on, at most `length` characters; what is secret ends it. */
export function textFrom(characters: readonly BootCharacter[], start: number, length: number): string {
  let text = '';
  for (const { character, secret } of characters.slice(start, start + length)) {
    if (secret) break;
    text += character;
  }
  return text;
}

/** An error that says where, with that part of the line and a mark below it. */
export type BootErrorAt = (at: BootPlace, problem: string, remedy: string) => GuestwrightError;

export function bootErrors(lines: readonly string[]): BootErrorAt {
  return ({ line, column }, problem, remedy) => {
    const text = [...(lines[line - 1] ?? '')];
    const from = Math.max(0, column - 1 - EXCERPT);
    const excerpt = text.slice(from, column - 1 + EXCERPT).map((each) => (each < ' ' ? ' ' : each));
    return new GuestwrightError(`boot command, line ${line}, column ${column}: ${problem}`, {
      code: 'invalid-argument',
      output: `  ${excerpt.join('')}\n  ${' '.repeat(column - 1 - from)}^`,
      remedy,
      details: { line, column },
    });
  };
}
