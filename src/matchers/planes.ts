/** Derived planes of a picture: a 3x3 blur of each colour, and bytes by which places are ruled out quickly. */
import { createPicture, type Picture } from '../frame/picture.ts';
import type { Dimensions } from '../frame/region.ts';

/** Pixels of a 3x3 neighbourhood. */
const NEIGHBOURS = 9;

/** Each of R, G and B averaged over 3x3 pixels, rounded down; beyond the edge the edge's pixels count again. */
export function blurred(picture: Picture): Picture {
  const { width, height, data } = picture;
  const rows = new Uint16Array(width * height * 4); // each pixel and its two neighbours in the row
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [left, right] = [x > 0 ? -4 : 0, x < width - 1 ? 4 : 0];
      const start = (y * width + x) * 4;
      for (let i = start; i < start + 3; i++) {
        rows[i] = (data[i + left] as number) + (data[i] as number) + (data[i + right] as number);
      }
    }
  }
  const result = createPicture({ width, height });
  const stride = width * 4;
  for (let y = 0; y < height; y++) {
    const [above, below] = [y > 0 ? -stride : 0, y < height - 1 ? stride : 0];
    for (let i = y * stride; i < (y + 1) * stride; i++) {
      if ((i & 3) === 3) continue; // alpha stays 255
      result.data[i] =
        ((rows[i + above] as number) + (rows[i] as number) + (rows[i + below] as number)) / NEIGHBOURS;
    }
  }
  return result;
}

/**
 * How a pixel becomes a byte: (red R + green G + blue B + offset) / 4, rounded down. The weights' sizes add up to 4, so
 * that if no channel of two pixels differs by more than t, neither do their bytes: what differs here differs for certain.
 */
export interface Weights {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly offset: number;
}

/** The quickest to make: nearly all that a person can read differs in green from its ground. */
export const GREEN: Weights = { red: 0, green: 4, blue: 0, offset: 0 };
/** These tell the other colours apart, those of equal brightness as well; the offset keeps them above 0. */
const RED_TO_BLUE: Weights = { red: 2, green: 0, blue: -2, offset: 510 };
const RED_AND_BLUE: Weights = { red: 2, green: 0, blue: 2, offset: 0 };
/** In the order in which they are tried. */
export const ALL_WEIGHTS: readonly Weights[] = [GREEN, RED_AND_BLUE, RED_TO_BLUE];

/** Rounding each byte and their average may tear averages this much farther apart than those of the channels. */
export const BLUR_SLACK = 2;

/** A byte for each pixel; `blur` averages them 3x3 (the outermost row and column of a blurred plane are of no use). */
export function planeOf(picture: Picture, weights: Weights, blur: boolean): Uint8Array {
  const plane = weigh(picture, weights);
  return blur ? blurPlane(plane, picture) : plane;
}

function weigh({ data, pixels }: Picture, { red, green, blue, offset }: Weights): Uint8Array {
  const plane = new Uint8Array(pixels.length);
  for (let i = 0, at = 0; i < plane.length; i++, at += 4) {
    plane[i] =
      (red * (data[at] as number) +
        green * (data[at + 1] as number) +
        blue * (data[at + 2] as number) +
        offset) >>
      2;
  }
  return plane;
}

function blurPlane(plane: Uint8Array, { width, height }: Dimensions): Uint8Array {
  const result = new Uint8Array(plane.length);
  const columns = new Uint16Array(width); // each pixel with those above and below
  for (let y = 1; y < height - 1; y++) {
    const start = y * width;
    for (let x = 0; x < width; x++) {
      const i = start + x;
      columns[x] = (plane[i - width] as number) + (plane[i] as number) + (plane[i + width] as number);
    }
    for (let x = 1; x < width - 1; x++) {
      const sum = (columns[x - 1] as number) + (columns[x] as number) + (columns[x + 1] as number);
      result[start + x] = sum / NEIGHBOURS;
    }
  }
  return result;
}
