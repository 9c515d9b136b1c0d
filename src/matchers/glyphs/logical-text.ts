/**
 * Puts what cells show into characters as they are written: right-to-left scripts in their reading order and without
 * their joined forms, and letters that look alike in the script of their word.
 */
import { UNKNOWN_CHARACTER } from '../text.ts';

/** A character and the index of the cell that shows it. */
export interface PlacedCharacter {
  readonly character: string;
  readonly cell: number;
}

/** Anything but ASCII, strokes and Latin: nothing has to be done to other lines. */
const OTHER_SCRIPT = /[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufffc]/;
/** Hebrew and Arabic, with the forms that terminals draw joined letters with. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const RIGHT_TO_LEFT_RUN =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[ \u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])?/g;

/** One character a cell, from the left, to characters in the order of reading; undefined if they are that already. */
export function logicalOrder(
  shown: string,
  lookAlikes: ReadonlyMap<string, string>,
): PlacedCharacter[] | undefined {
  if (!OTHER_SCRIPT.test(shown)) return undefined;
  const resolved = shown.replace(/[^\s\u2500-\u259f]+/g, (word) => inOneScript(word, lookAlikes));
  const placed = [...resolved].map((character, cell) => ({ character, cell }));
  for (const { 0: run, index } of resolved.matchAll(RIGHT_TO_LEFT_RUN)) {
    placed.splice(index, run.length, ...placed.slice(index, index + run.length).reverse());
  }
  return placed.flatMap(({ character, cell }) =>
    RIGHT_TO_LEFT.test(character)
      ? [...character.normalize('NFKC')].map((each) => ({ character: each, cell }))
      : { character, cell },
  );
}

/** Scripts that share shapes with Latin, by the letters that belong to them. */
const SCRIPTS = [/\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];

/** A word with a letter that only one script has is of that script as a whole, as far as it can be. */
function inOneScript(word: string, lookAlikes: ReadonlyMap<string, string>): string {
  const script = SCRIPTS.find((each) =>
    [...word].some((character) => each.test(character) && !isShared(character, lookAlikes)),
  );
  if (!script) return word;
  return [...word]
    .map((character) => {
      if (script.test(character) || character === UNKNOWN_CHARACTER) return character;
      return [...(lookAlikes.get(character) ?? '')].find((each) => script.test(each)) ?? character;
    })
    .join('');
}

function isShared(character: string, lookAlikes: ReadonlyMap<string, string>): boolean {
  return /\p{Script=Latin}/u.test(lookAlikes.get(character) ?? '');
}
