/** The cost of captures on a quiet and on a busy computer. */
import { expect, test } from '@playwright/test';
import { CaptureCost } from '../../../../src/driver/qemu/capture-cost.ts';

test('waiting for a core is not counted, wake-ups are, a larger picture is after a while', () => {
  const quiet = new CaptureCost();
  expect([3, 40, 35, 4].map((elapsed) => quiet.add(elapsed))).toEqual([4.5, 4.5, 4.5, 4.5]);
  const larger = new CaptureCost();
  larger.add(3);
  const costs = Array.from({ length: 10 }, () => larger.add(12));
  expect([costs.at(0), costs.at(-1)]).toEqual([4.5, 18]);
});
