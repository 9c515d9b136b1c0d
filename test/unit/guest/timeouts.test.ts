import { expect, test } from '@playwright/test';
import { resolveTimeouts } from '../../../src/guest/timeouts.ts';

test("a call's own timeout goes before the guest's, and one factor multiplies all", () => {
  const timeouts = resolveTimeouts({ shown: '10s' }, 2);
  expect(timeouts('shown')).toBe(20_000);
  expect(timeouts('shown', '1s')).toBe(2000);
  expect(timeouts('step')).toBe(600_000);
  expect(timeouts('script')).toBe(14_400_000);
  expect(timeouts('power')).toBe(120_000);
  expect(timeouts('stuck')).toBe(Number.POSITIVE_INFINITY);
});

test('the factor comes from the environment', () => {
  process.env.GUESTWRIGHT_TIMEOUT_SCALE = '3';
  try {
    expect(resolveTimeouts()('call')).toBe(90_000);
    process.env.GUESTWRIGHT_TIMEOUT_SCALE = 'slow';
    expect(() => resolveTimeouts()).toThrow(
      "GUESTWRIGHT_TIMEOUT_SCALE: expected a positive number, got 'slow' (string)",
    );
  } finally {
    delete process.env.GUESTWRIGHT_TIMEOUT_SCALE;
  }
});

test('wrong names, durations and factors are refused', () => {
  expect(() => resolveTimeouts({ show: 1 } as never)).toThrow(
    /guestTimeouts: expected shown, step, .* got 'show'/,
  );
  expect(() => resolveTimeouts({ shown: '5 s' as never })).toThrow(
    /guestTimeouts.shown: expected milliseconds/,
  );
  expect(() => resolveTimeouts({}, 0)).toThrow(/timeoutScale: expected a positive number, got 0/);
});
