/** An animated PNG (APNG 1.0) of a film: the first picture whole, of the others what changed. */
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { damageBox, frameDamage } from '../../frame/damage.ts';
import { createPicture, cropPixels, type Picture } from '../../frame/picture.ts';
import { decodePng } from '../../frame/png.ts';
import { PNG_SIGNATURE, pngChunk, pngWords } from '../../frame/png-chunks.ts';
import { type Dimensions, type Region, wholeOf } from '../../frame/region.ts';
import { type FilmPicture, sizeOfFilm } from './film.ts';

/** 8-bit RGB, not interlaced. */
const FORMAT = Buffer.from([8, 2, 0, 0, 0]);
const RGB = 3;
const MILLISECONDS = 1000;
/** A picture stays under the next one, which replaces what is there. */
const STAYS_AND_REPLACES = Buffer.from([0, 0]);
/** A picture in which nothing changed still takes its time: one pixel is drawn again. */
const ONE_PIXEL: Region = { x: 0, y: 0, width: 1, height: 1 };
const FOREVER = 0;

const pack = promisify<Uint8Array, Buffer>(deflate);

/** The file, piece by piece. `read` gives a picture's PNG. Error `invalid-image` if one is broken. */
export async function* animatedPng(
  film: readonly FilmPicture[],
  read: (file: string) => Promise<Buffer>,
): AsyncGenerator<Buffer> {
  const size = sizeOfFilm(film);
  yield PNG_SIGNATURE;
  yield pngChunk('IHDR', Buffer.concat([pngWords(size.width, size.height), FORMAT]));
  yield pngChunk('acTL', pngWords(film.length, FOREVER));
  let sequence = 0;
  let before: Picture | undefined;
  for (const { file, shownFor } of film) {
    const picture = onCanvas(await decodePng(await read(file), file), size);
    const box = before ? (damageBox(frameDamage(before, picture), size) ?? ONE_PIXEL) : wholeOf(size);
    yield pngChunk('fcTL', control(sequence++, box, shownFor));
    const data = await pack(rgbRows(cropPixels(picture, box)));
    yield before ? pngChunk('fdAT', Buffer.concat([pngWords(sequence++), data])) : pngChunk('IDAT', data);
    before = picture;
  }
  yield pngChunk('IEND');
}

/** At the top left of black of that size. */
function onCanvas(picture: Picture, size: Dimensions): Picture {
  if (picture.width === size.width && picture.height === size.height) return picture;
  const canvas = createPicture(size);
  for (let y = 0; y < picture.height; y++) {
    const row = picture.pixels.subarray(y * picture.width, (y + 1) * picture.width);
    canvas.pixels.set(row, y * canvas.width);
  }
  return canvas;
}

function control(sequence: number, { x, y, width, height }: Region, shownFor: number): Buffer {
  const delay = Buffer.alloc(4);
  delay.writeUInt16BE(shownFor, 0);
  delay.writeUInt16BE(MILLISECONDS, 2);
  return Buffer.concat([pngWords(sequence, width, height, x, y), delay, STAYS_AND_REPLACES]);
}

/** Rows of a filter byte (none) and the colours. */
function rgbRows({ width, height, data }: Picture): Uint8Array {
  const rows = new Uint8Array((width * RGB + 1) * height);
  for (let y = 0, from = 0, to = 0; y < height; y++) {
    to++;
    for (let x = 0; x < width; x++, from += 4) {
      rows[to++] = data[from] as number;
      rows[to++] = data[from + 1] as number;
      rows[to++] = data[from + 2] as number;
    }
  }
  return rows;
}
