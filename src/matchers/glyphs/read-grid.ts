/** Reads a text-mode screen, or a console: characters in a grid that begins at the display's corner. */
import type { Picture } from '../../frame/picture.ts';
import type { Dimensions, Region } from '../../frame/region.ts';
import { type ReadText, trimmedLine } from '../text.ts';
import { readCell, UNKNOWN_CHARACTER } from './cell.ts';
import { type GlyphHeight, vgaFont } from './font.ts';

/** A size of cells, in pixels. */
export interface CellSize {
  readonly width: 8 | 9;
  readonly height: GlyphHeight;
}

/** The grids that a display of this size may show, the likely ones first: VGA's text modes have 9-pixel cells at 720 pixels. */
export function gridsFor({ width, height }: Dimensions): CellSize[] {
  const sizes: CellSize[] = [
    { width: 9, height: 16 },
    { width: 8, height: 16 },
    { width: 9, height: 8 },
    { width: 8, height: 8 },
  ];
  const isTextMode = width === TEXT_MODE_WIDTH && height === TEXT_MODE_HEIGHT;
  return sizes.filter((size) => (size.width === 9 ? isTextMode : !isTextMode));
}

/** VGA's 80x25 characters of 9x16 pixels, or 80x50 of 9x8. */
const TEXT_MODE_WIDTH = 720;
const TEXT_MODE_HEIGHT = 400;

/** A picture above a console, such as Linux's penguins, may have so many cells before the text begins. */
const MOST_UNKNOWN_AT_FIRST = 200;

export interface GridReading extends ReadText {
  /** Cells that show a character. */
  readonly known: number;
}

/**
 * The whole display as a grid of such cells; what is left at its right and bottom edge is not read. Gives up, with what
 * it has, where more cells are unknown than known: the display shows no such grid.
 */
export function readGrid(picture: Picture, size: CellSize): GridReading {
  const font = vgaFont(size.height);
  const lines = [];
  let known = 0;
  let unknown = 0;
  for (let y = 0; y + size.height <= picture.height; y += size.height) {
    if (unknown > MOST_UNKNOWN_AT_FIRST && unknown > known) break;
    let text = '';
    const places: Region[] = [];
    for (let x = 0; x + size.width <= picture.width; x += size.width) {
      const { character } = readCell(picture, x, y, size.width, font);
      text += character;
      places.push({ x, y, ...size });
      if (character === UNKNOWN_CHARACTER) unknown++;
      else if (character !== ' ') known++;
    }
    lines.push(...trimmedLine(text, places));
  }
  return { lines, known, unknown };
}
