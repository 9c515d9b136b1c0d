/** Reads what is written in bitmap fonts: the grid of a text mode or console if the display shows one, else glyphs anywhere. */
import type { Picture } from '../../frame/picture.ts';
import { clip, type Point, type Region, wholeOf } from '../../frame/region.ts';
import { clipText, type ReadText, type TextLine } from '../text.ts';
import { FONT_GROUPS } from './catalogue.ts';
import { findGlyphs } from './find-glyphs.ts';
import { findGrid } from './find-grid.ts';
import type { GlyphFont } from './font.ts';
import { latticeOf } from './lattice.ts';
import { isOneColour } from './one-colour.ts';
import { linesAnywhere } from './read-anywhere.ts';
import { type GridReading, linesOfGrid } from './read-grid.ts';

/**
 * The text of `picture` as far as it is written in the package's fonts or in `own`, within `region` if given. Exact: a
 * character is read or not.
 */
export async function readGlyphs(
  picture: Picture,
  region?: Region,
  own: readonly GlyphFont[] = [],
): Promise<ReadText> {
  if (isFlat(picture, region ?? wholeOf(picture))) return { ...NOTHING, complete: true };
  const grid = await findGrid(picture, own);
  if (grid) return readingOf(grid, region);
  const lines: TextLine[] = [];
  for (const fonts of await fontsAnywhere(own)) {
    const glyphs = findGlyphs(picture, region ?? wholeOf(picture), fonts);
    const origin = latticeOf(glyphs);
    const shifted = origin && (await findGrid(picture, own, origin));
    if (shifted) return readingOf(shifted, region);
    lines.push(...linesAnywhere(picture, glyphs));
  }
  return { ...NOTHING, lines: lines.sort(readingOrder) };
}

const NOTHING: ReadText = { reader: 'glyphs', exact: true, complete: false, lines: [], unknown: [] };

/** One colour: nobody can read anything there. */
function isFlat(picture: Picture, region: Region): boolean {
  const inside = clip(region, picture);
  if (!inside) return true;
  const { x, y, width, height } = inside;
  const colour = picture.pixels[y * picture.width + x];
  if (width === picture.width) return isOneColour(picture, y * width, (y + height) * width);
  for (let row = y; row < y + height; row++) {
    const start = row * picture.width + x;
    if (picture.pixels[start] !== colour || !isOneColour(picture, start, start + width)) return false;
  }
  return true;
}

function readingOf(grid: GridReading, region: Region | undefined): ReadText {
  const { unknown } = grid;
  const read = { ...NOTHING, lines: linesOfGrid(grid), unknown };
  const clipped = region ? clipText(read, region) : read;
  return { ...clipped, complete: clipped.unknown.length === 0 };
}

/** By size: those of the user, and 8x16, which boot loaders show in graphics modes too. */
async function fontsAnywhere(own: readonly GlyphFont[]): Promise<GlyphFont[][]> {
  const groups = new Map<string, GlyphFont[]>();
  const [usual] = FONT_GROUPS;
  for (const font of [...own, ...((await usual?.load()) ?? [])]) {
    const size = `${font.width}x${font.height}`;
    groups.set(size, [...(groups.get(size) ?? []), font]);
  }
  return [...groups.values()];
}

function readingOrder(a: TextLine, b: TextLine): number {
  const [first, second]: [Point, Point] = [a.region, b.region];
  return first.y - second.y || first.x - second.x;
}
