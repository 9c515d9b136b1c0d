/** Reads what is written in the VGA BIOS's font: a text mode's grid if the display shows one, else glyphs anywhere. */
import type { Picture } from '../../frame/picture.ts';
import { type Region, wholeOf } from '../../frame/region.ts';
import { clipText, type ReadText } from '../text.ts';
import { readAnywhere } from './read-anywhere.ts';
import { type GridReading, gridsFor, readGrid } from './read-grid.ts';

/** Text-mode screens have hardly any unknown cells, consoles with a font of their own a few; pictures have mostly those. */
const KNOWN_AT_LEAST = 0.75;

/** The text of `picture` as far as it is in that font, within `region` if given. Exact: a character is read or not. */
export function readGlyphs(picture: Picture, region?: Region): ReadText {
  const grid = firstText(picture);
  if (!grid) return readAnywhere(picture, region ?? wholeOf(picture));
  const { lines, unknown } = grid;
  return region ? clipText({ lines, unknown }, region) : { lines, unknown };
}

function firstText(picture: Picture): GridReading | undefined {
  for (const size of gridsFor(picture)) {
    const grid = readGrid(picture, size);
    if (isText(grid)) return grid;
  }
  return undefined;
}

function isText({ known, unknown }: GridReading): boolean {
  return known > 0 && known >= (known + unknown) * KNOWN_AT_LEAST;
}
