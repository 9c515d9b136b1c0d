/** Small pictures and screens for the matchers' tests. */
import { createPicture, cropPixels, type Picture, wordOf } from '../../../src/frame/picture.ts';
import type { Dimensions, Point, Region } from '../../../src/frame/region.ts';
import type { Screen, ScreenArea, ScreenVariant } from '../../../src/matchers/screen.ts';

/** A picture painted by a function of the place. */
export function paint({ width, height }: Dimensions, colourAt: (x: number, y: number) => number): Picture {
  const picture = createPicture({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) picture.pixels[y * width + x] = colourAt(x, y);
  }
  return picture;
}

/** Repeatable noise of `colours` greys. */
export function noise(size: Dimensions, seed: number, colours = 256): Picture {
  let state = (seed | 0) + 1;
  return paint(size, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0; // Numerical Recipes' generator
    const grey = (state >>> 16) % colours;
    return wordOf(grey, grey, grey);
  });
}

export function paste(onto: Picture, picture: Picture, { x, y }: Point): void {
  for (let row = 0; row < picture.height; row++) {
    const from = row * picture.width;
    onto.pixels.set(picture.pixels.subarray(from, from + picture.width), (y + row) * onto.width + x);
  }
}

/** A copy of `picture` with `change` applied. */
export function changed(picture: Picture, change: (copy: Picture) => void): Picture {
  const copy = cropPixels(picture, { x: 0, y: 0, width: picture.width, height: picture.height });
  change(copy);
  return copy;
}

export function setPixel(picture: Picture, { x, y }: Point, colour: number): void {
  picture.pixels[y * picture.width + x] = colour;
}

/** A screen whose picture is the whole of `picture`. */
export function screenOf(
  picture: Picture,
  areas: readonly (Region & Partial<ScreenArea>)[],
  more: Partial<ScreenVariant> = {},
): Screen {
  const { width, height } = picture;
  const name = more.screen ?? 'page';
  const variant: ScreenVariant = {
    screen: name,
    variant: undefined,
    file: undefined,
    display: { width, height },
    origin: { x: 0, y: 0 },
    picture,
    areas: areas.map((area) => ({ match: 'exact', search: 0, ...area })),
    exclude: [],
    points: {},
    regions: {},
    ...more,
  };
  return { name, variants: [variant] };
}

/** The slow truth: every corner at which all pixels of `needle` outside `exclude` are the frame's. */
export function naiveSearch(frame: Picture, needle: Picture, exclude: readonly Region[] = []): Point[] {
  const found: Point[] = [];
  for (let y = 0; y + needle.height <= frame.height; y++) {
    for (let x = 0; x + needle.width <= frame.width; x++) {
      if (sameExcept(frame, needle, { x, y }, exclude)) found.push({ x, y });
    }
  }
  return found;
}

function sameExcept(frame: Picture, needle: Picture, at: Point, exclude: readonly Region[]): boolean {
  for (let y = 0; y < needle.height; y++) {
    for (let x = 0; x < needle.width; x++) {
      const left = exclude.some(
        (hole) => x >= hole.x && y >= hole.y && x < hole.x + hole.width && y < hole.y + hole.height,
      );
      if (left) continue;
      if (needle.pixels[y * needle.width + x] !== frame.pixels[(at.y + y) * frame.width + at.x + x])
        return false;
    }
  }
  return true;
}
