import { expect, test } from '@playwright/test';
import { mergeAction } from '../../../../src/recorder/recording/merge-actions.ts';
import type { RecordedAction, StepAction } from '../../../../src/recorder/recording/model.ts';
import { formatTimeout, timeoutOf } from '../../../../src/recorder/recording/observed-timeout.ts';
import { type PointerMeaning, PointerReader } from '../../../../src/recorder/recording/pointer-reader.ts';

function merged(...actions: readonly RecordedAction[]): readonly RecordedAction[] {
  const all = actions.reduce<readonly StepAction[]>(
    (done, action) => mergeAction(done, { ...action, id: 'a', frame: 'f' }),
    [],
  );
  return all.map(({ id: _, frame: __, ...action }) => action as RecordedAction);
}

const type = (text: string): RecordedAction => ({ kind: 'type', text });
const press = (chord: string, count = 1): RecordedAction => ({ kind: 'press', chord, count });

test('characters become a text, equal presses a count, and Backspace takes back what was typed', () => {
  expect(merged(type('a'), type('d'), press('Backspace'), type('b'))).toEqual([type('ab')]);
  expect(merged(press('Tab'), press('Tab'), press('Enter'))).toEqual([press('Tab', 2), press('Enter')]);
  expect(merged(type('ä'), press('Backspace'))).toEqual([]);
  expect(merged(type('a'), press('Backspace'), press('Backspace'))).toEqual([press('Backspace')]);
  expect(merged(type('a'), press('Tab'), type('b'))).toEqual([type('a'), press('Tab'), type('b')]);
});

test('letters of one secret are one action, those of two are two', () => {
  const secret = (name: string): RecordedAction => ({ kind: 'secret', name });
  expect(merged(secret('A'), secret('A'), secret('B'))).toEqual([secret('A'), secret('B')]);
});

test('a button that goes down and up is a click, twice a double click, far apart a drag', () => {
  const reader = new PointerReader();
  const meanings: PointerMeaning[] = [];
  const at = (x: number, y: number, time: number) => void reader.read({ type: 'move', x, y }, time);
  const button = (down: boolean, time: number) => {
    const meaning = reader.read({ type: 'button', button: 'left', down }, time);
    if (meaning) meanings.push(meaning);
  };
  at(10, 10, 0);
  for (const time of [0, 200, 2000]) {
    button(true, time);
    at(12, 11, time);
    button(false, time + 50);
  }
  button(true, 3000);
  at(60, 11, 3100);
  button(false, 3200);
  const left = { button: 'left' } as const;
  expect(meanings).toEqual([
    { kind: 'click', at: { x: 10, y: 10 }, ...left, count: 1 },
    { kind: 'click', at: { x: 10, y: 10 }, ...left, count: 2 },
    { kind: 'click', at: { x: 12, y: 11 }, ...left, count: 1 },
    { kind: 'drag', from: { x: 12, y: 11 }, to: { x: 60, y: 11 }, ...left },
  ]);
});

test('timeouts are five times what was seen, readable, and never too short', () => {
  expect(timeoutOf(100)).toBe(30_000);
  expect(timeoutOf(8100)).toBe(45_000);
  expect(timeoutOf(60_000)).toBe(300_000);
  expect(formatTimeout(timeoutOf(8100))).toBe('45s');
  expect(formatTimeout(timeoutOf(60_000))).toBe('5m');
  expect(formatTimeout(7_200_000)).toBe('2h');
  expect(formatTimeout(1500)).toBe('1500ms');
});
