/** Compares what a screen reads as before and after typing with what was typed. */
import { editAt, type Place, placesOf } from './echo-places.ts';

export interface Correction {
  /** The longest beginning of what was typed that has been echoed. */
  readonly found: string;
  /** Wrong characters behind it, to be erased. */
  readonly erase: number;
  /** What is then typed again. */
  readonly retype: string;
}

/** Rows that a typed line takes at most where it is put right: 250 characters on a screen of 40 columns. */
const MOST_ROWS = 7;
/** What stands between the rows of a wrapped line: nothing, or a blank at the edge, which is not read. */
const JOINTS = ['', ' '];

/** Whether `typed`, and nothing behind it, stands on the screen once more than before. Blanks at its end cannot be seen. */
export function hasEchoed(before: string, after: string, typed: string): boolean {
  if (typed.trimEnd() === '') return true;
  return newPlaces(before, after, typed).some((place) => editAt(place, before.split('\n')).extra === '');
}

/**
 * How the echo is put right; undefined where nothing of it was found. What looks like a cursor behind the text is left
 * alone, unless it is `doubted`: an underscore that was typed looks like one too.
 */
export function correctionFor(
  before: string,
  after: string,
  typed: string,
  doubted = false,
): Correction | undefined {
  const known = before.split('\n');
  for (let length = typed.length; length > 0; length--) {
    const found = typed.slice(0, length);
    if (found.trimEnd() === '') break;
    const place = newPlaces(before, after, found).at(-1);
    if (!place) continue;
    const { extra, cursor } = editAt(unwrapped(place, after.split('\n'), known), known);
    return { found, erase: extra.length + (doubted ? cursor.length : 0), retype: typed.slice(length) };
  }
  return wrongFromTheStart(known, after, typed);
}

/** The first character was lost or is another one: what stands behind the prompt is erased. */
function wrongFromTheStart(known: readonly string[], after: string, typed: string): Correction | undefined {
  const prompt = known.at(-1) ?? '';
  const line = after.split('\n').at(-1) ?? '';
  if (prompt === '' || !line.startsWith(prompt)) return undefined;
  const { extra } = editAt({ line, column: 0, end: prompt.length }, known);
  const behind = extra.trimStart();
  return behind === '' ? undefined : { found: '', erase: behind.length, retype: typed };
}

/** A line that fills the widest row goes on below, unless what stands there stood there before. */
function unwrapped(place: Place, rows: readonly string[], known: readonly string[]): Place {
  const below = rows.slice(place.row + 1);
  if (below.length === 0 || place.line !== rows[place.row]) return place;
  const widest = Math.max(...rows.map(({ length }) => length));
  const old = below.every((row, index) => row === known.slice(-below.length)[index]);
  return old || place.line.length < widest ? place : { ...place, line: rows.slice(place.row).join('') };
}

/** Where `part` stands now and did not stand before. */
function newPlaces(before: string, after: string, part: string): readonly Place[] {
  const [known, rows] = [before.split('\n'), after.split('\n')];
  const places = placesOf(rows, known, part);
  if (places.length > placesOf(known, known, part).length) return places;
  for (let count = 1; count <= Math.min(MOST_ROWS, rows.length); count++) {
    const found = placesAtTheEnd(known, rows.slice(-count), part);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * On a full screen each new line takes an old one away, so that counting does not tell; and a line that reached the right
 * edge goes on in the next row. What is typed then stands at the very end, from the first of `rows` to the last.
 */
function placesAtTheEnd(known: readonly string[], rows: readonly string[], part: string): readonly Place[] {
  if (rows.every((row, index) => row === known.slice(-rows.length)[index])) return [];
  const [first = ''] = rows;
  for (const joint of rows.length === 1 ? [''] : JOINTS) {
    const line = rows.join(joint);
    const lastRow = line.length - (rows.at(-1) ?? '').length;
    const places = placesOf([line], known, part).filter(
      ({ column, end }) => column <= first.length && (rows.length === 1 || end > lastRow),
    );
    if (places.length > 0) return places;
  }
  return [];
}
