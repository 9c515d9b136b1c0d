/** Servers that ask for gigabytes: each field is refused by its name, before memory is taken for it. */
import { deflateSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { ENCODINGS } from '../../../../src/driver/rfb/encodings/table.ts';
import { RGB_FORMAT } from '../../../../src/driver/rfb/pixel-format.ts';
import { CLIPBOARD, PSEUDO_ENCODING } from '../../../../src/driver/rfb/protocol.ts';
import { Deflater } from '../../../support/rfb/deflater.ts';
import { u16 } from '../../../support/rfb/encoder.ts';
import { play } from '../../../support/rfb/play.ts';

const DISPLAY = { width: 64, height: 64, format: RGB_FORMAT };
/** What a refused stream may cost: tables, a zlib stream's memory. */
const MOST_TAKEN = 8e6;

function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)];
}

/** An update of one rectangle. */
function update(width: number, height: number, encoding: number, bytes: Iterable<number> = []): number[] {
  return [0, 0, 0, 1, 0, 0, 0, 0, ...u16(width), ...u16(height), ...u32(encoding), ...bytes];
}

const GIGABYTE = 2 ** 30;
const bomb = Buffer.alloc(20_000_000);

/** Tight data behind its length, which has 7, 7 and 8 bits. */
function tightData(bytes: Uint8Array): number[] {
  const { length } = bytes;
  return [(length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14, ...bytes];
}

const HOSTILE: readonly [what: string, bytes: number[], message: string][] = [
  [
    'a desktop of 65535x65535',
    update(65535, 65535, PSEUDO_ENCODING.desktopSize),
    'RFB: DesktopSize width and height: expected at most 33554432 pixels in all, got 65535x65535',
  ],
  [
    'an extended desktop of 65535x65535',
    update(65535, 65535, PSEUDO_ENCODING.extendedDesktopSize, [0, 0, 0, 0]),
    'RFB: DesktopSize width and height: expected at most 33554432 pixels in all, got 65535x65535',
  ],
  [
    'a name of a gigabyte',
    update(0, 0, PSEUDO_ENCODING.desktopName, u32(GIGABYTE)),
    'RFB: DesktopName length: expected at most 4096 bytes, got 1073741824',
  ],
  [
    'a clipboard of a gigabyte',
    [3, 0, 0, 0, ...u32(GIGABYTE)],
    'RFB: ServerCutText length: expected at most 1048576 bytes, got 1073741824',
  ],
  [
    'an extended clipboard of a gigabyte',
    [3, 0, 0, 0, ...u32(-GIGABYTE)],
    'RFB: extended clipboard length: expected at most 1048576 bytes, got 1073741824',
  ],
  [
    'a clipboard that unpacks to 20 MB',
    (() => {
      const body = [...u32(CLIPBOARD.provide | CLIPBOARD.text), ...deflateSync(bomb)];
      return [3, 0, 0, 0, ...u32(-body.length), ...body];
    })(),
    'RFB: extended clipboard data: expected at most 1048580 bytes unpacked, got more',
  ],
  [
    'a pointer of 65535x65535',
    update(65535, 65535, PSEUDO_ENCODING.cursor),
    'RFB: Cursor width: expected at most 512 pixels, got 65535',
  ],
  [
    'a Tight rectangle that unpacks to 20 MB',
    update(64, 64, ENCODINGS.Tight, [0, ...tightData(new Deflater().write(bomb))]),
    'RFB: Tight zlib stream 0: expected no more than the rectangle needs',
  ],
  [
    'a ZRLE rectangle that unpacks to 20 MB',
    (() => {
      const data = new Deflater().write(Buffer.concat([Buffer.from([1, 1, 2, 3]), bomb]));
      return update(64, 64, ENCODINGS.ZRLE, [...u32(data.length), ...data]);
    })(),
    'RFB: ZRLE zlib data: expected no more than the rectangle needs',
  ],
  [
    'a ZRLE rectangle of gigabytes',
    update(64, 64, ENCODINGS.ZRLE, u32(0xffff_ffff)),
    'RFB: ZRLE length: expected at most 41986 for 64x64 pixels, got 4294967295',
  ],
];

for (const [what, bytes, message] of HOSTILE) {
  test(`${what} is refused`, () => {
    const stream = Uint8Array.from(bytes);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => play(DISPLAY, stream)).toThrow(message);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MOST_TAKEN);
  });
}
