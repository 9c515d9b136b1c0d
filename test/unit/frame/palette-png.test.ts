/** PNGs of screens: whatever they show comes back bit by bit. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { PNG } from 'pngjs';
import sharp from 'sharp';
import { encodeScreenPng } from '../../../src/frame/palette-png.ts';
import { createPicture, type Picture } from '../../../src/frame/picture.ts';
import { decodePng } from '../../../src/frame/png.ts';

/** A picture of at most that many colours. */
function pictures(colours: number): fc.Arbitrary<Picture> {
  return fc
    .record({
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 20 }),
      palette: fc.array(fc.integer({ min: 0, max: 0xffffff }), { minLength: 1, maxLength: colours }),
      seed: fc.nat(),
    })
    .map(({ width, height, palette, seed }) => {
      const picture = createPicture({ width, height });
      let state = seed;
      for (let at = 0; at < picture.pixels.length; at++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        picture.pixels[at] = 0xff000000 + (palette[state % palette.length] as number);
      }
      return picture;
    });
}

for (const [colours, what] of [
  [2, 'of two colours'],
  [16, 'of four bits'],
  [300, 'of more colours than a palette has, now and then'],
] as const) {
  test(`screens ${what} come back as they were, by two decoders`, async () => {
    await fc.assert(
      fc.asyncProperty(pictures(colours), async (picture) => {
        const png = await encodeScreenPng(picture);
        const decoded = await decodePng(png, 'it');
        expect(Buffer.compare(decoded.data, picture.data)).toBe(0);
        const other = await sharp(png).ensureAlpha().raw().toBuffer();
        expect(Buffer.compare(other, picture.data)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
}

test('256 colours fit a palette of bytes, one more makes it RGB, and 16 fit four bits', async () => {
  const formats: string[] = [];
  for (const colours of [16, 17, 256, 257]) {
    const picture = createPicture({ width: 20, height: 20 });
    for (let at = 0; at < picture.pixels.length; at++) picture.pixels[at] = 0xff000000 + (at % colours);
    const png = await encodeScreenPng(picture);
    formats.push(`${png[24]} bits, colour type ${png[25]}`);
    expect(PNG.sync.read(png).data.equals(Buffer.from(picture.data.buffer))).toBe(true);
  }
  expect(formats).toEqual([
    '4 bits, colour type 3',
    '8 bits, colour type 3',
    '8 bits, colour type 3',
    '8 bits, colour type 2',
  ]);
});
