/** The colours of modes with 15 and 16 bits a pixel, widened to 8 bits a channel as QEMU's VGA does. */
import { wordOf } from '../../frame/picture.ts';

const VALUES = 0x10000;
const tables = new Map<15 | 16, Uint32Array>();

/** The pixel word of every 16-bit value. */
export function highColourTable(bitsPerPixel: 15 | 16): Uint32Array {
  const known = tables.get(bitsPerPixel);
  if (known) return known;
  const colour = bitsPerPixel === 15 ? fifteen : sixteen;
  const table = Uint32Array.from({ length: VALUES }, (_, value) => colour(value));
  tables.set(bitsPerPixel, table);
  return table;
}

/** Five bits each; QEMU leaves the low bits zero. */
function fifteen(value: number): number {
  return wordOf((value >> 7) & 0xf8, (value >> 2) & 0xf8, (value << 3) & 0xf8);
}

/** Five, six and five bits; QEMU repeats the highest bits below the lowest, so that all ones become 255. */
function sixteen(value: number): number {
  const [red, green, blue] = [value >> 11, (value >> 5) & 0x3f, value & 0x1f];
  return wordOf((red << 3) | (red >> 2), (green << 2) | (green >> 4), (blue << 3) | (blue >> 2));
}
