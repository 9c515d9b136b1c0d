/** Raw and CopyRect from literal bytes. */
import { expect, test } from '@playwright/test';
import { ENCODINGS } from '../../../../src/driver/rfb/encodings/table.ts';
import { Canvas } from './support.ts';

const RED = [255, 0, 0, 0];
const BLUE = [0, 0, 255, 9]; // the fourth byte means nothing
const NAMES = { '#ff0000': 'r', '#0000ff': 'b', '#000000': '.' };

test('Raw pixels land in their rectangle, opaque', () => {
  const canvas = new Canvas({ width: 4, height: 3 });
  canvas.framebuffer.takeDamage();
  const left = canvas.draw(ENCODINGS.Raw, { x: 1, y: 1, width: 2, height: 2 }, [RED, BLUE, BLUE, RED].flat());
  expect(canvas.rows(NAMES)).toEqual(['....', '.rb.', '.br.']);
  expect(canvas.framebuffer.data.filter((_, i) => i % 4 === 3)).toEqual(new Uint8Array(12).fill(255));
  expect(left).toBe(0);
  expect(canvas.framebuffer.takeDamage()).toEqual([{ x: 1, y: 1, width: 2, height: 2 }]);
  expect(canvas.framebuffer.takeDamage()).toEqual([]);
});

test('a rectangle of no pixels takes no bytes', () => {
  const canvas = new Canvas({ width: 4, height: 3 });
  canvas.framebuffer.takeDamage();
  canvas.draw(ENCODINGS.Raw, { x: 4, y: 3, width: 0, height: 0 }, []);
  expect(canvas.framebuffer.damaged).toBe(false);
});

test('CopyRect copies pixels that overlap their target, in every direction', () => {
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
    [1, 1],
    [-1, -1],
  ] as const) {
    const canvas = new Canvas({ width: 5, height: 5 });
    const { pixels } = canvas.framebuffer;
    for (let i = 0; i < 25; i++) pixels[i] = i;
    const before = pixels.slice();
    canvas.draw(ENCODINGS.CopyRect, { x: 1 + dx, y: 1 + dy, width: 3, height: 3 }, [0, 1, 0, 1]);
    for (let y = 1; y < 4; y++)
      for (let x = 1; x < 4; x++) expect(pixels[(y + dy) * 5 + x + dx]).toBe(before[y * 5 + x]);
  }
});

test('a rectangle that leaves the framebuffer is refused by name', () => {
  const canvas = new Canvas({ width: 4, height: 3 });
  expect(() => canvas.draw(ENCODINGS.Raw, { x: 3, y: 0, width: 2, height: 1 }, [])).toThrow(
    'RFB: Raw rectangle: expected it within the framebuffer of 4x3, got 2x1 at 3,0',
  );
  expect(() => canvas.draw(ENCODINGS.CopyRect, { x: 0, y: 0, width: 2, height: 2 }, [0, 3, 0, 0])).toThrow(
    'RFB: CopyRect src-x-position and src-y-position: expected it within the framebuffer of 4x3, got 2x2 at 3,0',
  );
});

test('an encoding that nobody asked for is refused by its number', () => {
  const canvas = new Canvas({ width: 4, height: 3 });
  expect(() => canvas.draw(-260, { x: 0, y: 0, width: 1, height: 1 }, [])).toThrow(
    'RFB: encoding-type: expected one that was asked for, got -260',
  );
});
