/** The VGA BIOS's fonts, with the letters that 8-pixel consoles draw otherwise. */
import { CONSOLE_GLYPHS } from './console-glyphs.ts';
import { CP437 } from './cp437.ts';
import { GlyphFont, rowsOf, type Shape, tableOf } from './font.ts';
import { VGA_FONT_8X8, VGA_FONT_8X16 } from './vga-font.generated.ts';

const WIDTH = 8;
const fonts = new Map<number, GlyphFont>();

/** The font with glyphs of `height` pixels: 16 or 8. */
export function vgaFont(height: 8 | 16): GlyphFont {
  const known = fonts.get(height);
  if (known) return known;
  const size = { width: WIDTH, height };
  const bitmaps = new Uint8Array(Buffer.from(height === 16 ? VGA_FONT_8X16 : VGA_FONT_8X8, 'base64'));
  const shapes = [...CP437].map(
    (character, code): Shape => [
      character,
      rowsOf(bitmaps.subarray(code * height, (code + 1) * height), size),
    ],
  );
  const alternatives = CONSOLE_GLYPHS.map(
    ([character, rows]): Shape => [character, rowsOf(new Uint8Array(Buffer.from(rows, 'hex')), size)],
  );
  const font = new GlyphFont(
    `VGA 8x${height}`,
    size,
    tableOf(height === 16 ? [...shapes, ...alternatives] : shapes),
  );
  fonts.set(height, font);
  return font;
}
