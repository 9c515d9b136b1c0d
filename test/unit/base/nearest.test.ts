import { expect, test } from '@playwright/test';
import { didYouMean, nearestName } from '../../../src/base/nearest.ts';

const KEYS = ['Enter', 'Escape', 'Delete', 'End', 'KeyA', 'Control'];

test('the name with the fewest edits is suggested, letter case ignored', () => {
  expect(nearestName('Entr', KEYS)).toBe('Enter');
  expect(nearestName('ENTER', KEYS)).toBe('Enter');
  expect(nearestName('Delte', KEYS)).toBe('Delete');
  expect(nearestName('Cnotrol', KEYS)).toBe('Control');
});

test('a swap of neighbours is one edit', () => {
  expect(nearestName('ab', ['ba', 'xyb'])).toBe('ba');
  expect(nearestName('abc', ['axx', 'acb'])).toBe('acb');
});

test('nothing is suggested when nothing is near', () => {
  expect(nearestName('Zwiebelkuchen', KEYS)).toBeUndefined();
  expect(nearestName('', KEYS)).toBeUndefined();
  expect(nearestName('Enter', [])).toBeUndefined();
});

test('the suggestion is ready to append to a message', () => {
  expect(didYouMean('Entr', KEYS)).toBe(" (did you mean 'Enter'?)");
  expect(didYouMean('Zwiebelkuchen', KEYS)).toBe('');
});
