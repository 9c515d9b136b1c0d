/** Draws text as a VGA does, for the readers' tests. */
import type { Picture } from '../../../../src/frame/picture.ts';
import { wordOf } from '../../../../src/frame/picture.ts';
import type { Point } from '../../../../src/frame/region.ts';
import { CP437 } from '../../../../src/matchers/glyphs/cp437.ts';
import { VGA_FONT_8X8, VGA_FONT_8X16 } from '../../../../src/matchers/glyphs/vga-font.generated.ts';

export const GREY = wordOf(0xaa, 0xaa, 0xaa);
export const BLACK = wordOf(0, 0, 0);
export const BLUE = wordOf(0, 0, 0xaa);

export interface Style {
  readonly foreground?: number;
  readonly background?: number;
  readonly cellWidth?: 8 | 9;
  readonly height?: 8 | 16;
}

/** Draws `text` with its corner at `at`, ground included. */
export function draw(picture: Picture, text: string, at: Point, style: Style = {}): void {
  const { foreground = GREY, background = BLACK, cellWidth = 8, height = 16 } = style;
  const font = Buffer.from(height === 16 ? VGA_FONT_8X16 : VGA_FONT_8X8, 'base64');
  for (const [index, character] of [...text].entries()) {
    const code = character === ' ' ? 0x20 : CP437.indexOf(character);
    for (let row = 0; row < height; row++) {
      const bits = font[code * height + row] as number;
      for (let column = 0; column < cellWidth; column++) {
        const repeats = code >= 0xc0 && code <= 0xdf; // VGA repeats the eighth column of line graphics
        const set = column < 8 ? (bits >> (7 - column)) & 1 : repeats ? bits & 1 : 0;
        picture.pixels[(at.y + row) * picture.width + at.x + index * cellWidth + column] = set
          ? foreground
          : background;
      }
    }
  }
}

/** Draws a text cursor: rows `first` to `last` of a cell in its foreground. */
export function drawCursor(
  picture: Picture,
  at: Point,
  first: number,
  last: number,
  style: Style = {},
): void {
  const { foreground = GREY, cellWidth = 8 } = style;
  for (let row = first; row <= last; row++) {
    const start = (at.y + row) * picture.width + at.x;
    picture.pixels.fill(foreground, start, start + cellWidth);
  }
}
