/** Changes of bytes that make parsers stumble. */
import type { Random } from '../../support/rfb/test-picture.ts';

/** Values at the edges of numbers' ranges. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff] as const;
const MOST_CHANGES = 4;
const LONGEST_PIECE = 64;

/** `bytes` with a few changes; a copy. */
export function damage(bytes: Uint8Array, random: Random): Uint8Array {
  let damaged: Uint8Array = Uint8Array.from(bytes);
  for (let changes = 1 + random(MOST_CHANGES); changes > 0 && damaged.length > 0; changes--)
    damaged = change(damaged, random);
  return damaged;
}

function change(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random(bytes.length);
  const length = 1 + random(Math.min(LONGEST_PIECE, bytes.length - at));
  const [before, piece, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + length),
    bytes.subarray(at + length),
  ];
  switch (random(8)) {
    case 0: // a bit
      bytes[at] = (bytes[at] as number) ^ (1 << random(8));
      return bytes;
    case 1: // a byte
      bytes[at] = random(256);
      return bytes;
    case 2: // a number of one, two or four bytes
      bytes.fill(EDGES[random(EDGES.length)] as number, at, Math.min(bytes.length, at + (1 << random(3))));
      return bytes;
    case 3: // a little more or less
      bytes[at] = (bytes[at] as number) + random(9) - 4;
      return bytes;
    case 4:
      return Buffer.concat([before, after]);
    case 5:
      return Buffer.concat([before, piece, piece, after]);
    case 6: {
      const noise = Uint8Array.from({ length }, () => random(256));
      return Buffer.concat([before, noise, after]);
    }
    default:
      return bytes.slice(0, at + 1);
  }
}
