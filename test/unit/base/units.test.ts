/** Durations and sizes as people write them. */
import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import {
  describeValue,
  formatDuration,
  formatSize,
  parseDuration,
  parseSize,
} from '../../../src/base/units.ts';

test('durations are milliseconds or a number with a unit', () => {
  expect(['250ms', '30s', '1.5m', '2h', 0, 17].map((text) => parseDuration(text as never))).toEqual([
    250, 30_000, 90_000, 7_200_000, 0, 17,
  ]);
});

test('a wrong duration names the option, the value and its type', () => {
  for (const wrong of ['30', '3 s', '-1s', '', 'soon', -1, Number.NaN, null, undefined, {}]) {
    let error: unknown;
    try {
      parseDuration(wrong as never, 'timeout');
    } catch (thrown) {
      error = thrown;
    }
    expect(isGuestwrightError(error, 'invalid-argument'), String(wrong)).toBe(true);
    expect((error as Error).message).toContain(
      `timeout: expected milliseconds or a duration such as '30s', got ${describeValue(wrong)}`,
    );
  }
});

test('sizes are bytes or a number with a binary unit', () => {
  expect([parseSize('64 MiB'), parseSize('64MiB')]).toEqual([67_108_864, 67_108_864]);
  expect([parseSize('1.5 KiB'), parseSize(512)]).toEqual([1536, 512]);
  for (const wrong of ['64', '64 MB', '0 MiB', 0, -5, 1.5])
    expect(() => parseSize(wrong as never)).toThrow(/expected bytes or a size/);
});

test('sizes and durations are printed for people', () => {
  expect([formatSize(67_108_864), formatSize(1536), formatSize(100)]).toEqual([
    '64 MiB',
    '1.5 KiB',
    '100 bytes',
  ]);
  expect([formatDuration(850), formatDuration(12_345), formatDuration(250_000)]).toEqual([
    '850 ms',
    '12.3 s',
    '4 min 10 s',
  ]);
});
