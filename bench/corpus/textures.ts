/** Screens that are the worst for a search: the same pixels over and over, with one thing that is odd. */
import { createPicture, cropPixels, type Picture, wordOf } from '../../src/frame/picture.ts';
import type { Dimensions } from '../../src/frame/region.ts';

const INK = wordOf(20, 20, 20);
const PAPER = wordOf(240, 240, 240);
const ODD = wordOf(200, 60, 60);
/** Side of the pattern that is repeated, in pixels: as desktops tile their background. */
const PERIOD = 8;
/** A needle cut from a texture: no tile divides it. */
const NEEDLE = { width: 90, height: 50 };
/** A part so large is beyond every rule's budget. */
const ODD_CORNER = 16;

const TEXTURES: Readonly<Record<string, (x: number, y: number) => number>> = {
  checker: (x, y) => ((x + y) % 2 === 0 ? INK : PAPER),
  periodic: (x, y) => (((x % PERIOD) * 3 + (y % PERIOD) * 5) % 7 < 3 ? INK : wordOf(40 * (x % 5), 90, 200)),
  flat: () => PAPER,
};

/** A needle and the screen it is searched on; whether it is there does not matter. */
export interface Adversary {
  readonly texture: string;
  readonly needle: string;
  readonly frame: Picture;
  readonly reference: Picture;
}

/** Each texture with one odd pixel in its middle, searched for itself, with one pixel odd, and with a corner odd. */
export function adversaries(display: Dimensions): Adversary[] {
  return Object.entries(TEXTURES).flatMap(([texture, colour]) => {
    const frame = paint(display, colour);
    setPixel(frame, display.width >> 1, display.height >> 1);
    const plain = cropPixels(frame, { x: 0, y: 0, ...NEEDLE });
    const onePixel = cropPixels(frame, { x: 0, y: 0, ...NEEDLE });
    setPixel(onePixel, NEEDLE.width >> 1, NEEDLE.height >> 1);
    const corner = paint(NEEDLE, (x, y) => (x < ODD_CORNER && y < ODD_CORNER ? ODD : colour(x, y)));
    const needles = { 'the texture itself': plain, 'one pixel odd': onePixel, 'a corner odd': corner };
    return Object.entries(needles).map(([needle, reference]) => ({ texture, needle, frame, reference }));
  });
}

function paint(size: Dimensions, colour: (x: number, y: number) => number): Picture {
  const picture = createPicture(size);
  for (let i = 0; i < picture.pixels.length; i++) {
    picture.pixels[i] = colour(i % size.width, Math.floor(i / size.width));
  }
  return picture;
}

function setPixel({ pixels, width }: Picture, x: number, y: number): void {
  pixels[y * width + x] = ODD;
}
