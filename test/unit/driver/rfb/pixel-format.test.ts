/** Pixel formats: from and to bytes, exact scaling, what is refused. */
import { expect, test } from '@playwright/test';
import { ByteQueue } from '../../../../src/driver/rfb/byte-queue.ts';
import { ENCODINGS } from '../../../../src/driver/rfb/encodings/table.ts';
import {
  type PixelFormat,
  RGB_FORMAT,
  readPixelFormat,
  writePixelFormat,
} from '../../../../src/driver/rfb/pixel-format.ts';
import { createPixelReaders } from '../../../../src/driver/rfb/pixel-reader.ts';
import { FORMATS } from '../../../support/rfb/test-picture.ts';
import { Canvas } from './support.ts';

const MAPPED: PixelFormat = { ...RGB_FORMAT, bitsPerPixel: 8, depth: 8, trueColour: false };

test('what we ask for is written as RFC 6143 section 7.4 lays it out', () => {
  expect([...writePixelFormat(RGB_FORMAT)]).toEqual([
    32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0,
  ]);
});

for (const [name, format] of Object.entries(FORMATS)) {
  test(`${name} is read as it is written`, () => {
    const queue = new ByteQueue();
    queue.push(writePixelFormat(format));
    expect(readPixelFormat(queue)).toEqual(format);
    expect(queue.length).toBe(0);
  });
}

test('channels are scaled to the nearest of 0 to 255', () => {
  const { plain } = createPixelReaders(FORMATS['565 in 16'] as PixelFormat);
  const reds = Array.from({ length: 32 }, (_, red) => plain.at(Uint8Array.of(0, red << 3), 0) & 255);
  expect(reds.slice(0, 4)).toEqual([0, 8, 16, 25]);
  expect(reds.at(-1)).toBe(255);
  const greens = Array.from(
    { length: 64 },
    (_, green) => (plain.at(Uint8Array.of((green & 7) << 5, green >> 3), 0) >> 8) & 255,
  );
  expect(greens).toEqual(Array.from({ length: 64 }, (_, green) => Math.round((green * 255) / 63)));
});

test('a colour map gives colours from then on', () => {
  const canvas = new Canvas({ width: 3, height: 1 }, MAPPED);
  canvas.draw(ENCODINGS.Raw, { x: 0, y: 0, width: 1, height: 1 }, [7]);
  canvas.pixels.setColours(6, Uint16Array.of(0, 0, 65535, 65535, 32768, 128));
  canvas.draw(ENCODINGS.Raw, { x: 1, y: 0, width: 2, height: 1 }, [6, 7]);
  expect(canvas.rows()).toEqual(['#000000 #0000ff #ff8000']);
});

test('a colour map has 256 entries', () => {
  const { setColours } = createPixelReaders(MAPPED);
  setColours(255, Uint16Array.of(1, 2, 3));
  expect(() => setColours(255, new Uint16Array(6))).toThrow(
    'RFB: number-of-colours: expected entries up to 255, got 2 from 255',
  );
});

for (const [change, message] of [
  [{ bitsPerPixel: 24 }, 'bits-per-pixel: expected 8, 16 or 32, got 24'],
  [{ bitsPerPixel: 16, trueColour: false }, 'bits-per-pixel: expected 8 for a colour map, got 16'],
  [{ redMax: 0 }, 'red-max: expected a power of 2 minus 1, from 1, got 0'],
  [{ greenMax: 254 }, 'green-max: expected a power of 2 minus 1, from 1, got 254'],
  [{ blueShift: 25 }, "blue-shift: expected the channel's 8 bits within 32, got a shift of 25"],
] as const) {
  test(`a pixel format is refused: ${message}`, () => {
    const queue = new ByteQueue();
    queue.push(writePixelFormat({ ...RGB_FORMAT, ...change }));
    expect(() => readPixelFormat(queue)).toThrow(`RFB: ${message}`);
  });
}
