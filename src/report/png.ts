/** Encodes pictures of a report as PNG, by sharp, off the event loop. */
import type { Dimensions } from '../frame/region.ts';

/** RGBA pixels, row-major. A `Frame` and a `FilmstripFrame` are one too. */
export interface ReportPicture extends Dimensions {
  readonly data: Uint8Array;
}

/** Level 1 takes a third of level 6's time; a report's pictures are many and short-lived. */
const COMPRESSION_LEVEL = 1;

/** The picture as a PNG file, without alpha. */
export async function encodePng({ width, height, data }: ReportPicture): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: COMPRESSION_LEVEL })
    .toBuffer();
}
