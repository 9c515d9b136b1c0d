/** One controller at a time, the others watch. */
import { expect, test } from '@playwright/test';
import { Control } from '../../../../src/recorder/live/control.ts';

function setUp({ open = true } = {}) {
  const state = { open, changes: 0 };
  const control = new Control<{ name: string }>({
    open: () => state.open,
    onChange: () => state.changes++,
  });
  return { control, state, ann: { name: 'ann' }, ben: { name: 'ben' } };
}

test('one page has control, the others see that another one has', () => {
  const { control, ann, ben } = setUp();
  expect(control.stateFor(ann)).toBe('free');
  control.takeIfFree(ann);
  control.takeIfFree(ben);
  expect([control.stateFor(ann), control.stateFor(ben)]).toEqual(['yours', 'another']);
  expect([control.isHeldBy(ann), control.isHeldBy(ben)]).toEqual([true, false]);
});

test('control can be taken from another page, and only its holder gives it up', () => {
  const { control, ann, ben, state } = setUp();
  control.take(ann);
  expect(control.take(ben)).toBe(true);
  expect([control.stateFor(ann), control.stateFor(ben)]).toEqual(['another', 'yours']);
  control.release(ann);
  expect(control.isHeldBy(ben)).toBe(true);
  control.release(ben);
  expect(control.stateFor(ann)).toBe('free');
  expect(state.changes).toBe(3);
});

test('a run that goes on takes control from everybody', () => {
  const { control, ann, state } = setUp({ open: false });
  expect(control.take(ann)).toBe(false);
  expect(control.stateFor(ann)).toBe('watch');
  state.open = true;
  control.take(ann);
  state.open = false;
  expect(control.isHeldBy(ann)).toBe(false);
});
