import { expect, test } from '@playwright/test';
import { isOn, machineState } from '../../../../src/driver/parallels/abi/states.ts';
import { prlError, resultOf } from '../../../../src/driver/parallels/faults.ts';

test('every state of the SDK has a word of ours, and newer ones are unknown', () => {
  const first = 0x30000001;
  const words = Array.from({ length: 19 }, (_, index) => machineState(first + index).state);
  expect(words).not.toContain('unknown');
  expect(words.slice(0, 9)).toEqual([
    'off',
    'starting',
    'starting',
    'running',
    'paused',
    'stopping',
    'stopping',
    'busy',
    'suspended',
  ]);
  expect(machineState(0)).toEqual({ state: 'unknown', detail: 'state 0' });
  expect([isOn('off'), isOn('suspended'), isOn('paused')]).toEqual([false, false, true]);
});

test('a result code becomes an error with its name, its text and what helps', () => {
  const error = prlError('logging in', -2147482832, 'Wrong password');
  expect(error.code).toBe('authentication');
  expect(error.message).toBe(
    'logging in: Wrong password (PRL_ERR_AUTHENTICATION_FAILED)\nCheck the user and the password.',
  );
  expect(resultOf(error)).toBe(0x80000330);
  expect(prlError('starting', -2147483647, '').message).toBe('starting: Parallels refused (0x80000001)');
  expect(resultOf(new Error('else'))).toBe(undefined);
});
