/** Draws short captions such as '-12.3 s' into pictures: no fonts are needed, so it looks the same everywhere. */
import type { Picture } from '../frame/picture.ts';

/** One glyph is 3x5 pixels; one row a word of three letters, '#' is ink. */
const GLYPHS: Readonly<Record<string, string>> = {
  '0': '### #.# #.# #.# ###',
  '1': '.#. ##. .#. .#. ###',
  '2': '### ..# ### #.. ###',
  '3': '### ..# ### ..# ###',
  '4': '#.# #.# ### ..# ..#',
  '5': '### #.. ### ..# ###',
  '6': '### #.. ### #.# ###',
  '7': '### ..# ..# ..# ..#',
  '8': '### #.# ### #.# ###',
  '9': '### #.# ### ..# ###',
  '-': '... ... ### ... ...',
  '.': '... ... ... ... .#.',
  s: '... .## .#. ..# .##',
  x: '... ... #.# .#. #.#',
};
const GLYPH_WIDTH = 3;
const GLYPH_HEIGHT = 5;
/** Pixels a glyph's pixel takes on each side. */
const SCALE = 2;
const ADVANCE = (GLYPH_WIDTH + 1) * SCALE;
const INK = 0xffd0d0d0;

/** Height in pixels of a drawn caption. */
export const CAPTION_HEIGHT = GLYPH_HEIGHT * SCALE;

/** Draws `text` with its top left corner at `left`, `top`; what does not fit is cut off, unknown characters are blanks. */
export function drawCaption(picture: Picture, text: string, left: number, top: number): void {
  for (const [index, character] of [...text].entries()) {
    const rows = GLYPHS[character]?.split(' ') ?? [];
    for (const [y, row] of rows.entries()) {
      for (const [x, mark] of [...row].entries()) {
        if (mark === '#') fillBlock(picture, left + index * ADVANCE + x * SCALE, top + y * SCALE);
      }
    }
  }
}

function fillBlock({ width, height, pixels }: Picture, left: number, top: number): void {
  for (let y = top; y < Math.min(top + SCALE, height); y++) {
    for (let x = left; x < Math.min(left + SCALE, width); x++) pixels[y * width + x] = INK;
  }
}
