/** What changed on a screen, packed for the page and unpacked again. */
import { inflateSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createFrame, type Damage, type Frame } from '../../../../src/frame/frame.ts';
import { createPicture, type Picture, samePixels, wordOf } from '../../../../src/frame/picture.ts';
import type { Region } from '../../../../src/frame/region.ts';
import { PicturePacker, packRectangles } from '../../../../src/recorder/live/picture-message.ts';
import { PICTURE_HEADER, readPictureHead, unpackPixels } from '../../../../src/recorder/protocol.ts';

const SIZE = { width: 40, height: 36 };

/** What the page's canvas shows after these messages. */
function draw(messages: readonly Uint8Array[]): Picture | undefined {
  let canvas: Picture | undefined;
  for (const message of messages) {
    const head = readPictureHead(new DataView(message.buffer, message.byteOffset, message.byteLength));
    if (!head) throw new Error('no picture message');
    if (canvas?.width !== head.width || canvas.height !== head.height) canvas = createPicture(head);
    const parts = unpackPixels(head, inflateSync(message.subarray(head.start)));
    for (const [index, { x, y, width, height }] of head.rectangles.entries()) {
      const part = new Uint32Array((parts[index] as Uint8ClampedArray).buffer);
      for (let row = 0; row < height; row++)
        canvas.pixels.set(part.subarray(row * width, (row + 1) * width), (y + row) * canvas.width + x);
    }
  }
  return canvas;
}

function frameOf(picture: Picture, sequence: number): Frame {
  return createFrame(picture.data.slice(), { ...picture, sequence, time: sequence });
}

/** A frame with these rectangles painted over the one before. */
function paint(before: Picture, spots: readonly (Region & { readonly colour: number })[]): Picture {
  const picture = createPicture(before, before.data.slice());
  for (const { x, y, width, height, colour } of spots) {
    for (let row = y; row < Math.min(y + height, picture.height); row++)
      for (let column = x; column < Math.min(x + width, picture.width); column++)
        picture.pixels[row * picture.width + column] = colour;
  }
  return picture;
}

const spot = fc.record({
  x: fc.nat(SIZE.width - 1),
  y: fc.nat(SIZE.height - 1),
  width: fc.integer({ min: 1, max: 20 }),
  height: fc.integer({ min: 1, max: 20 }),
  colour: fc.nat(0xffffff).map((rgb) => (0xff000000 | rgb) >>> 0),
});

test('the page shows every frame exactly, whatever the damage says too much', async () => {
  const changes = fc.array(fc.tuple(fc.array(spot, { maxLength: 4 }), fc.boolean()), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(changes, async (steps) => {
      const packer = new PicturePacker();
      const messages: Uint8Array[] = [];
      let picture = createPicture(SIZE);
      for (const [index, [spots, exact]] of [[[], false] as const, ...steps].entries()) {
        picture = paint(picture, spots);
        const damage: Damage = exact ? spots.map((each) => ({ ...each, width: each.width + 3 })) : 'all';
        const message = await packer.pack(frameOf(picture, index), index === 0 ? 'all' : damage);
        if (message) messages.push(message);
        expect(samePixels(draw(messages) as Picture, picture)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('what did not change does not travel', async () => {
  const packer = new PicturePacker();
  const still = createPicture(SIZE);
  expect(await packer.pack(frameOf(still, 1), 'all')).toBeDefined();
  expect(await packer.pack(frameOf(still, 2), 'all')).toBeUndefined();
  const changed = paint(still, [{ x: 20, y: 20, width: 1, height: 1, colour: wordOf(255, 0, 0) }]);
  const message = (await packer.pack(frameOf(changed, 3), 'all')) as Uint8Array;
  const head = readPictureHead(new DataView(message.buffer));
  expect(head?.rectangles).toEqual([{ x: 16, y: 16, width: 16, height: 16 }]);
});

test('a display of another size is sent whole', async () => {
  const packer = new PicturePacker();
  await packer.pack(frameOf(createPicture(SIZE), 1), 'all');
  const message = (await packer.pack(frameOf(createPicture({ width: 8, height: 4 }), 2), [])) as Uint8Array;
  const head = readPictureHead(new DataView(message.buffer));
  expect(head).toMatchObject({ width: 8, height: 4, rectangles: [{ x: 0, y: 0, width: 8, height: 4 }] });
});

test('few colours travel as a byte a pixel, more than 256 as three', async () => {
  const whole = [{ x: 0, y: 0, ...SIZE }];
  const colourful = createPicture(SIZE);
  for (const [index] of colourful.pixels.entries()) colourful.pixels[index] = 0xff000000 + index * 7;
  for (const [picture, format] of [[createPicture(SIZE), 'palette'] as const, [colourful, 'rgb'] as const]) {
    const message = await packRectangles({ ...picture, sequence: 1 }, whole);
    expect(readPictureHead(new DataView(message.buffer))?.format).toBe(format);
    expect(samePixels(draw([message]) as Picture, picture)).toBe(true);
  }
});

test('a message that is cut off or none of ours has no head', async () => {
  const message = await packRectangles({ ...createPicture(SIZE), sequence: 1 }, [{ x: 0, y: 0, ...SIZE }]);
  for (const length of [0, 5, PICTURE_HEADER, PICTURE_HEADER + 7])
    expect(readPictureHead(new DataView(message.buffer, 0, length))).toBeUndefined();
  const other = message.slice();
  other[0] = 9;
  expect(readPictureHead(new DataView(other.buffer))).toBeUndefined();
});
