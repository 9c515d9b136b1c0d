/** Pointer events as messages: masks of eight and of nine buttons, positions and movements. */
import { expect, test } from '@playwright/test';
import type { PointerEvent } from '../../../../src/driver/driver.ts';
import { RfbPointer } from '../../../../src/driver/rfb/pointer.ts';

const ABSOLUTE = { absolute: true, extendedButtons: false, size: { width: 300, height: 200 } };

function bytes(events: readonly PointerEvent[], mode = ABSOLUTE): number[][] {
  const pointer = new RfbPointer();
  return events.flatMap((event) => pointer.messages(event, mode)).map((message) => [...message]);
}

test('buttons add up, and every message has the position', () => {
  const sent = bytes([
    { type: 'move', x: 258, y: 3 },
    { type: 'button', button: 'left', down: true },
    { type: 'button', button: 'back', down: true },
    { type: 'button', button: 'left', down: false },
  ]);
  expect(sent).toEqual([
    [5, 0, 1, 2, 0, 3],
    [5, 1, 1, 2, 0, 3],
    [5, 0x81, 1, 2, 0, 3],
    [5, 0x80, 1, 2, 0, 3],
  ]);
});

test('the ninth button goes where the server announced it, and back looks different there', () => {
  const nine = { ...ABSOLUTE, extendedButtons: true };
  const sent = bytes(
    [
      { type: 'button', button: 'left', down: true },
      { type: 'button', button: 'forward', down: true },
      { type: 'button', button: 'back', down: true },
    ],
    nine,
  );
  expect(sent).toEqual([
    [5, 1, 0, 0, 0, 0],
    [5, 0x81, 0, 0, 0, 0, 2],
    [5, 0x81, 0, 0, 0, 0, 3],
  ]);
  expect(() => bytes([{ type: 'button', button: 'forward', down: true }])).toThrow(
    "has no button 9 ('forward')",
  );
});

test('the wheel is presses of four more buttons', () => {
  const masks = (dx: number, dy: number) => bytes([{ type: 'wheel', dx, dy }]).map(([, mask]) => mask);
  expect([masks(0, 2), masks(0, -1), masks(1, 0), masks(-1, 0)]).toEqual([
    [16, 0, 16, 0],
    [8, 0],
    [64, 0],
    [32, 0],
  ]);
});

test('a movement on a server of positions ends at the edge', () => {
  expect(bytes([{ type: 'moveBy', dx: 1000, dy: -5 }])).toEqual([[5, 0, 1, 43, 0, 0]]);
});

test('a far movement is made of steps that a mouse can report', () => {
  const sent = bytes([{ type: 'moveBy', dx: 300, dy: 1 }], { ...ABSOLUTE, absolute: false });
  const steps = sent.map((message) => Buffer.from(message).readUInt16BE(2) - 0x7fff);
  expect(steps).toEqual([100, 100, 100]);
});
