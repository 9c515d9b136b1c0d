import { expect, test } from '@playwright/test';
import type { Picture } from '../../../src/frame/picture.ts';
import type { FilmstripFrame } from '../../../src/guest/filmstrip.ts';
import { contactSheet } from '../../../src/report/contact-sheet.ts';

function picture(width: number, height: number, colour: number, time: number): FilmstripFrame {
  const data = new Uint8Array(width * height * 4);
  new Uint32Array(data.buffer).fill(colour);
  return { width, height, data, original: { width: width * 2, height: height * 2 }, time };
}

function sheetOf(pictures: readonly FilmstripFrame[]): Picture {
  const sheet = contactSheet(pictures);
  if (!sheet) throw new Error('no contact sheet');
  return sheet;
}

function pixel(sheet: { width: number; data: Uint8Array }, x: number, y: number): number {
  return new Uint32Array(sheet.data.buffer)[y * sheet.width + x] as number;
}

test('a contact sheet of nothing is nothing', () => {
  expect(contactSheet([])).toBeUndefined();
});

test('a contact sheet shows every frame in order, four in a row', () => {
  const colours = [0xff0000ff, 0xff00ff00, 0xffff0000, 0xff00ffff, 0xffffffff];
  const sheet = sheetOf(colours.map((colour, i) => picture(40, 30, colour, i * 1000)));
  expect(sheet).toMatchObject({ width: 4 * 48 + 8, height: 2 * (30 + 8 + 10 + 8) + 8 });
  const seen = colours.map((_, i) => pixel(sheet, 8 + (i % 4) * 48 + 20, 8 + Math.floor(i / 4) * 56 + 15));
  expect(seen).toEqual(colours);
});

test('a contact sheet captions each frame with its time before the last one', () => {
  const [early, late] = [picture(60, 20, 0xff0000ff, 0), picture(60, 20, 0xff0000ff, 1500)];
  const sheet = sheetOf([early, late]);
  // '-1.5 s' starts with a dash in its third row of glyph pixels, '0.0 s' with a filled corner.
  const captionTop = 8 + 20 + 4;
  expect(pixel(sheet, 8, captionTop + 4)).toBe(0xffd0d0d0);
  expect(pixel(sheet, 8, captionTop)).toBe(0xff202020);
  expect(pixel(sheet, 8 + 68, captionTop)).toBe(0xffd0d0d0);
});
