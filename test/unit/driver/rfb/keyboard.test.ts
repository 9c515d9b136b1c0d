/** What a key is called on the wire, with and without scan codes, under Shift, Caps Lock and Num Lock. */
import { expect, test } from '@playwright/test';
import { RfbKeyboard } from '../../../../src/driver/rfb/keyboard.ts';
import { PHYSICAL_KEYS, type PhysicalKey } from '../../../../src/input/keys.ts';
import { layout } from '../../../../src/input/layouts.ts';

const OFF = { capsLock: false, numLock: false, scrollLock: false };
const press = (keyboard: RfbKeyboard, key: PhysicalKey, extended = true, keysym?: number) =>
  Buffer.from(keyboard.message({ key, down: true, ...(keysym !== undefined && { keysym }) }, extended));
const release = (keyboard: RfbKeyboard, key: PhysicalKey) =>
  Buffer.from(keyboard.message({ key, down: false }, false));
/** Of a plain message. */
const plain = (message: Buffer) => message.readUInt32BE(4);
const fresh = (name: 'us' | 'de' = 'us') => new RfbKeyboard(layout(name));

test('under Shift a key is what it types with Shift, on the layout of the server', () => {
  for (const [name, keysym] of [
    ['us', 0x40],
    ['de', 0x22],
  ] as const) {
    const keyboard = fresh(name);
    press(keyboard, 'ShiftRight', false);
    expect(plain(press(keyboard, 'Digit2', false))).toBe(keysym);
  }
});

test('AltGr chooses the third character', () => {
  const keyboard = fresh('de');
  press(keyboard, 'AltRight', false, 0xfe03);
  expect(plain(press(keyboard, 'KeyQ', false))).toBe(0x40);
});

test('a key is released as it was pressed', () => {
  const keyboard = fresh();
  press(keyboard, 'ShiftLeft', false);
  press(keyboard, 'KeyA', false);
  release(keyboard, 'ShiftLeft');
  expect(plain(release(keyboard, 'KeyA'))).toBe(0x41);
  expect(plain(release(keyboard, 'KeyA'))).toBe(0x61);
});

test("scan codes are QEMU's numbers: set 1 with the prefix as a bit", () => {
  const keyboard = fresh();
  const code = (key: PhysicalKey) => press(keyboard, key).readUInt32BE(8);
  expect([code('KeyA'), code('ControlRight'), code('PrintScreen'), code('Pause'), code('NumLock')]).toEqual([
    ...[0x1e, 0x9d, 0x54, 0xc6, 0x45],
  ]);
  const codes = PHYSICAL_KEYS.map(code);
  expect(codes.filter((number) => number < 1 || number > 0xff)).toEqual([]);
  expect(new Set(codes).size).toBe(codes.length);
});

test("a letter's keysym fits Caps Lock, lest QEMU presses Caps Lock itself", () => {
  const keyboard = fresh();
  const keysym = () => press(keyboard, 'KeyA').readUInt32BE(4);
  expect(keysym()).toBe(0x61);
  release(keyboard, 'KeyA');
  keyboard.setLeds({ ...OFF, capsLock: true });
  expect(keysym()).toBe(0x41);
  release(keyboard, 'KeyA');
  press(keyboard, 'CapsLock'); // off again, before the guest tells
  expect(keysym()).toBe(0x61);
});

test("a keypad's keysym fits Num Lock", () => {
  const keyboard = fresh();
  const keysym = () => press(keyboard, 'Numpad7').readUInt32BE(4);
  expect(keysym()).toBe(0xff95);
  release(keyboard, 'Numpad7');
  keyboard.setLeds({ ...OFF, numLock: true });
  expect(keysym()).toBe(0xffb7);
});
