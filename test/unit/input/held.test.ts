import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { Held } from '../../../src/input/held.ts';

test('what is held is released in the reverse order of pressing, once', () => {
  const held = new Held<string>();
  held.note('ControlLeft', true);
  held.note('KeyA', true);
  held.note('ControlLeft', true);
  expect(held.has('KeyA')).toBe(true);
  expect(held.drain()).toEqual(['KeyA', 'ControlLeft']);
  expect(held.drain()).toEqual([]);
});

test('exactly the names whose last event was a press are held', () => {
  const events = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()));
  fc.assert(
    fc.property(events, (all) => {
      const held = new Held<string>();
      for (const [name, down] of all) held.note(name, down);
      const last = new Map(all);
      expect(new Set(held.names)).toEqual(new Set([...last.keys()].filter((name) => last.get(name))));
    }),
  );
});
