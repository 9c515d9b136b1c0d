/** Pages with something like text on them, for a fake machine's display. */
import type { Region } from '../../../../src/frame/region.ts';
import { type Colour, FakeDisplay } from '../../support/fake-display.ts';

export const PAGE_SIZE = { width: 320, height: 200 };
const [PAPER, INK]: readonly [Colour, Colour] = [
  [230, 230, 220],
  [20, 30, 60],
];
const LETTER = 8;

/** A line of `length` letters that only `seed` writes. */
export function drawLine(display: FakeDisplay, x: number, y: number, length: number, seed: number): void {
  let state = seed * 7919 + 17;
  for (let letter = 0; letter < length; letter++) {
    for (let dot = 0; dot < 20; dot++) {
      state = (state * 1103515245 + 12345) % 2147483648;
      const [dx, dy] = [(state >> 8) % (LETTER - 1), (state >> 16) % (LETTER + 4)];
      display.fill(INK, { x: x + letter * LETTER + dx, y: y + dy, width: 1, height: 1 });
    }
  }
}

/** The header is on every page, the three lines below are this page's. */
export function drawPage(display: FakeDisplay, seed: number): void {
  display.fill(PAPER);
  drawLine(display, 16, 8, 14, 1000);
  for (const line of [0, 1, 2]) drawLine(display, 24, 48 + line * 32, 26, seed * 10 + line);
}

/** Where that page has nothing. */
export const BLANK: Region = { x: 24, y: 160, width: 200, height: 24 };

/** The page as a picture of its own. */
export function pageOf(seed: number): FakeDisplay {
  const display = new FakeDisplay(PAGE_SIZE.width, PAGE_SIZE.height);
  drawPage(display, seed);
  return display;
}
