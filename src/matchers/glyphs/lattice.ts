/** Tells from glyphs found here and there whether they stand in a grid of cells. */
import type { Point } from '../../frame/region.ts';
import type { FoundGlyph } from './find-glyphs.ts';

/** Fewer letters may stand in a grid by chance. */
const LETTERS_AT_LEAST = 12;
/** Of the letters found; the others are parts of letters, or on pictures. */
const SHARE_AT_LEAST = 0.7;
const LETTER = /[0-9A-Za-z]/;

/** Where the grid begins that most letters stand in: less than a cell from the display's corner. None if there is none. */
export function latticeOf(glyphs: readonly FoundGlyph[]): Point | undefined {
  const counts = new Map<string, { count: number; origin: Point }>();
  let letters = 0;
  for (const { x, y, cell, font } of glyphs) {
    if (!LETTER.test(cell.character)) continue;
    letters++;
    const origin = { x: x % font.width, y: y % font.height };
    const key = `${origin.x},${origin.y}`;
    const entry = counts.get(key) ?? { count: 0, origin };
    entry.count++;
    counts.set(key, entry);
  }
  const [most] = [...counts.values()].sort((a, b) => b.count - a.count);
  if (!most || most.count < LETTERS_AT_LEAST || most.count < letters * SHARE_AT_LEAST) return undefined;
  return most.origin;
}
