/** Graphics screens: rows, scaling, clipping, high colour. */
import { expect, test } from '@playwright/test';
import { GraphicsScreen } from '../../../../src/driver/embedded/graphics-screen.ts';
import { highColourTable } from '../../../../src/driver/embedded/high-colour.ts';
import type { V86Layer } from '../../../../src/driver/embedded/v86-internals.ts';

/** A layer of `width` x `height` words that count up from 1. */
function layer(width: number, height: number, place: Partial<V86Layer> = {}): V86Layer {
  const words = Uint32Array.from({ length: width * height }, (_, i) => i + 1);
  return {
    image_data: { data: new Uint8ClampedArray(words.buffer), width, height },
    screen_x: 0,
    screen_y: 0,
    buffer_x: 0,
    buffer_y: 0,
    buffer_width: width,
    buffer_height: height,
    ...place,
  };
}

function rowsOf({ picture }: GraphicsScreen): number[][] {
  const values = Array.from(picture.pixels, (word) => word & 0xffffff);
  return Array.from({ length: picture.height }, (_, y) =>
    values.slice(y * picture.width, (y + 1) * picture.width),
  );
}

test('rows are copied with opaque alpha', () => {
  const screen = new GraphicsScreen();
  screen.resize({ width: 2, height: 2 });
  screen.copy([layer(2, 2)]);
  expect(rowsOf(screen)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(screen.picture.data[3]).toBe(255);
});

test('old modes repeat pixels and lines', () => {
  const screen = new GraphicsScreen();
  screen.resize({ width: 2, height: 2 }, { x: 2, y: 2 });
  screen.copy([layer(2, 2)]);
  expect(rowsOf(screen)).toEqual([
    [1, 1, 2, 2],
    [1, 1, 2, 2],
    [3, 3, 4, 4],
    [3, 3, 4, 4],
  ]);
});

test('layers that reach beyond the screen are cut, and wrapped layers fill the rest', () => {
  const screen = new GraphicsScreen();
  screen.resize({ width: 3, height: 2 });
  screen.copy([layer(3, 2, { screen_x: -2 }), layer(3, 2, { screen_x: 1, screen_y: 1, buffer_height: 9 })]);
  expect(rowsOf(screen)).toEqual([
    [3, 0, 0],
    [6, 1, 2],
  ]);
});

test('a blank screen is opaque black', () => {
  const screen = new GraphicsScreen();
  screen.resize({ width: 2, height: 1 });
  screen.copy([layer(2, 1)]);
  screen.blank();
  expect([...screen.picture.data]).toEqual([0, 0, 0, 255, 0, 0, 0, 255]);
});

test('16-bit colours reach from black to white, 15-bit colours keep their low bits zero', () => {
  const bytes = (bits: 15 | 16, value: number) => [
    ...new Uint8Array(highColourTable(bits).slice(value, value + 1).buffer),
  ];
  expect(bytes(16, 0x0000)).toEqual([0, 0, 0, 255]);
  expect(bytes(16, 0xffff)).toEqual([255, 255, 255, 255]);
  expect(bytes(16, 0x8410)).toEqual([0x84, 0x82, 0x84, 255]);
  expect(bytes(15, 0x7fff)).toEqual([0xf8, 0xf8, 0xf8, 255]);
  expect(bytes(15, 0x7c00)).toEqual([0xf8, 0, 0, 255]);
});
