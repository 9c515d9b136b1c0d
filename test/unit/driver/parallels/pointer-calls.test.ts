import { expect, test } from '@playwright/test';
import { PointerCalls } from '../../../../src/driver/parallels/pointer-calls.ts';

const NONE = { wheel: 0, horizontalWheel: 0 };

test('positions, buttons and wheels go to the absolute device once it was moved', () => {
  const pointer = new PointerCalls();
  const events = [
    { type: 'move', x: 10.4, y: 20.6 },
    { type: 'button', button: 'right', down: true },
    { type: 'button', button: 'left', down: true },
    { type: 'button', button: 'right', down: false },
    { type: 'wheel', dx: -1, dy: 2 },
  ] as const;
  const at = { to: 'position', x: 10, y: 21 };
  expect([...pointer.of(events, { absolute: true })]).toEqual([
    { ...at, ...NONE, buttons: 0 },
    { ...at, ...NONE, buttons: 2 },
    { ...at, ...NONE, buttons: 3 },
    { ...at, ...NONE, buttons: 1 },
    { ...at, wheel: -1, horizontalWheel: 0, buttons: 1 },
    { ...at, wheel: -1, horizontalWheel: 0, buttons: 1 },
    { ...at, wheel: 0, horizontalWheel: -1, buttons: 1 },
  ]);
});

test('after a movement buttons belong to the relative device', () => {
  const pointer = new PointerCalls();
  const events = [
    { type: 'move', x: 1, y: 2 },
    { type: 'moveBy', dx: 5, dy: -6 },
    { type: 'button', button: 'middle', down: true },
  ] as const;
  expect([...pointer.of(events, { absolute: true })].slice(1)).toEqual([
    { to: 'distance', x: 5, y: -6, ...NONE, buttons: 0 },
    { to: 'distance', x: 0, y: 0, ...NONE, buttons: 4 },
  ]);
});

test('a position is refused while the guest does not listen to positions, and says what helps', () => {
  const events = [{ type: 'move', x: 1, y: 2 }] as const;
  expect(() => [...new PointerCalls().of(events, { absolute: false })]).toThrow(/Parallels Tools/);
});

test('after a new start no button is held', () => {
  const pointer = new PointerCalls();
  const press = [{ type: 'button', button: 'left', down: true }] as const;
  expect([...pointer.of(press, { absolute: false })].at(-1)?.buttons).toBe(1);
  pointer.reset();
  const move = [{ type: 'moveBy', dx: 1, dy: 1 }] as const;
  expect([...pointer.of(move, { absolute: false })].at(-1)?.buttons).toBe(0);
});
