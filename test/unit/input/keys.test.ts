import { expect, test } from '@playwright/test';
import {
  hidUsage,
  isPhysicalKey,
  PHYSICAL_KEYS,
  type PhysicalKey,
  parseScancodes,
  qcode,
  scancodes,
} from '../../../src/input/keys.ts';
import { QEMU_QCODES } from './qemu-qcodes.ts';

test('every key comes back from its own scan codes', () => {
  for (const key of PHYSICAL_KEYS) {
    const { events, unknown } = parseScancodes([...scancodes(key, true), ...scancodes(key, false)]);
    expect({ events, unknown }).toEqual({
      events: [
        { key, down: true },
        { key, down: false },
      ],
      unknown: [],
    });
  }
});

test('no two keys share a scan code, a HID usage or a qcode', () => {
  const distinct = (values: readonly unknown[]) => expect(new Set(values).size).toBe(values.length);
  distinct(PHYSICAL_KEYS.map((key) => scancodes(key, true).join(' ')));
  distinct(PHYSICAL_KEYS.map(hidUsage).filter((usage) => usage !== undefined));
  distinct(PHYSICAL_KEYS.map(qcode).filter((code) => code !== undefined));
});

test('every qcode is one of QEMU 7.2, and only keys that it lacks have none', () => {
  const codes = PHYSICAL_KEYS.map(qcode).filter((code) => code !== undefined);
  expect(codes.filter((code) => !QEMU_QCODES.includes(code))).toEqual([]);
  const without = PHYSICAL_KEYS.filter((key) => qcode(key) === undefined);
  const f13to24 = Array.from({ length: 12 }, (_, index) => `F${index + 13}` as PhysicalKey);
  expect(new Set(without)).toEqual(new Set([...f13to24, 'Lang1', 'Lang2', 'Lang3', 'BrowserSearch']));
});

test('scan codes are those of set 1', () => {
  const bytes = (key: PhysicalKey) => [scancodes(key, true), scancodes(key, false)];
  expect(bytes('KeyA')).toEqual([[0x1e], [0x9e]]);
  expect(bytes('NumpadEnter')).toEqual([
    [0xe0, 0x1c],
    [0xe0, 0x9c],
  ]);
  expect(bytes('PrintScreen')).toEqual([
    [0xe0, 0x2a, 0xe0, 0x37],
    [0xe0, 0xb7, 0xe0, 0xaa],
  ]);
  expect(bytes('Pause')).toEqual([[0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5], []]);
});

test('what keyboards send for PrintScreen and Pause with modifiers held is understood', () => {
  const keys = (bytes: number[]) => parseScancodes(bytes).events.map(({ key, down }) => `${key} ${down}`);
  expect(keys([0x54, 0xd4])).toEqual(['PrintScreen true', 'PrintScreen false']); // with Alt
  expect(keys([0xe0, 0x37, 0xe0, 0xb7])).toEqual(['PrintScreen true', 'PrintScreen false']); // with Shift
  expect(keys([0xe0, 0x46, 0xe0, 0xc6])).toEqual(['Pause true', 'Pause false']); // with Control
});

test('bytes that no key sends are reported', () => {
  expect(parseScancodes([0x1e, 0x60, 0xe0, 0x7f, 0x9e, 0xe0])).toEqual({
    events: [
      { key: 'KeyA', down: true },
      { key: 'KeyA', down: false },
    ],
    unknown: [0x60, 0xe0, 0x7f, 0xe0],
  });
});

test('only names of the table are keys', () => {
  expect(['KeyA', 'keya', 'toString', ''].filter(isPhysicalKey)).toEqual(['KeyA']);
});
