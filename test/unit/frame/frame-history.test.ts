import { expect, test } from '@playwright/test';
import { createFrame, type Damage, type Frame } from '../../../src/frame/frame.ts';
import { FrameHistory } from '../../../src/frame/frame-history.ts';
import type { Region } from '../../../src/frame/region.ts';

const A: Region = { x: 0, y: 0, width: 1, height: 1 };
const B: Region = { x: 2, y: 2, width: 1, height: 1 };

function given() {
  const history = new FrameHistory();
  let sequence = 0;
  const next = (damage: Damage): Frame => {
    const frame = createFrame(new Uint8Array(64), {
      width: 4,
      height: 4,
      sequence: ++sequence,
      time: 0,
      damage,
    });
    history.note(frame);
    return frame;
  };
  const between = (one: Frame, other: Frame) =>
    history.between(history.numberOf(one), history.numberOf(other));
  return { history, next, between };
}

test('what changed between two frames is what changed in all after the older one, whichever is asked for first', () => {
  const { next, between } = given();
  const [first, second, third, fourth] = [next('all'), next([A]), next([]), next([B])] as const;
  expect(between(first, first)).toEqual([]);
  expect(between(second, third)).toEqual([]);
  expect(between(first, fourth)).toEqual([A, B]);
  expect(between(fourth, first)).toEqual([A, B]);
  expect(between(second, fourth)).toEqual([B]);
});

test('nothing is known across a break of the stream, of frames beside it, and of those long ago', () => {
  const { history, next, between } = given();
  const first = next('all');
  const second = next([A]);
  const third = next('all');
  expect(between(second, third)).toBe('all');
  const stranger = createFrame(new Uint8Array(64), { width: 4, height: 4, sequence: 9, time: 0 });
  expect(between(stranger, third)).toBe('all');
  expect(between(stranger, stranger)).toEqual([]);
  expect(history.between(undefined, history.numberOf(third))).toBe('all');
  for (let frame = 0; frame < 100; frame++) next([]);
  expect(between(first, next([]))).toBe('all');
});
