import { expect, test } from '@playwright/test';
import { compose, DEAD_KEYS, deadKey } from '../../../src/input/dead-keys.ts';
import { baseKeysym } from '../../../src/input/keys.ts';
import { keysymOf } from '../../../src/input/keysyms.ts';

test('Latin-1 characters are their own keysyms, others lie 0x1000000 higher', () => {
  expect(['a', '~', '\u00a0', 'ÿ'].map(keysymOf)).toEqual([0x61, 0x7e, 0xa0, 0xff]);
  expect(['Ā', '😀'].map(keysymOf)).toEqual([0x1000100, 0x101f600]);
});

test('characters that keyboards had before Unicode keep their keysyms', () => {
  expect(['€', 'ł', 'Ω', '™'].map(keysymOf)).toEqual([0x20ac, 0x1b3, 0x7d9, 0xac9]);
});

test('characters that are keys have the keysyms of those keys', () => {
  expect(keysymOf('\n')).toBe(baseKeysym('Enter'));
  expect(keysymOf('\t')).toBe(baseKeysym('Tab'));
  expect(keysymOf('\x1b')).toBe(baseKeysym('Escape'));
});

test('dead keys compose as Unicode does, and give their own accent with Space', () => {
  const acute = deadKey('\u0301');
  if (acute === undefined) throw new Error('no dead acute');
  expect(compose(acute, 'e')).toBe('é');
  expect(compose(acute, ' ')).toBe('´');
  expect(compose(acute, 'q')).toBeUndefined();
});

test('each dead key is one combining mark with a keysym of its own', () => {
  expect(DEAD_KEYS.filter(({ mark }) => !/^\p{M}$/u.test(mark))).toEqual([]);
  expect(new Set(DEAD_KEYS.map(({ keysym }) => keysym)).size).toBe(DEAD_KEYS.length);
});
