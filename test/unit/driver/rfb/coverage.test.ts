/** Whether all pixels of a display have come. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { Coverage } from '../../../../src/driver/rfb/coverage.ts';

test('a display is covered exactly when each pixel is in one of the rectangles', () => {
  const side = 4;
  const region = fc.record({
    x: fc.nat(side - 1),
    y: fc.nat(side - 1),
    width: fc.integer({ min: 0, max: side }),
    height: fc.integer({ min: 0, max: side }),
  });
  fc.assert(
    fc.property(fc.array(region, { maxLength: 12 }), (regions) => {
      const coverage = new Coverage({ width: side, height: side });
      const pixels = new Set(Array.from({ length: side * side }, (_, index) => index));
      for (const { x, y, width, height } of regions) {
        coverage.add({ x, y, width, height });
        for (let row = y; row < Math.min(y + height, side); row++)
          for (let column = x; column < Math.min(x + width, side); column++)
            pixels.delete(row * side + column);
      }
      expect(coverage.complete).toBe(pixels.size === 0);
    }),
  );
});

test('parts and a whole cover as well', () => {
  const coverage = new Coverage({ width: 10, height: 10 });
  coverage.add({ x: 0, y: 0, width: 10, height: 5 });
  expect(coverage.complete).toBe(false);
  coverage.add({ x: 0, y: 3, width: 10, height: 7 });
  expect(coverage.complete).toBe(true);
});
