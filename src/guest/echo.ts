/** Compares what a screen reads as before and after typing with what was typed. */

export interface Correction {
  /** The longest beginning of what was typed that has been echoed. */
  readonly found: string;
  /** Wrong characters behind it, to be erased. */
  readonly erase: number;
  /** What is then typed again. */
  readonly retype: string;
}

/** What a text cursor is read as: an underscore, a block, or nothing known. */
const CURSOR = /[_\u2588\ufffd]$/;

/** Whether `typed` stands on the screen once more than before. Blanks at its end cannot be seen. */
export function hasEchoed(before: string, after: string, typed: string): boolean {
  const visible = typed.trimEnd();
  if (visible === '') return true;
  if (places(before, after, visible).length > places(before, before, visible).length) return true;
  // A line that reached the right edge goes on in the next row.
  const [rowsBefore, rowsAfter] = [before.replaceAll('\n', ''), after.replaceAll('\n', '')];
  const wraps = !after.includes(visible) && rowsAfter.includes(visible);
  return wraps && rowsAfter.split(visible).length > rowsBefore.split(visible).length;
}

/** How the echo is put right; undefined where that is not known: nothing was found, or the line wraps. */
export function correctionFor(before: string, after: string, typed: string): Correction | undefined {
  for (let length = typed.length - 1; length > 0; length--) {
    const found = typed.slice(0, length);
    const visible = found.trimEnd();
    if (visible === '' || !hasEchoed(before, after, found)) continue;
    const place = places(before, after, visible).at(-1);
    if (!place) return undefined;
    const rest = withoutCursor(place.line.slice(place.column + visible.length));
    const wraps = rest === '' && withoutCursor(place.next) !== '' && !before.split('\n').includes(place.next);
    if (wraps) return undefined;
    const erase = Math.max(0, rest.length - (found.length - visible.length));
    return { found, erase, retype: typed.slice(length) };
  }
  return undefined;
}

interface Place {
  readonly line: string;
  readonly next: string;
  readonly column: number;
}

/** Where `part` stands in `text`, behind what a line began with before: a doubled first character is no echo. */
function places(before: string, text: string, part: string): Place[] {
  const known = before.split('\n');
  const lines = text.split('\n');
  return lines.flatMap((line, row) => {
    const columns: number[] = [];
    for (let at = line.indexOf(part); at >= 0; at = line.indexOf(part, at + 1)) columns.push(at);
    const next = lines[row + 1] ?? '';
    return columns.flatMap((column) => {
      const lead = line.slice(0, column).trimEnd();
      return known.some((each) => each.startsWith(lead)) ? [{ line, next, column }] : [];
    });
  });
}

function withoutCursor(text: string): string {
  return text.trimEnd().replace(CURSOR, '').trimEnd();
}
