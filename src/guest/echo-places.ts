/** Where a typed text stands in the lines of a screen, and what stands behind it there. */

export interface Place {
  readonly line: string;
  /** Index of the line. */
  readonly row: number;
  /** Index of the text's first character in the line. */
  readonly column: number;
  /** Index behind its last one. */
  readonly end: number;
}

/** What a text cursor is read as: an underscore, a block, or nothing known. */
const CURSOR = /[_\u2588\ufffd]$/;

/**
 * Where `part` stands in `lines`, behind what one of the `known` lines began with: a doubled first character is no echo.
 * Blanks at its end are not needed at the end of a line, where they cannot be seen.
 */
export function placesOf(lines: readonly string[], known: readonly string[], part: string): Place[] {
  const visible = part.trimEnd();
  return lines.flatMap((line, row) => {
    const text = withoutCursor(line);
    const columns: number[] = [];
    for (let at = line.indexOf(visible); at >= 0; at = line.indexOf(visible, at + 1)) columns.push(at);
    return columns.flatMap((column) => {
      const whole = line.startsWith(part, column);
      if (!whole && text.length > column + visible.length) return [];
      const lead = line.slice(0, column).trimEnd();
      if (!known.some((each) => each.startsWith(lead))) return [];
      return [{ line, row, column, end: column + (whole ? part : visible).length }];
    });
  });
}

/** What stands behind a place and is no part of an empty field there, such as its filling and its frame. */
export function editAt(
  { line, column, end }: Omit<Place, 'row'>,
  known: readonly string[],
): { readonly extra: string; readonly cursor: string } {
  const lead = line.slice(0, column).trimEnd();
  const rest = line.slice(end);
  const fields = known.flatMap((each) => {
    const field = each.slice(lead.length);
    return each.startsWith(lead) && !/[\p{L}\p{N}]/u.test(field) ? [field] : [];
  });
  const kept = Math.max(0, ...fields.map((field) => sameEnd(field, rest)));
  const behind = rest.slice(0, rest.length - kept).trimEnd();
  const extra = withoutCursor(behind);
  return { extra, cursor: behind.slice(extra.length) };
}

/** Characters that two texts end with alike. */
function sameEnd(one: string, other: string): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one.at(-1 - length) === other.at(-1 - length))
    length++;
  return length;
}

function withoutCursor(text: string): string {
  return text.trimEnd().replace(CURSOR, '').trimEnd();
}
