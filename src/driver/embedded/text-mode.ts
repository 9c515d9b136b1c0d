/** Reads the VGA's registers as the description of a text screen, by the rules of QEMU's VGA. */
import { wordOf } from '../../frame/picture.ts';
import { FONT_BYTES, type TextMode } from './text-screen.ts';
import type { V86Vga } from './v86-internals.ts';

/** Clocking mode (sequencer 1): half the dot clock, and eight dots a character. */
const HALF_DOT_CLOCK = 0x08;
const EIGHT_DOTS = 0x01;
/** Attribute mode (attribute controller 10h): line graphics, and colours 4 to 5 bits from the colour select register. */
const LINE_GRAPHICS = 0x04;
const COLOUR_PAGE = 0x80;
/** Maximum scan line (CRTC 9): height of a character less one. */
const SCAN_LINES = 0x1f;
/** Cursor start (CRTC 0Ah). */
const CURSOR_OFF = 0x20;
const TEXT_COLOURS = 16;

/** Undefined before the BIOS has set a mode and loaded a font. */
export function readTextMode(vga: V86Vga): TextMode | undefined {
  const cellHeight = (vga.max_scan_line & SCAN_LINES) + 1;
  if (cellHeight === 1 || vga.max_cols === 0 || vga.max_rows === 0) return undefined;
  const doubled = (vga.clocking_mode & HALF_DOT_CLOCK) !== 0;
  return {
    columns: vga.max_cols,
    rows: vga.max_rows,
    cellWidth: doubled ? 16 : vga.clocking_mode & EIGHT_DOTS ? 8 : 9,
    cellHeight,
    memory: vga.vga_memory,
    start: vga.start_address,
    pitch: Math.max(vga.max_cols, vga.offset_register * 2),
    fonts: readFonts(vga),
    palette: readPalette(vga),
    repeatEighth: (vga.attribute_mode & LINE_GRAPHICS) !== 0,
    cursor: readCursor(vga),
  };
}

/** Character map select (sequencer 3): bits 4, 1, 0 without attribute bit 3, bits 5, 3, 2 with it. */
function readFonts({ plane2, character_map_select: select }: V86Vga): [Uint8Array, Uint8Array] {
  const font = (index: number) => plane2.subarray(index * FONT_BYTES, (index + 1) * FONT_BYTES);
  return [font(((select >> 4) & 1) | ((select << 1) & 6)), font(((select >> 5) & 1) | ((select >> 1) & 6))];
}

function readPalette(vga: V86Vga): number[] {
  const { dac_map, color_select, attribute_mode, vga256_palette } = vga;
  const pageBits = attribute_mode & COLOUR_PAGE ? 0x0f : 0x3f;
  const page = (color_select & (attribute_mode & COLOUR_PAGE ? 0x0f : 0x0c)) << 4;
  return Array.from({ length: TEXT_COLOURS }, (_, colour) => {
    const rgb = vga256_palette[page | ((dac_map[colour] as number) & pageBits)] as number;
    return wordOf((rgb >> 16) & 0xff, (rgb >> 8) & 0xff, rgb & 0xff);
  });
}

function readCursor({
  cursor_address,
  cursor_scanline_start,
  cursor_scanline_end,
}: V86Vga): TextMode['cursor'] {
  if (cursor_scanline_start & CURSOR_OFF) return undefined;
  const [first, last] = [cursor_scanline_start & SCAN_LINES, cursor_scanline_end & SCAN_LINES];
  return { address: cursor_address, first, last };
}
