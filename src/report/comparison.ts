/** Expected, actual and diff of a screen that did not show: three pictures of one size, as the report's slider wants them. */
import { createPicture, cropPixels, type Picture, wordOf } from '../frame/picture.ts';
import { clip, inflate, type Point, type Region } from '../frame/region.ts';

/** What should have shown, in display pixels. */
export interface ExpectedScreen {
  readonly name: string;
  /** The reference's picture; its corner belongs at `origin`. */
  readonly picture: Picture;
  readonly origin: Point;
  /** What is compared; the rest of the picture is context. */
  readonly areas: readonly Region[];
  /** What is not compared within the areas. */
  readonly exclude: readonly Region[];
}

export interface Comparison {
  /** The frame, with the reference in its place; what the reference does not cover is dimmed. */
  readonly expected: Picture;
  readonly actual: Picture;
  /** Pale, differing pixels of the areas red, each area in a frame. */
  readonly diff: Picture;
  /** Pixels that differ within the areas. */
  readonly differing: number;
}

const AREA_FRAME = wordOf(0x20, 0x60, 0xff);
const EXCLUDED_FRAME = wordOf(0xa0, 0xa0, 0xa0);
/** Any difference counts: a reference is exact unless its area says otherwise, and the eye judges the rest. */
const EXACT = { threshold: 0, includeAA: true, alpha: 0.25 };

/** Compares `frame` with the screen at its recorded place; a frame smaller than the screen is padded with black. */
export async function compareWithScreen(frame: Picture, screen: ExpectedScreen): Promise<Comparison> {
  const { default: pixelmatch } = await import('pixelmatch'); // only a failure needs it
  const covered: Region = { ...screen.origin, width: screen.picture.width, height: screen.picture.height };
  const size = {
    width: Math.max(frame.width, covered.x + covered.width),
    height: Math.max(frame.height, covered.y + covered.height),
  };
  const actual = createPicture(size);
  paste(actual, frame, { x: 0, y: 0 });
  const expected = copy(actual);
  for (const area of screen.areas) pasteRegion(expected, screen, area);
  for (const hole of screen.exclude) copyRegion(expected, actual, hole);
  const diff = createPicture(size);
  const differing = pixelmatch(expected.data, actual.data, diff.data, size.width, size.height, EXACT);
  for (const hole of screen.exclude) outline(diff, inflate(hole, 1), EXCLUDED_FRAME);
  for (const area of screen.areas) outline(diff, inflate(area, 1), AREA_FRAME);
  return { expected: dimmedAround(actual, screen, covered), actual, diff, differing };
}

/** The whole reference over the dimmed frame: what surrounds an area in the reference helps to recognise it. */
function dimmedAround(actual: Picture, { picture, origin }: ExpectedScreen, covered: Region): Picture {
  const dimmed = createPicture(actual);
  for (let i = 0; i < dimmed.pixels.length; i++) {
    dimmed.pixels[i] = (((actual.pixels[i] as number) >>> 1) & 0x7f7f7f) | 0xff000000; // half of R, G and B
  }
  paste(dimmed, picture, origin);
  outline(dimmed, covered, AREA_FRAME);
  return dimmed;
}

function copy({ width, height, data }: Picture): Picture {
  return createPicture({ width, height }, data.slice());
}

/** What lies outside of `onto` is left out. */
function paste(onto: Picture, picture: Picture, { x, y }: Point): void {
  const inside = clip({ x, y, width: picture.width, height: picture.height }, onto);
  if (!inside) return;
  for (let row = inside.y; row < inside.y + inside.height; row++) {
    const from = (row - y) * picture.width + inside.x - x;
    onto.pixels.set(picture.pixels.subarray(from, from + inside.width), row * onto.width + inside.x);
  }
}

/** The part of the reference under `area`. */
function pasteRegion(onto: Picture, { picture, origin }: ExpectedScreen, area: Region): void {
  const inside = clip({ ...area, x: area.x - origin.x, y: area.y - origin.y }, picture);
  if (inside) paste(onto, cropPixels(picture, inside), { x: inside.x + origin.x, y: inside.y + origin.y });
}

function copyRegion(onto: Picture, from: Picture, region: Region): void {
  const inside = clip(region, from);
  if (inside) paste(onto, cropPixels(from, inside), inside);
}

/** A line of one pixel along the region's inner edge, as far as it lies on the picture. */
function outline(picture: Picture, region: Region, colour: number): void {
  const { x, y, width, height } = clip(region, picture) ?? { x: 0, y: 0, width: 0, height: 0 };
  for (let column = x; column < x + width; column++) {
    picture.pixels[y * picture.width + column] = colour;
    picture.pixels[(y + height - 1) * picture.width + column] = colour;
  }
  for (let row = y; row < y + height; row++) {
    picture.pixels[row * picture.width + x] = colour;
    picture.pixels[row * picture.width + x + width - 1] = colour;
  }
}
