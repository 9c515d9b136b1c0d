/** Reading by glyphs: text modes, consoles, graphics modes, cursors. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createPicture, type Picture, wordOf } from '../../../../src/frame/picture.ts';
import { readReferencePng } from '../../../../src/frame/png.ts';
import { findInText } from '../../../../src/matchers/find-text.ts';
import { CellReader } from '../../../../src/matchers/glyphs/cell.ts';
import { CP437 } from '../../../../src/matchers/glyphs/cp437.ts';
import { readGlyphs } from '../../../../src/matchers/glyphs/read-glyphs.ts';
import { vgaFont } from '../../../../src/matchers/glyphs/vga-font.ts';

import { noise, paste } from '../pictures.ts';
import { BLACK, BLUE, draw, drawCursor, GREY } from './draw.ts';

const TEXT_MODE = { width: 720, height: 400 };
const NINE = { cellWidth: 9 } as const;

async function linesOf(picture: Picture): Promise<string[]> {
  return (await readGlyphs(picture)).lines.map(({ text }) => text);
}

/** Of a shape and its reverse the reading is the one whose corner is background; a block of one colour is blank. */
function asShapes(text: string): string {
  const reverse: Readonly<Record<string, string>> = { '█': ' ', '▀': '▄', '▌': '▐', '◘': '•', '◙': '○' };
  return [...text].map((character) => reverse[character] ?? character).join('');
}

test('every character of code page 437 that has a shape of its own is read', async () => {
  for (const [cellWidth, width] of [
    [9, 720],
    [8, 640],
  ] as const) {
    const picture = createPicture({ width, height: 400 });
    draw(picture, 'All characters', { x: 0, y: 0 }, { cellWidth });
    const rows = CP437.match(/.{32}/gu) ?? [];
    for (const [row, characters] of rows.entries())
      draw(picture, characters, { x: 0, y: 32 + row * 16 }, { cellWidth });
    const [, ...read] = await linesOf(picture);
    expect(read.map(asShapes)).toEqual(rows.map((characters) => asShapes(characters).trimEnd()));
  }
});

test('a text screen is read with the place of every character', async () => {
  const picture = createPicture(TEXT_MODE);
  draw(picture, 'Choose a language', { x: 9 * 4, y: 16 * 2 }, NINE);
  draw(picture, ' English ', { x: 9 * 6, y: 16 * 4 }, { ...NINE, foreground: BLACK, background: GREY });
  draw(picture, ' Deutsch ', { x: 9 * 6, y: 16 * 5 }, { ...NINE, foreground: GREY, background: BLUE });
  const read = await readGlyphs(picture);
  expect(read.unknown).toEqual([]);
  expect(read.lines.map(({ text }) => text)).toEqual([
    '    Choose a language',
    '       English',
    '       Deutsch',
  ]);
  expect(findInText(read, 'Deutsch')).toMatchObject([
    { text: 'Deutsch', region: { x: 63, y: 80, width: 63, height: 16 } },
  ]);
});

test('reverse video changes the colours, not the text', async () => {
  const picture = createPicture({ width: 16, height: 16 });
  draw(picture, 'A', { x: 0, y: 0 }, { foreground: BLACK, background: GREY });
  expect(new CellReader(picture, vgaFont(16)).read(0, 0)).toMatchObject({
    character: 'A',
    foreground: BLACK | 0,
    background: GREY | 0,
    cursor: false,
  });
});

test('a cursor over a character is no other character', async () => {
  for (const character of ['A', ' ', '_', 'g', '0']) {
    const picture = createPicture({ width: 16, height: 16 });
    draw(picture, character, { x: 0, y: 0 });
    drawCursor(picture, { x: 0, y: 0 }, 14, 15);
    expect(new CellReader(picture, vgaFont(16)).readUnderCursor(0, 0), character).toMatchObject({
      character: character === '_' ? expect.stringMatching(/[_ ]/) : character,
      cursor: true,
    });
  }
  const screen = createPicture(TEXT_MODE);
  draw(screen, 'login: root', { x: 0, y: 0 }, NINE);
  drawCursor(screen, { x: 9 * 11, y: 0 }, 13, 14, NINE);
  drawCursor(screen, { x: 9 * 7, y: 0 }, 14, 15, NINE);
  expect(await linesOf(screen)).toEqual(['login: root']);
});

