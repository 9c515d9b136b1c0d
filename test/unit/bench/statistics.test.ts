import { expect, test } from '@playwright/test';
import { readingAccuracy } from '../../../bench/support/edit-distance.ts';
import { Random } from '../../../bench/support/random.ts';
import { geometricMean, percentile, spreadOf } from '../../../bench/support/statistics.ts';

test('a spread tells the median and the quarters by nearest rank, in any order of samples', () => {
  expect(spreadOf([40, 10, 30, 20])).toEqual({
    median: 20,
    low: 10,
    high: 30,
    least: 10,
    most: 40,
    samples: 4,
  });
  expect(percentile([3], 0.9)).toBe(3);
  expect(percentile([], 0.5)).toBeNaN();
});

test('the mean of ratios is geometric: twice as fast and twice as slow are even', () => {
  expect(geometricMean([2, 0.5])).toBeCloseTo(1);
  expect(geometricMean([])).toBeNaN();
});

test('shuffling keeps every item, and two runs of one seed shuffle alike', () => {
  const items = Array.from({ length: 50 }, (_, index) => index);
  const shuffled = new Random(3).shuffled(items);
  expect(shuffled).not.toEqual(items);
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  expect(new Random(3).shuffled(items)).toEqual(shuffled);
});

test('accuracy of a reading counts characters, and runs of white space as one', () => {
  expect(readingAccuracy('Select  a\nlanguage', 'Select a language ')).toBe(1);
  expect(readingAccuracy('5elect', 'Select')).toBeCloseTo(5 / 6);
  expect(readingAccuracy('', 'ab')).toBe(0);
});
