/** Serial output in few entries, none of which holds a part of a secret. */
import { expect, test } from '@playwright/test';
import { secret } from '../../../../src/base/secret.ts';
import { SerialBatches } from '../../../../src/report/trace/serial-batches.ts';

function setUp() {
  const entries: string[] = [];
  return { entries, batches: new SerialBatches((text) => void entries.push(text)) };
}

test('a secret that comes in two pieces is masked, as a line is held back until it ends', () => {
  process.env.SERIAL_PASSWORD = 'battery staple';
  secret('SERIAL_PASSWORD').reveal();
  const { entries, batches } = setUp();
  batches.add('first\nit is batt');
  batches.flush();
  batches.add('ery staple\n');
  batches.flush();
  batches[Symbol.dispose]();
  expect(entries).toEqual(['first', 'it is <secret SERIAL_PASSWORD>']);
});

test('a prompt is written at the end, and a line without an end before that', () => {
  const { entries, batches } = setUp();
  batches.add('x'.repeat(5000));
  batches.flush();
  batches.add('login: ');
  batches.flush();
  expect(entries.map((entry) => entry.length)).toEqual([5000]);
  batches[Symbol.dispose]();
  expect(entries[1]).toBe('login: ');
});

test('a flood is cut into entries that the viewer can draw', () => {
  const { entries, batches } = setUp();
  batches.add('line\n'.repeat(4000));
  batches[Symbol.dispose]();
  expect(entries.length).toBe(3);
  expect(entries.join('')).toBe('line\n'.repeat(4000).trimEnd());
});
