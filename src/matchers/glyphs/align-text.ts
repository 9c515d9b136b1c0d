/** Lays a text that somebody gave over a picture's cells and collects the shapes of its characters. */
import type { Picture } from '../../frame/picture.ts';
import type { Point } from '../../frame/region.ts';
import { UNKNOWN_CHARACTER } from '../text.ts';
import type { FontSize } from './font.ts';

/** A character of the text that does not fit what its cell shows. */
export interface Misfit {
  /** In words: what was expected and what is there. */
  readonly problem: string;
  /** From 1, as editors count. */
  readonly line: number;
  readonly column: number;
  /** Characters before it that did fit. */
  readonly fitted: number;
}

/** Shapes by character: rows as `Glyph` has them. */
export type LearnedShapes = ReadonlyMap<string, Uint32Array>;

/** The character that was left out: its cell may show anything. */
const ANYTHING = UNKNOWN_CHARACTER;

/**
 * The shapes of all characters of `lines`, whose first character's cell has its corner at `at`; or the first character
 * that does not fit: blanks must be blank, others not, of two colours; a character looks the same everywhere, and no two
 * look alike.
 */
export function alignText(
  picture: Picture,
  lines: readonly string[],
  size: FontSize,
  at: Point,
): LearnedShapes | Misfit {
  const shapes = new Map<string, Uint32Array>();
  const places = new Map<string, string>();
  const byShape = new Map<string, string>();
  let fitted = 0;
  for (const [row, text] of lines.entries()) {
    const line = row + 1;
    for (let index = 0; index < text.length; index++) {
      const character = text[index] as string;
      const column = index + 1;
      const misfit = (problem: string): Misfit => ({ problem, line, column, fitted });
      if (character === ANYTHING) continue;
      const x = at.x + index * size.width;
      const y = at.y + row * size.height;
      const shape = shapeAt(picture, x, y, size);
      if (shape === 'colourful') return misfit(`the cell of '${character}' has more than two colours`);
      if (character === ' ') {
        if (shape !== 'blank') return misfit('a blank is expected, the cell is not blank');
      } else {
        if (shape === 'blank') return misfit(`'${character}' is expected, the cell is blank`);
        const key = shape.join();
        const same = byShape.get(key);
        if (same !== undefined && same !== character)
          return misfit(`'${character}' looks like '${same}' ${places.get(same)}`);
        const known = shapes.get(character);
        if (known && known.join() !== key)
          return misfit(`'${character}' looks otherwise ${places.get(character)}`);
        byShape.set(key, character);
        shapes.set(character, shape);
        if (!known) places.set(character, `in line ${line}, column ${column}`);
      }
      fitted++;
    }
  }
  return shapes;
}

/** The pixels of the colour that has fewer: letters have less ink than ground. */
function shapeAt(
  { pixels, width: stride }: Picture,
  x: number,
  y: number,
  { width, height }: FontSize,
): Uint32Array | 'blank' | 'colourful' {
  const corner = pixels[y * stride + x] as number;
  let other = corner;
  let count = 0;
  let rows: Uint32Array | undefined;
  for (let row = 0; row < height; row++) {
    const start = (y + row) * stride + x;
    for (let i = 0; i < width; i++) {
      const pixel = pixels[start + i] as number;
      if (pixel === corner) continue;
      if (other === corner) other = pixel;
      else if (pixel !== other) return 'colourful';
      count++;
      rows ??= new Uint32Array(height);
      rows[row] = ((rows[row] as number) | (1 << (width - 1 - i))) >>> 0;
    }
  }
  if (!rows) return 'blank';
  const full = 2 ** width - 1;
  return count * 2 > width * height ? rows.map((row) => (row ^ full) >>> 0) : rows;
}
