/** The search that SDK guides show: move one pixel, compare, repeat. */
import type { Picture } from '../../src/frame/picture.ts';
import type { Point } from '../../src/frame/region.ts';

/** The first place at which every row is the same, by the fastest comparison that Node has. */
export function moveOnePixel(frame: Picture, needle: Picture): Point | undefined {
  const [screen, wanted] = [bytesOf(frame), bytesOf(needle)];
  const length = needle.width * 4;
  for (let y = 0; y <= frame.height - needle.height; y++) {
    for (let x = 0; x <= frame.width - needle.width; x++) {
      let row = 0;
      while (row < needle.height) {
        const at = ((y + row) * frame.width + x) * 4;
        if (screen.compare(wanted, row * length, (row + 1) * length, at, at + length) !== 0) break;
        row++;
      }
      if (row === needle.height) return { x, y };
    }
  }
  return undefined;
}

function bytesOf({ data }: Picture): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
