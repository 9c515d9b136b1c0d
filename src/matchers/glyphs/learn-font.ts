/** Learns a font from a picture whose text is given. */
import { GuestwrightError } from '../../base/errors.ts';
import type { Picture } from '../../frame/picture.ts';
import type { Point, Region } from '../../frame/region.ts';
import { alignText, type LearnedShapes, type Misfit } from './align-text.ts';
import type { FontSize } from './font.ts';

export interface LearnOptions {
  /** Sizes of cells that the text may be written in. */
  readonly sizes: readonly FontSize[];
  /** Where the text stands: its first line begins in the corner. Default: anywhere that it lines up. */
  readonly region?: Region | undefined;
}

/** What was learned, and where the text's first cell is. */
export interface LearnedFont {
  readonly size: FontSize;
  readonly at: Point;
  readonly shapes: LearnedShapes;
}

/** More places than this are not told one by one. */
const PLACES_TOLD = 4;

/**
 * The shapes of the characters of `text`, a line a row of cells; U+FFFD stands for a cell to leave out. Throws
 * `invalid-font` where the text does not line up with cells, or lines up at several places.
 */
export function learnFont(picture: Picture, text: string, options: LearnOptions): LearnedFont {
  const lines = options.region ? linesOf(text) : block(linesOf(text));
  if (lines.length === 0) {
    throw invalid('the text is empty', 'Write what the screen shows, a line for each row of characters.');
  }
  const found: LearnedFont[] = [];
  let nearest: { size: FontSize; at: Point; misfit: Misfit } | undefined;
  for (const size of options.sizes) {
    for (const at of placesFor(picture, lines, size, options.region)) {
      const shapes = alignText(picture, lines, size, at);
      if (shapes instanceof Map) found.push({ size, at, shapes });
      else {
        const misfit = shapes as Misfit;
        if (!nearest || misfit.fitted > nearest.misfit.fitted) nearest = { size, at, misfit };
      }
    }
  }
  const [only, ...others] = natural(found, picture);
  if (!only) throw doesNotLineUp(options, lines, nearest);
  if (others.length > 0) throw ambiguous([only, ...others]);
  return only;
}

function linesOf(text: string): string[] {
  const lines = text
    .normalize('NFC')
    .replace(/\r/g, '')
    .split('\n')
    .map((line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Without empty lines above and without what all lines are indented by: where it stands is found out. */
function block(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line !== '');
  const kept = lines.slice(Math.max(0, first));
  const indents = kept.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return kept.map((line) => line.slice(indent));
}

/** Corners at which the whole text lies on the picture, and within the region. */
function placesFor(picture: Picture, lines: readonly string[], size: FontSize, region?: Region): Point[] {
  const width = Math.max(...lines.map((line) => line.length)) * size.width;
  const height = lines.length * size.height;
  if (region) return width <= region.width && height <= region.height ? [region] : [];
  const places: Point[] = [];
  for (let y = 0; y + height <= picture.height; y++)
    for (let x = 0; x + width <= picture.width; x++) places.push({ x, y });
  return places;
}

/**
 * Where glyphs have blank margins the text lines up a pixel beside its place too. Of several places the one counts whose
 * cells begin at the display's corner, or whose grid is centred on it, as UEFI's is.
 */
function natural(found: readonly LearnedFont[], picture: Picture): readonly LearnedFont[] {
  const cornered = found.filter(({ at, size }) => at.x % size.width === 0 && at.y % size.height === 0);
  if (cornered.length === 1) return cornered;
  const centred = found.filter(
    ({ at, size }) =>
      isCentred(at.x, size.width, picture.width) && isCentred(at.y, size.height, picture.height),
  );
  return centred.length === 1 ? centred : found;
}

/** Whether cells of that length begin so that any number of them, even or odd, has as much room before as behind it. */
function isCentred(place: number, cell: number, length: number): boolean {
  const rest = length % cell;
  return [rest, rest + cell].some((room) => place % cell === Math.floor(room / 2) % cell);
}

function doesNotLineUp(
  { region, sizes }: LearnOptions,
  lines: readonly string[],
  nearest: { size: FontSize; at: Point; misfit: Misfit } | undefined,
): GuestwrightError {
  const tried = sizes.map(({ width, height }) => `${width}x${height}`).join(', ');
  if (!nearest) {
    const columns = Math.max(...lines.map((line) => line.length));
    return invalid(
      `the text (${lines.length} lines of up to ${columns} characters) is larger than ${region ? 'the region' : 'the picture'} in cells of ${tried}`,
      'Give a smaller --cell, a larger --region, or less text.',
    );
  }
  const { size, at, misfit } = nearest;
  const where = `with cells of ${size.width}x${size.height} from ${at.x},${at.y}`;
  return invalid(
    `the text does not line up with the picture: nearest ${where}, but in line ${misfit.line}, column ${misfit.column} ${misfit.problem}`,
    'Compare that place of the text with the picture; give --cell and --region if that is not where the text stands. Write U+FFFD for a cell to leave out, such as one under the cursor.',
  );
}

function ambiguous(found: readonly LearnedFont[]): GuestwrightError {
  const places = found
    .slice(0, PLACES_TOLD)
    .map(({ at, size }) => `${at.x},${at.y} (${size.width}x${size.height})`);
  const more = found.length > PLACES_TOLD ? ` and ${found.length - PLACES_TOLD} more` : '';
  return invalid(
    `the text lines up at ${found.length} places: ${places.join(', ')}${more}`,
    'Give --region with the corner of its first cell, or a longer text, best with frames or underscores.',
  );
}

function invalid(summary: string, remedy: string): GuestwrightError {
  return new GuestwrightError(`learn-font: ${summary}`, { code: 'invalid-font', remedy });
}
