/** What a server must not send, by encoding: each is refused by the name of its field. */
import { expect, test } from '@playwright/test';
import { ENCODINGS } from '../../../../src/driver/rfb/encodings/table.ts';
import { Deflater } from '../../../support/rfb/deflater.ts';
import { Canvas } from './support.ts';

const WHOLE = { x: 0, y: 0, width: 8, height: 4 };
const PIXEL = [1, 2, 3, 0];

/** A ZRLE rectangle of those inflated bytes. */
function zrle(...bytes: number[]): number[] {
  const data = new Deflater().write(Uint8Array.from(bytes));
  return [0, 0, data.length >> 8, data.length & 255, ...data];
}

function tight(head: number[], bytes: Uint8Array): number[] {
  const data = new Deflater().write(bytes);
  return [...head, (data.length & 127) | 128, data.length >> 7, ...data];
}

const REFUSED: readonly [name: keyof typeof ENCODINGS, what: string, bytes: number[], message: string][] = [
  [
    'RRE',
    'more subrectangles than pixels',
    [0, 0, 0, 33, ...PIXEL],
    'RRE number-of-subrectangles: expected at most 32, got 33',
  ],
  [
    'RRE',
    'a subrectangle outside',
    [0, 0, 0, 1, ...PIXEL, ...PIXEL, 0, 7, 0, 0, 0, 2, 0, 1],
    'RRE subrectangle: expected it within 8x4, got 2x1 at 7,0',
  ],
  ['Hextile', 'an unknown mask', [32], 'Hextile subencoding-mask: expected at most 31, got 32'],
  [
    'Hextile',
    'no background',
    [0],
    'Hextile background: expected one in the first tile that is not raw, got none',
  ],
  [
    'Hextile',
    'no foreground',
    [2 | 8, ...PIXEL, 1, 0, 0],
    'Hextile foreground: expected one before its first use, got none',
  ],
  [
    'Hextile',
    'a subrectangle outside',
    [2 | 4 | 8, ...PIXEL, ...PIXEL, 1, 0x70, 0x10],
    'Hextile subrectangle: expected it within 8x4, got one up to 9,1',
  ],
  [
    'ZRLE',
    'a length of gigabytes',
    [0xff, 0xff, 0xff, 0xff],
    'ZRLE length: expected at most 1346 for 8x4 pixels, got 4294967295',
  ],
  [
    'ZRLE',
    'an unused subencoding',
    zrle(17),
    'ZRLE subencoding: expected 0 to 16, 128, or 130 to 255, got 17',
  ],
  [
    'ZRLE',
    'a palette of one colour for runs',
    zrle(129),
    'ZRLE subencoding: expected 0 to 16, 128, or 130 to 255, got 129',
  ],
  ['ZRLE', 'too few raw pixels', zrle(0, 1, 2, 3), 'ZRLE zlib data: expected 96 bytes, got 3'],
  [
    'ZRLE',
    'too few runs',
    zrle(128, 1, 2, 3, 5),
    'ZRLE zlib data: expected the runs of a whole tile, got fewer',
  ],
  [
    'ZRLE',
    'too long a run',
    zrle(128, 1, 2, 3, 32),
    'ZRLE run-length: expected at most the 32 pixels that are left of the tile, got 33',
  ],
  [
    'ZRLE',
    'a colour beyond the palette',
    zrle(3, 1, 1, 1, 2, 2, 2, 3, 3, 3, ...Array(8).fill(0xff)),
    'ZRLE palette index: expected at most 2, got 3',
  ],
  [
    'ZRLE',
    'a run beyond the palette',
    zrle(130, 1, 1, 1, 2, 2, 2, 2),
    'ZRLE palette index: expected at most 1, got 2',
  ],
  [
    'ZRLE',
    'more than its tiles',
    zrle(1, 1, 2, 3, 9),
    'ZRLE zlib data: expected no more than the rectangle needs, got at least 1 bytes more',
  ],
  [
    'Tight',
    'JPEG',
    [0x90, 1, 0],
    'Tight compression-control: expected fill or basic compression, got JPEG, which was never asked for',
  ],
  [
    'Tight',
    'PNG',
    [0xa0, 1, 0],
    'Tight compression-control: expected fill or basic compression, got PNG, which was never asked for',
  ],
  [
    'Tight',
    'an unknown kind',
    [0xf0],
    'Tight compression-control: expected fill or basic compression, got kind 15, which was never asked for',
  ],
  ['Tight', 'an unknown filter', [0x40, 3], 'Tight filter-id: expected 0 to 2, got 3'],
  [
    'Tight',
    'too few pixels',
    tight([0], new Uint8Array(95)),
    'Tight zlib stream 0: expected 96 bytes, got 95',
  ],
  [
    'Tight',
    'too many pixels',
    tight([0x10], new Uint8Array(97)),
    'Tight zlib stream 1: expected no more than the rectangle needs, got at least 1 bytes more',
  ],
  [
    'Tight',
    'a zlib bomb',
    tight([0x20], new Uint8Array(5_000_000)),
    'Tight zlib stream 2: expected no more than the rectangle needs',
  ],
  [
    'Tight',
    'a colour beyond the palette',
    tight([0x40, 1, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3], new Uint8Array(32).fill(3)),
    'Tight palette index: expected at most 2, got 3',
  ],
];

for (const [name, what, bytes, message] of REFUSED) {
  test(`${name}: ${what} is refused`, () => {
    const canvas = new Canvas({ width: 8, height: 4 });
    expect(() => canvas.draw(ENCODINGS[name], WHOLE, bytes)).toThrow(`RFB: ${message}`);
  });
}
