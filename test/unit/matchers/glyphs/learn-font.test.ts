import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../../src/base/errors.ts';
import { createPicture, type Picture } from '../../../../src/frame/picture.ts';
import type { Point } from '../../../../src/frame/region.ts';
import { GlyphFont, type Shape, tableOf } from '../../../../src/matchers/glyphs/font.ts';
import { type LearnOptions, learnFont } from '../../../../src/matchers/glyphs/learn-font.ts';
import { formatPsf, parsePsf } from '../../../../src/matchers/glyphs/psf.ts';
import { readGlyphs } from '../../../../src/matchers/glyphs/read-glyphs.ts';
import { plainText } from '../../../../src/matchers/text.ts';
import { noise } from '../pictures.ts';
import { GREY } from './draw.ts';

const CELL = { width: 9, height: 17 };

/** Letters of a font that nobody else has. */
const SHAPES = new Map(
  [...'Welcome tdhinsyma'].map((character, index) => [
    character,
    Uint32Array.from({ length: CELL.height }, (_, row) =>
      character === ' ' || row % 4 === 3
        ? 0
        : 'Wt'.includes(character) && row === 8
          ? 0x1ff
          : (0x55 * (index + 3) * (row + 1) * 131) & 0xff,
    ),
  ]),
);

function drawOwn(picture: Picture, text: string, at: Point): void {
  for (const [index, character] of [...text].entries()) {
    for (const [row, bits] of (SHAPES.get(character) ?? []).entries()) {
      for (let column = 0; column < CELL.width; column++) {
        const x = at.x + index * CELL.width + column;
        if ((bits >> (CELL.width - 1 - column)) & 1) picture.pixels[(at.y + row) * picture.width + x] = GREY;
      }
    }
  }
}

function screenWith(lines: readonly string[], at: Point): Picture {
  const picture = createPicture({ width: 360, height: 187 });
  for (const [row, text] of lines.entries()) drawOwn(picture, text, { x: at.x, y: at.y + row * CELL.height });
  return picture;
}

function problemOf(picture: Picture, text: string, options: Partial<LearnOptions> = {}): string {
  try {
    learnFont(picture, text, { sizes: [CELL], ...options });
  } catch (error) {
    if (isGuestwrightError(error, 'invalid-font')) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('a font learned from one screen reads another, from a file, at any pixel', async () => {
  const learned = learnFont(screenWith(['Welcome', ' to this'], { x: 20, y: 30 }), 'Welcome\n to this\n', {
    sizes: [{ width: 8, height: 16 }, CELL],
  });
  expect(learned.size).toEqual(CELL);
  expect(learned.at).toEqual({ x: 20, y: 30 });
  expect([...learned.shapes.keys()].sort().join('')).toBe('Wcehilmost');
  const font = parsePsf(formatPsf(learned.size, [...learned.shapes]), 'own');
  expect(font.width).toBe(9);
  const other = noise({ width: 200, height: 80 }, 3);
  for (let row = 0; row < CELL.height; row++)
    other.pixels.fill(0, (20 + row) * 200 + 30, (20 + row) * 200 + 130);
  drawOwn(other, 'the lime', { x: 41, y: 20 });
  expect(plainText(await readGlyphs(other, undefined, [font]))).toBe('the lime');
  expect(plainText(await readGlyphs(other))).toBe('');
});

test('a screen written in a learned font is a grid, whatever the package knows', async () => {
  const lines = ['Welcome to this', 'the lime', 'he met me'];
  const { shapes } = learnFont(screenWith(lines, { x: 9, y: 17 }), lines.join('\n'), { sizes: [CELL] });
  const font = new GlyphFont('own', CELL, tableOf([...shapes] as Shape[]), { learned: true });
  const read = await readGlyphs(screenWith(['me', '', 'Wim'], { x: 27, y: 34 }), undefined, [font]);
  expect(plainText(read)).toBe('   me\n   Wim');
  expect(read.complete).toBe(true);
  const unread = await readGlyphs(screenWith(['ad'], { x: 27, y: 34 }), undefined, [font]);
  expect(unread.complete).toBe(false);
});

test('text that does not line up is refused with the place where it does not', () => {
  const screen = screenWith(['Welcome', 'to this'], { x: 0, y: 0 });
  expect(problemOf(screen, 'Welcome\nto thms')).toMatch(
    /nearest with cells of 9x17 from 0,0, but in line 2, column 6 'm' looks otherwise in line 1, column 6/,
  );
  expect(problemOf(screen, 'Welcome\nto xhis')).toContain("'x' looks like 't' in line 2, column 1");
  const region = { x: 0, y: 0, width: 360, height: 187 };
  expect(problemOf(screen, 'Wel come', { region })).toContain('a blank is expected, the cell is not blank');
  expect(problemOf(screen, 'Welcome x', { region })).toContain("'x' is expected, the cell is blank");
  expect(problemOf(screen, '\n \n')).toContain('the text is empty');
  expect(problemOf(screen, 'x'.repeat(60))).toContain('is larger than the picture');
  expect(problemOf(noise({ width: 40, height: 40 }, 5), 'ab')).toContain('more than two colours');
});

test('text that lines up at several places is refused, until its place is given', () => {
  const screen = screenWith(['me', 'me'], { x: 13, y: 20 });
  expect(problemOf(screen, 'me')).toMatch(/lines up at \d+ places: .* and \d+ more/);
  const region = { x: 13, y: 37, width: 18, height: 17 };
  expect(learnFont(screen, 'me', { sizes: [CELL], region }).at).toMatchObject({ x: 13, y: 37 });
});

test('a cell can be left out', () => {
  const screen = screenWith(['Welcome', 'to thas'], { x: 0, y: 0 });
  const { shapes } = learnFont(screen, 'Welcome\nto th\ufffds', { sizes: [CELL] });
  expect(shapes.has('a')).toBe(false);
});
