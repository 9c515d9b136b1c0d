import { expect, test } from '@playwright/test';
import { keyCalls } from '../../../../src/driver/parallels/key-calls.ts';
import { PHYSICAL_KEYS, scancodes } from '../../../../src/input/keys.ts';

const calls = (bytes: readonly number[]) => keyCalls(bytes).map(({ code, event }) => [code, event]);

test('a break code is the make code, released; a prefix goes with what follows it', () => {
  expect(calls([0x1e, 0x9e])).toEqual([
    [0x1e, 0],
    [0x1e, 0x80],
  ]);
  expect(calls([0xe0, 0x48, 0xe0, 0xc8])).toEqual([
    [0xe0, 0],
    [0x48, 0],
    [0xe0, 0x80],
    [0x48, 0x80],
  ]);
});

test('the codes of PrintScreen and Pause are those of the SDK', () => {
  expect(calls(scancodes('PrintScreen', true))).toEqual([
    [224, 0],
    [42, 0],
    [224, 0],
    [55, 0],
  ]);
  expect(calls(scancodes('Pause', true))).toEqual([225, 29, 69, 225, 157, 197].map((code) => [code, 0]));
  expect(calls(scancodes('Pause', false))).toEqual([]);
});

test('no call has a code with the break bit but those of Pause and the prefix', () => {
  for (const key of PHYSICAL_KEYS) {
    if (key === 'Pause') continue;
    const codes = keyCalls([...scancodes(key, true), ...scancodes(key, false)]).map(({ code }) => code);
    expect(codes.filter((code) => code > 0x7f && code !== 0xe0)).toEqual([]);
  }
});

test('an incomplete sequence is refused with its bytes', () => {
  expect(() => keyCalls([0x1e, 0xe0])).toThrow("scan codes: 'e0' (hexadecimal) is not a complete sequence");
  expect(() => keyCalls([0xe1, 0x1d])).toThrow("'e1 1d'");
});
