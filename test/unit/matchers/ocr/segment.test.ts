/** Lines of text found on drawn pictures, without an engine. */
import { expect, test } from '@playwright/test';
import { createPicture, type Picture, wordOf } from '../../../../src/frame/picture.ts';
import type { Region } from '../../../../src/frame/region.ts';
import { segments } from '../../../../src/matchers/ocr/segment.ts';

const PAPER = wordOf(239, 239, 239);
const INK = wordOf(0, 0, 0);
const LETTER = { width: 5, height: 9 };

function givenPicture(): Picture {
  const picture = createPicture({ width: 320, height: 200 });
  picture.pixels.fill(PAPER);
  return picture;
}

function fill(picture: Picture, { x, y, width, height }: Region, colour: number): void {
  for (let row = y; row < y + height; row++) {
    picture.pixels.fill(colour, row * picture.width + x, row * picture.width + x + width);
  }
}

/** Letters like an H. */
function write(picture: Picture, count: number, x: number, y: number, colour = INK): void {
  for (let letter = 0; letter < count; letter++) {
    const left = x + 7 * letter;
    fill(picture, { x: left, y, width: 1, height: LETTER.height }, colour);
    fill(picture, { x: left + 4, y, width: 1, height: LETTER.height }, colour);
    fill(picture, { x: left, y: y + 4, width: LETTER.width, height: 1 }, colour);
  }
}

/** One pixel wide, along the inner edge. */
function frame(picture: Picture, { x, y, width, height }: Region, colour: number): void {
  fill(picture, { x, y, width, height: 1 }, colour);
  fill(picture, { x, y: y + height - 1, width, height: 1 }, colour);
  fill(picture, { x, y, width: 1, height }, colour);
  fill(picture, { x: x + width - 1, y, width: 1, height }, colour);
}

test('a line is the box around its letters, black on white whatever its colours', async () => {
  const picture = givenPicture();
  write(picture, 6, 20, 30);
  const bar = { x: 0, y: 100, width: 320, height: 40 };
  fill(picture, bar, wordOf(30, 40, 60));
  write(picture, 6, 20, 115, wordOf(250, 250, 250));
  const { lines } = await segments(picture);
  expect(lines.map(({ box }) => box)).toEqual([
    { x: 20, y: 30, width: 40, height: 9 },
    { x: 20, y: 115, width: 40, height: 9 },
  ]);
  expect(lines[1]?.panel).toEqual(bar);
  const [dark, light] = lines.map(({ picture: { grey } }) => grey);
  expect(light?.data).toEqual(dark?.data);
  expect([...new Set(dark?.data)].sort()).toEqual([0, 255]);
});

test('the frame of a button is no text and keeps no letter that touches it', async () => {
  const picture = givenPicture();
  const button = { x: 40, y: 40, width: 100, height: 24 };
  fill(picture, button, wordOf(250, 250, 250));
  frame(picture, button, wordOf(120, 120, 120));
  write(picture, 5, 70, 54); // its letters end at the frame
  const { lines } = await segments(picture);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.box).toMatchObject({ x: 70, y: 54, width: 33 });
});

test('icons, boxes before a label and underlines are left out', async () => {
  const picture = givenPicture();
  fill(picture, { x: 20, y: 20, width: 14, height: 14 }, INK);
  frame(picture, { x: 20, y: 58, width: 15, height: 15 }, INK);
  write(picture, 6, 42, 61);
  fill(picture, { x: 10, y: 120, width: 200, height: 2 }, INK);
  expect((await segments(picture)).lines.map(({ box }) => box)).toEqual([
    { x: 42, y: 61, width: 40, height: 9 },
  ]);
});

test('the columns of a line make one picture, the gap between them shortened', async () => {
  const picture = givenPicture();
  write(picture, 4, 20, 30);
  write(picture, 4, 130, 30);
  const [line, ...others] = (await segments(picture)).lines;
  expect(others).toEqual([]);
  expect(line?.box).toEqual({ x: 20, y: 30, width: 136, height: 9 });
  const { columns, grey } = line?.picture ?? {};
  expect(grey?.width).toBeLessThan(90);
  expect(columns?.[columns.length - 7]).toBe(155); // the last column of the last letter, before the margin
});

test('characters on a row of keys are read together, upper and lower ones apart', async () => {
  const picture = givenPicture();
  for (let key = 0; key < 6; key++) {
    fill(picture, { x: 10 + 46 * key, y: 50, width: 40, height: 40 }, wordOf(80, 80, 80));
    write(picture, 1, 18 + 46 * key, 56, wordOf(250, 250, 250));
    write(picture, 1, 18 + 46 * key, 74, wordOf(250, 250, 250));
  }
  const { keys, lines } = await segments(picture);
  expect(lines).toEqual([]);
  expect(keys.map((row) => row.map(({ box }) => [box.x, box.y]))).toEqual(
    [56, 74].map((y) => Array.from({ length: 6 }, (_, key) => [18 + 46 * key, y])),
  );
});