test('a cursor that hides what tells two letters apart leaves the cell unknown', () => {
  const picture = createPicture({ width: 16, height: 16 });
  draw(picture, 'q', { x: 0, y: 0 });
  drawCursor(picture, { x: 0, y: 0 }, 12, 15);
  expect(new CellReader(picture, vgaFont(16)).readUnderCursor(0, 0)).toBeUndefined();
});

test('half of the screen in small letters: 80x50 is read too', async () => {
  const picture = createPicture(TEXT_MODE);
  for (let row = 0; row < 50; row++)
    draw(picture, `line ${row} of fifty`, { x: 0, y: row * 8 }, { cellWidth: 9, height: 8 });
  expect(await linesOf(picture)).toEqual(Array.from({ length: 50 }, (_, row) => `line ${row} of fifty`));
});

test("Linux's console is read, whose letters are partly its own", async () => {
  const picture = await readReferencePng(join(import.meta.dirname, '../data/linux-console.png'));
  const read = await readGlyphs(picture);
  expect(read.unknown).toEqual([]);
  expect(read.lines.map(({ text }) => text)).toEqual([
    'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) built-in shell (ash)',
    "Enter 'help' for a list of built-in commands.",
    '~ # cat /proc/cpuinfo | head -5; df; ip a',
    'processor       : 0',
    'vendor_id       : AuthenticAMD',
    'cpu family      : 15',
    'model           : 107',
    'model name      : QEMU Virtual CPU version 2.5+',
  ]);
});

test('an unknown cell is counted and does not hide its neighbours', async () => {
  const picture = createPicture(TEXT_MODE);
  draw(picture, 'abcdef', { x: 0, y: 0 }, NINE);
  paste(picture, noise({ width: 9, height: 16 }, 3), { x: 18, y: 0 });
  const read = await readGlyphs(picture);
  expect(read.lines[0]?.text).toBe('ab\ufffddef');
  expect(read.unknown).toEqual([{ x: 18, y: 0, width: 9, height: 16 }]);
});

test('glyphs are read anywhere on a picture, lines and labels of different places and colours', async () => {
  const picture = noise({ width: 400, height: 200 }, 7);
  draw(picture, 'Text and commands', { x: 101, y: 33 }, { foreground: BLUE, background: GREY });
  draw(picture, 'Cancel', { x: 14, y: 98 });
  draw(picture, 'Next page', { x: 203, y: 101 }, { foreground: wordOf(255, 255, 0), background: BLUE });
  const read = await readGlyphs(picture);
  expect(read.lines.map(({ text }) => text)).toEqual(['Text and commands', 'Cancel', 'Next page']);
  expect(findInText(read, /next\s\w+/i)).toMatchObject([
    { text: 'Next page', region: { x: 203, y: 101, width: 72, height: 16 } },
  ]);
});

test('any line of letters is read at any pixel', async () => {
  const letter = fc.constantFrom(
    ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;-+/()_ ',
  );
  const words = fc
    .string({ unit: letter, minLength: 1, maxLength: 20 })
    .filter((text) => /^[A-Za-z0-9].*[A-Za-z0-9]$/.test(text));
  await fc.assert(
    fc.asyncProperty(words, fc.nat(100), fc.nat(60), async (text, x, y) => {
      const picture = createPicture({ width: 300, height: 100 });
      // A pattern of pixels that is no text keeps it from being taken for a console.
      paste(picture, noise({ width: 300, height: 16 }, 5), { x: 0, y: 84 });
      draw(picture, text, { x: x + 8, y });
      const found = findInText(await readGlyphs(picture), text);
      expect(found.map(({ region }) => region)).toContainEqual({
        x: x + 8,
        y,
        width: text.length * 8,
        height: 16,
      });
    }),
    { numRuns: 60 },
  );
});

test('only what lies in the region is read', async () => {
  const picture = createPicture(TEXT_MODE);
  draw(picture, 'left right', { x: 0, y: 0 }, NINE);
  draw(picture, 'below', { x: 0, y: 16 }, NINE);
  const region = { x: 45, y: 0, width: 100, height: 16 };
  expect((await readGlyphs(picture, region)).lines.map(({ text }) => text)).toEqual(['right']);
});

test('a picture without letters has no lines', async () => {
  expect(await readGlyphs(noise({ width: 200, height: 120 }, 9))).toMatchObject({ lines: [], unknown: [] });
  expect(await readGlyphs(createPicture(TEXT_MODE))).toMatchObject({ lines: [], unknown: [] });
});
