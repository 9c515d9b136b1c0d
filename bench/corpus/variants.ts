/** What happens to a screen that a reference should still match: noise, a lossy codec, a text cursor. */
import sharp from 'sharp';
import { createPicture, opaque, type Picture, wordOf } from '../../src/frame/picture.ts';
import type { Region } from '../../src/frame/region.ts';
import type { Random } from '../support/random.ts';
import { copyPicture } from './frames.ts';

/** What `npm run bench` calls JPEG: the quality that VNC servers and streams take for good. */
export const JPEG_QUALITY = 90;
const BLACK = wordOf(0, 0, 0);
const WHITE = wordOf(255, 255, 255);
/** A caret is as high as a letter, in pixels. */
const CARET_HEIGHT = 16;
/** Below this brightness a caret is drawn in white. */
const DARK = 128;

/** Each channel of each pixel one more, one less or the same. */
export function withNoise(picture: Picture, random: Random): Picture {
  const noisy = copyPicture(picture);
  for (let i = 0; i < noisy.data.length; i++) {
    noisy.data[i] = Math.min(255, Math.max(0, (noisy.data[i] as number) + random.below(3) - 1));
  }
  opaque(noisy.data);
  return noisy;
}

/** Through a JPEG codec and back. */
export async function throughJpeg({ width, height, data }: Picture): Promise<Picture> {
  const raw = { width, height, channels: 4 } as const;
  const jpeg = await sharp(data, { raw }).removeAlpha().jpeg({ quality: JPEG_QUALITY }).toBuffer();
  const decoded = await sharp(jpeg).ensureAlpha().raw().toBuffer();
  return createPicture({ width, height }, new Uint8Array(decoded));
}

/** With a caret one pixel wide somewhere in `place`, black on light ground and white on dark. */
export function withCaret(picture: Picture, place: Region, random: Random): Picture {
  const marked = copyPicture(picture);
  const height = Math.min(CARET_HEIGHT, place.height);
  const x = place.x + random.below(place.width);
  const y = place.y + random.below(place.height - height + 1);
  const ground = marked.data[(y * picture.width + x) * 4 + 1] as number;
  for (let row = y; row < y + height; row++) {
    marked.pixels[row * picture.width + x] = ground < DARK ? WHITE : BLACK;
  }
  return marked;
}
