/** A greyscale picture, and how it is enlarged and handed to the OCR engine. */
import type { Dimensions } from '../../frame/region.ts';

/** One byte a pixel, row-major, 255 is paper. */
export interface GreyPicture extends Dimensions {
  readonly data: Uint8Array;
}

/** Catmull-Rom weights of the four samples around a point a quarter of a pixel before the third. */
const FAR = -0.0703125;
const NEAR = 0.8671875;
const NEXT = 0.2265625;
const FARTHEST = -0.0234375;

/** Twice as wide and high, cubic: what OCR needs for the small fonts of screens; three times gains nothing. */
export function doubled(picture: GreyPicture): GreyPicture {
  return transposedDouble(transposedDouble(picture));
}

/** Doubles the width, and exchanges rows and columns: done twice, both are doubled and stand as before. */
function transposedDouble({ width, height, data }: GreyPicture): GreyPicture {
  const doubledData = new Uint8Array(width * height * 2);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const at = (column: number) => data[row + Math.min(width - 1, Math.max(0, column))] as number;
      const [b, c, d] = [at(x - 1), at(x), at(x + 1)];
      doubledData[2 * x * height + y] = byte(FAR * d + NEAR * c + NEXT * b + FARTHEST * at(x - 2));
      doubledData[(2 * x + 1) * height + y] = byte(FAR * b + NEAR * c + NEXT * d + FARTHEST * at(x + 2));
    }
  }
  return { width: height, height: 2 * width, data: doubledData };
}

function byte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** The picture as a binary PGM: the engine reads it without decompressing. */
export function pgm({ width, height, data }: GreyPicture): Uint8Array {
  const header = Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1');
  const file = new Uint8Array(header.length + data.length);
  file.set(header);
  file.set(data, header.length);
  return file;
}
