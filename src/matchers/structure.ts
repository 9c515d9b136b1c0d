/** Whether an area has anything to be recognised by: flat, striped and chequered ones fit in many places. */
import type { Picture } from '../frame/picture.ts';
import { createNeedle, type Needle } from './needle.ts';
import type { AreaReference } from './registry.ts';
import { type ResolvedRule, resolveRule, TILE } from './rule.ts';

/** Fewer pixels than these are a mark that noise could make. */
const FEWEST_TELLING_PIXELS = 8;
/** Lines and the upper or lower edges of letters look alike everywhere; small letters have 5 rows and more. */
const FEWEST_TELLING_ROWS = 4;
/** Patterns that desktops tile their background with repeat within so many pixels. */
const LONGEST_PERIOD = 8;

/** What keeps an area from being recognised, such as 'it is flat'; undefined if nothing does. */
export function lackOfStructure({ picture, exclude, rule }: AreaReference): string | undefined {
  const needle = createNeedle(picture, exclude);
  const resolved = resolveRule(rule);
  const needed = Math.max(FEWEST_TELLING_PIXELS, resolved.pixelsPerTile + 1);
  const telling = mostTelling(picture, needle, resolved);
  if (telling === 0) return 'it is flat';
  if (telling < needed) {
    return `at most ${telling} pixels of a ${TILE}x${TILE} tile differ from its ground, and the rule needs ${needed}`;
  }
  const rows = countTellingRows(needle);
  if (rows > 0 && rows < FEWEST_TELLING_ROWS) return `only ${rows} of its rows have a change of colour`;
  const period = findPeriod(needle);
  return period && `it repeats itself every ${period.x},${period.y} pixels`;
}

/** Of all tiles the most pixels that the rule tells from the tile's most common colour. */
function mostTelling(picture: Picture, needle: Needle, rule: ResolvedRule): number {
  let most = 0;
  for (let y = 0; y < picture.height; y += TILE) {
    for (let x = 0; x < picture.width; x += TILE) {
      const colours = new Map<number, number>();
      for (const pixel of comparedPixels(needle, x, y)) colours.set(pixel, (colours.get(pixel) ?? 0) + 1);
      const [ground] = [...colours].sort(([, a], [, b]) => b - a)[0] ?? [0];
      const telling = [...colours].filter(([colour]) => isTold(colour, ground, rule.tolerance));
      most = Math.max(
        most,
        telling.reduce((sum, [, count]) => sum + count, 0),
      );
    }
  }
  return most;
}

/** Rows in which two compared neighbours differ. */
function countTellingRows({ width, height, pixels, spans, rowSpans }: Needle): number {
  let rows = 0;
  for (let y = 0; y < height; y++) {
    let tells = false;
    for (let span = rowSpans[y] as number; span < (rowSpans[y + 1] as number) && !tells; span += 2) {
      const last = y * width + (spans[span + 1] as number) - 1;
      for (let i = y * width + (spans[span] as number); i < last && !tells; i++)
        tells = pixels[i] !== pixels[i + 1];
    }
    if (tells) rows++;
  }
  return rows;
}

function* comparedPixels(
  { width, height, pixels, spans, rowSpans }: Needle,
  left: number,
  top: number,
): Generator<number> {
  for (let y = top; y < Math.min(top + TILE, height); y++) {
    for (let span = rowSpans[y] as number; span < (rowSpans[y + 1] as number); span += 2) {
      const last = Math.min(spans[span + 1] as number, left + TILE);
      for (let x = Math.max(spans[span] as number, left); x < last; x++)
        yield pixels[y * width + x] as number;
    }
  }
}

function isTold(a: number, b: number, tolerance: number): boolean {
  return [0, 8, 16].some((shift) => Math.abs(((a >>> shift) & 0xff) - ((b >>> shift) & 0xff)) > tolerance);
}

/** The smallest shift under which the needle is the same, as far as it overlaps itself; excluded pixels fit everything. */
function findPeriod(needle: Needle): { readonly x: number; readonly y: number } | undefined {
  const [acrossMost, downMost] = [needle.width, needle.height].map((side) =>
    Math.min(LONGEST_PERIOD, side >> 1),
  );
  for (let y = 0; y <= (downMost as number); y++) {
    for (let x = -(acrossMost as number); x <= (acrossMost as number); x++) {
      if ((y > 0 || x > 0) && repeats(needle, x, y)) return { x, y };
    }
  }
  return undefined;
}

function repeats({ width, height, pixels, spans, rowSpans }: Needle, dx: number, dy: number): boolean {
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let span = rowSpans[y] as number; span < (rowSpans[y + 1] as number); span += 2) {
      mask.fill(1, y * width + (spans[span] as number), y * width + (spans[span + 1] as number));
    }
  }
  for (let y = 0; y + dy < height; y++) {
    for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
      const [here, there] = [y * width + x, (y + dy) * width + x + dx];
      if (mask[here] === 1 && mask[there] === 1 && pixels[here] !== pixels[there]) return false;
    }
  }
  return true;
}
