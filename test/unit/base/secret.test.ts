import { inspect } from 'node:util';
import { expect, test } from '@playwright/test';
import { maskSecrets, Secret, secret } from '../../../src/base/secret.ts';

test('a secret prints as its name, however it is printed', () => {
  process.env.TEST_TOKEN = 'open sesame';
  const token = secret('TEST_TOKEN');
  expect(token.reveal()).toBe('open sesame');
  for (const printed of [`${token}`, JSON.stringify({ token }), inspect({ token })]) {
    expect(printed).toContain('<secret TEST_TOKEN>');
    expect(printed).not.toContain('sesame');
  }
  expect(Secret.is(token)).toBe(true);
  expect(Secret.is('TEST_TOKEN')).toBe(false);
});

test('values that were revealed are masked in other texts, the longest first', () => {
  process.env.TEST_SHORT = 'hunter';
  process.env.TEST_LONG = 'hunter2';
  for (const name of ['TEST_SHORT', 'TEST_LONG']) secret(name).reveal();
  expect(maskSecrets('hunter2 and hunter')).toBe('<secret TEST_LONG> and <secret TEST_SHORT>');
});

test('a value in place of a name is refused without being printed', () => {
  expect(() => secret('open sesame')).toThrow(
    /^secret: expected the name of an environment variable, got something else\n/,
  );
});
