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
  return visible === '' || occurrences(after, visible) > occurrences(before, visible);
}

/** How the echo is put right; undefined if not even its beginning can be found. */
export function correctionFor(before: string, after: string, typed: string): Correction | undefined {
  let length = typed.length - 1;
  while (
    length > 0 &&
    !(typed.slice(0, length).trim() !== '' && hasEchoed(before, after, typed.slice(0, length)))
  )
    length--;
  if (length === 0) return undefined; // the first character was lost, or nothing is echoed: where to erase is unknown
  const found = typed.slice(0, length);
  const visible = found.trimEnd();
  const at = after.lastIndexOf(visible) + visible.length;
  const rest = (after.slice(at).split('\n', 1)[0] ?? '').trimEnd().replace(CURSOR, '').trimEnd();
  const erase = Math.max(0, rest.length - (found.length - visible.length));
  return { found, erase, retype: typed.slice(length) };
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}
