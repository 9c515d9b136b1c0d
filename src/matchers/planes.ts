/** Derived planes of a picture: a 3x3 blur of each colour, and brightness. */
import { createPicture, type Picture } from '../frame/picture.ts';

/** Pixels of a 3x3 neighbourhood. */
const NEIGHBOURS = 9;

/** Each of R, G and B averaged over 3x3 pixels; beyond the edge the edge's pixels count again. */
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
 * Brightness of each pixel, (R + 2G + B) / 4 rounded down. If no channel of two pixels differs by more than t, neither
 * does this: what differs here differs for certain.
 */
export function brightness({ data, pixels }: Picture): Uint8Array {
  const plane = new Uint8Array(pixels.length);
  for (let i = 0, at = 0; i < plane.length; i++, at += 4) {
    plane[i] = ((data[at] as number) + 2 * (data[at + 1] as number) + (data[at + 2] as number)) >> 2;
  }
  return plane;
}
