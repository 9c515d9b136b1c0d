import { expect, test } from '@playwright/test';
import { isPhysicalKey } from '../../../src/input/keys.ts';
import { XKB_LAYOUTS } from '../../../src/input/layouts/xkb.generated.ts';
import { type LayoutName, layout, layoutNames } from '../../../src/input/layouts.ts';

test('the promised layouts are there', () => {
  expect(layoutNames()).toEqual(expect.arrayContaining(['us', 'uk', 'de', 'fr', 'es', 'it', 'se', 'dvorak']));
});

test('gb is another word for uk, and a layout is built once', () => {
  expect(layout('gb').name).toBe('uk');
  expect(layout('gb')).toBe(layout('uk'));
});

test('an unknown layout is an error that suggests the nearest', () => {
  expect(() => layout('dvorac' as LayoutName)).toThrow(
    "unknown keyboard layout 'dvorac' (did you mean 'dvorak'?)",
  );
  expect(() => layout('toString' as LayoutName)).toThrow("unknown keyboard layout 'toString'");
});

test('the generated data name only keys of the table', () => {
  const names = Object.values(XKB_LAYOUTS).flatMap(({ keys }) => Object.keys(keys));
  expect(names.filter((name) => !isPhysicalKey(name))).toEqual([]);
});

test('strokeOf tells what a key types', () => {
  const de = layout('de');
  expect(de.strokeOf('KeyQ', { shift: false, altGraph: true })?.types).toBe('@');
  expect(de.strokeOf('KeyQ', { shift: true, altGraph: false })?.types).toBe('Q');
  expect(layout('us').strokeOf('KeyQ', { shift: false, altGraph: true })).toBeUndefined();
});
