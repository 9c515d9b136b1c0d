/** The colours of modes with 15 and 16 bits a pixel, widened to 8 bits a channel as QEMU does. */
import { wordOf } from '../../frame/picture.ts';

/** Bits of green; red and blue always have five. */
export type GreenBits = 5 | 6;

const VALUES = 0x10000;
const tables = new Map<GreenBits, Uint32Array>();

/** The pixel word of every 16-bit value. */
export function highColourTable(green: GreenBits): Uint32Array {
  const known = tables.get(green);
  if (known) return known;
  const table = new Uint32Array(VALUES);
  for (let value = 0; value < VALUES; value++) {
    const red = (value >> (5 + green)) & 0x1f;
    const blue = value & 0x1f;
    table[value] = wordOf(widen(red, 5), widen((value >> 5) & (2 ** green - 1), green), widen(blue, 5));
  }
  tables.set(green, table);
  return table;
}

/** Repeats the highest bits below the lowest, so that all ones become 255. */
function widen(value: number, bits: number): number {
  return (value << (8 - bits)) | (value >> (2 * bits - 8));
}
