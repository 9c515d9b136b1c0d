/** Finds out which font a display is written in, and where its cells are. */
import type { Picture } from '../../frame/picture.ts';
import type { Dimensions, Point } from '../../frame/region.ts';
import { FONT_GROUPS } from './catalogue.ts';
import type { FontSize, GlyphFont } from './font.ts';
import { type GridReading, readGrid } from './read-grid.ts';

/** Text-mode screens have hardly any unknown cells, consoles with a font of their own a few; pictures have mostly those. */
const KNOWN_AT_LEAST = 0.75;
/** The last grid that was found on displays of a size: tried first. One entry a size. */
const lastGrids = new Map<string, GridReading>();

/**
 * The grid that reads best on the whole display: with all cells known, or the fewest unknown. `own` are fonts besides
 * the package's; `origin` is where the grid begins, by default where grids of that font usually do.
 */
export async function findGrid(
  picture: Picture,
  own: readonly GlyphFont[],
  origin?: Point,
): Promise<GridReading | undefined> {
  const key = `${picture.width}x${picture.height}`;
  const last = lastGrids.get(key);
  if (last && isUsable(last, own)) {
    const again = readGrid(picture, last.grid);
    if (isText(again) && again.unknown.length <= last.unknown.length) return remember(key, again);
  }
  let best: GridReading | undefined;
  const tryGrid = (font: GlyphFont, size: FontSize, origin: Point): GridReading => {
    const reading = readGrid(picture, { font, size, origin });
    if (isText(reading) && (!best || reading.unknown.length < best.unknown.length)) best = reading;
    return reading;
  };
  for (const font of own) {
    for (const size of sizesFor(picture, font)) {
      for (const each of origin ? [origin] : [CORNER, ...centredOrigins(picture, size)])
        tryGrid(font, size, each);
    }
    if (best?.unknown.length === 0) return remember(key, best);
  }
  for (const group of FONT_GROUPS) {
    for (const size of sizesFor(picture, group)) {
      const usual = group.centred ? centredOrigins(picture, size) : [CORNER];
      for (const each of origin ? [origin] : usual) {
        if (!looksLikeCells(picture, size, each)) continue;
        let mayBeText = false;
        for (const font of await group.load()) {
          mayBeText = isPartlyText(tryGrid(font, size, each)) || mayBeText;
          if (best?.unknown.length === 0) return remember(key, best);
        }
        for (const load of mayBeText ? (group.more ?? []) : []) {
          tryGrid(await load(), size, each);
          if (best?.unknown.length === 0) return remember(key, best);
        }
      }
    }
  }
  return best && remember(key, best);
}

const CORNER: Point = { x: 0, y: 0 };

/** Where grids begin that stand in the middle of the display, whatever the number of their rows and columns. */
function centredOrigins(picture: Dimensions, size: FontSize): Point[] {
  const starts = (length: number, cell: number) => {
    const rest = length % cell;
    return [...new Set([Math.floor(rest / 2), Math.floor((rest + cell) / 2) % cell])];
  };
  return starts(picture.width, size.width).flatMap((x) =>
    starts(picture.height, size.height).map((y) => ({ x, y })),
  );
}

/** A font that somebody else's fonts folder brought must not read here. */
function isUsable({ grid: { font } }: GridReading, own: readonly GlyphFont[]): boolean {
  return !font.learned || own.includes(font);
}

function remember(key: string, reading: GridReading): GridReading {
  lastGrids.set(key, { ...reading, rows: [] });
  return reading;
}

/** VGA's 80 columns of 9-pixel cells. */
const TEXT_MODE_WIDTH = 720;
const VGA_WIDTH = 8;
/** Text modes are at most as high as this. */
const TEXT_MODE_HEIGHT = 400;

/** VGA's text modes show 8-pixel fonts in 9-pixel cells. */
function sizesFor({ width, height }: Dimensions, size: FontSize): FontSize[] {
  const isTextMode = width === TEXT_MODE_WIDTH && height <= TEXT_MODE_HEIGHT;
  if (!isTextMode || size.width !== VGA_WIDTH) return [size];
  return [{ width: VGA_WIDTH + 1, height: size.height }];
}

function isText({ known, telling, unknown }: GridReading): boolean {
  return telling && known >= (known + unknown.length) * KNOWN_AT_LEAST;
}

/** Text in a script that the first fonts lack has its frames and digits in them. */
const KNOWN_IN_PART = 0.15;

function isPartlyText({ known, unknown }: GridReading): boolean {
  return known > 0 && known >= (known + unknown.length) * KNOWN_IN_PART;
}

/** Cells looked at: enough to tell text from pictures, few enough to cost nothing. */
const SAMPLES = 400;
/** A prime: the sample does not follow columns. */
const SAMPLE_STRIDE = 7919;
/** Of the cells that are not blank, as many must have two colours. */
const TWO_COLOURED_AT_LEAST = 0.6;

/** Whether cells of this size have one or two colours, as text has; pictures and smooth letters have more. */
function looksLikeCells(picture: Picture, { width, height }: FontSize, origin: Point): boolean {
  const columns = Math.floor((picture.width - origin.x) / width);
  const rows = Math.floor((picture.height - origin.y) / height);
  const cells = columns * rows;
  let two = 0;
  let more = 0;
  for (let sample = 0; sample < Math.min(SAMPLES, cells); sample++) {
    const index = (sample * SAMPLE_STRIDE) % cells;
    const x = origin.x + (index % columns) * width;
    const y = origin.y + Math.floor(index / columns) * height;
    const colours = countColours(picture, x, y, width, height);
    if (colours === 2) two++;
    else if (colours > 2) more++;
  }
  return more === 0 || two >= (two + more) * TWO_COLOURED_AT_LEAST;
}

/** 1, 2, or 3 for more. */
function countColours(
  { pixels, width: stride }: Picture,
  x: number,
  y: number,
  width: number,
  height: number,
) {
  const first = pixels[y * stride + x];
  let second = first;
  for (let row = y; row < y + height; row++) {
    for (let i = row * stride + x; i < row * stride + x + width; i++) {
      const pixel = pixels[i];
      if (pixel === first || pixel === second) continue;
      if (second !== first) return 3;
      second = pixel;
    }
  }
  return second === first ? 1 : 2;
}
