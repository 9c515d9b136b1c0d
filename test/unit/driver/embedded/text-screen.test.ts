/** Text screens: glyphs, the ninth column, colours, the cursor, and what counts as a change. */
import { expect, test } from '@playwright/test';
import { FONT_BYTES, type TextMode, TextScreen } from '../../../../src/driver/embedded/text-screen.ts';

const INK = 0xff0000aa;
const PAPER = 0xff00aa00;
const OTHER = 0xffaa0000;

/** Two columns of one row, cells of 9x2; attribute 0x12 is INK on PAPER. */
function twoCells(changes: Partial<TextMode> = {}): TextMode {
  const font = new Uint8Array(FONT_BYTES);
  const set = (character: number, ...rows: number[]) => font.set(rows, character * 32);
  set(0x41, 0b10000001, 0b01111110);
  set(0xc4, 0b11111111, 0b00000001);
  const palette = new Array<number>(16).fill(OTHER);
  palette[2] = INK;
  palette[1] = PAPER;
  const memory = new Uint8Array(0x10000);
  memory.set([0x41, 0x12, 0xc4, 0x12]);
  return {
    columns: 2,
    rows: 1,
    cellWidth: 9,
    cellHeight: 2,
    memory,
    start: 0,
    pitch: 2,
    fonts: [font, font],
    palette,
    repeatEighth: true,
    cursor: undefined,
    ...changes,
  };
}

/** The picture's rows: # is ink, . is paper, x anything else. */
function drawn(mode: TextMode): string[] {
  const screen = new TextScreen();
  screen.draw(mode);
  return rowsOf(screen);
}

function rowsOf({ picture }: TextScreen): string[] {
  const text = Array.from(picture.pixels, (word) => (word === INK ? '#' : word === PAPER ? '.' : 'x')).join(
    '',
  );
  return Array.from({ length: picture.height }, (_, y) =>
    text.slice(y * picture.width, (y + 1) * picture.width),
  );
}

test('the ninth column is paper for letters and repeats the eighth for line drawing', () => {
  expect(drawn(twoCells())).toEqual(['#......#.#########', '.######.........##']);
});

test('without line graphics every ninth column is paper', () => {
  expect(drawn(twoCells({ repeatEighth: false }))).toEqual(['#......#.########.', '.######.........#.']);
});

test('cells of 8 pixels have no ninth column and cells of 16 double each pixel', () => {
  expect(drawn(twoCells({ cellWidth: 8 }))[0]).toBe('#......#########');
  expect(drawn(twoCells({ cellWidth: 16 }))[0]).toBe('##............##################');
});

test('attribute bit 3 chooses the second font and bit 7 a bright background', () => {
  const mode = twoCells();
  const second = new Uint8Array(FONT_BYTES);
  second[0x41 * 32] = 0xff;
  const palette = [...mode.palette];
  palette[0xa] = INK;
  palette[0x9] = PAPER;
  mode.memory.set([0x41, 0x9a, 0x20, 0x12]);
  expect(drawn({ ...mode, palette, fonts: [mode.fonts[0], second] })[0]).toBe('########..........');
});

test('the cursor fills its scan lines over the whole width of its cell in the ink of that cell', () => {
  const mode = twoCells({ cursor: { address: 1, first: 1, last: 7 } });
  expect(drawn(mode)).toEqual(['#......#.#########', '.######..#########']);
});

test('a cursor of one line shows, one that ends before it begins or lies elsewhere does not', () => {
  const plain = drawn(twoCells());
  expect(drawn(twoCells({ cursor: { address: 0, first: 0, last: 0 } }))[0]).toBe('##################');
  expect(drawn(twoCells({ cursor: { address: 0, first: 1, last: 0 } }))).toEqual(plain);
  expect(drawn(twoCells({ cursor: { address: 9, first: 0, last: 1 } }))).toEqual(plain);
});

test('drawing again tells whether anything changed, and a moved cursor leaves nothing behind', () => {
  const screen = new TextScreen();
  const cursor = { address: 0, first: 0, last: 1 };
  const mode = twoCells({ cursor });
  expect(screen.draw(mode)).toBe(true);
  expect(screen.draw(mode)).toBe(false);
  mode.memory[2] = 0x41;
  expect(screen.draw(mode)).toBe(true);
  expect(screen.draw({ ...mode, cursor: { ...cursor, address: 1 } })).toBe(true);
  expect(rowsOf(screen)).toEqual(['#......#.#########', '.######..#########']);
  expect(screen.draw({ ...mode, cursor: undefined })).toBe(true);
  expect(rowsOf(screen)).toEqual(['#......#.#......#.', '.######...######..']);
});

test('a new font, colour, start address or size draws everything again', () => {
  const screen = new TextScreen();
  const mode = twoCells();
  screen.draw(mode);
  mode.fonts[0][0x41 * 32] = 0xff;
  expect(screen.draw(mode)).toBe(true);
  expect(rowsOf(screen)[0]).toBe('########.#########');
  expect(screen.draw({ ...mode, start: 1 })).toBe(true);
  const palette = [...mode.palette];
  palette[2] = PAPER;
  expect(screen.draw({ ...mode, palette })).toBe(true);
  expect(rowsOf(screen)[0]).toBe('..................');
  screen.draw({ ...mode, columns: 1 });
  expect([screen.picture.width, screen.picture.height]).toEqual([9, 2]);
});
