/** Planes rule out only what the rule rules out. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createPicture, type Picture } from '../../../src/frame/picture.ts';
import { ALL_WEIGHTS, BLUR_SLACK, blurred, planeOf } from '../../../src/matchers/planes.ts';

const SIZE = { width: 9, height: 8 };
const pictures = fc
  .uint8Array({ minLength: SIZE.width * SIZE.height * 4, maxLength: SIZE.width * SIZE.height * 4 })
  .map((data) => createPicture(SIZE, Uint8Array.from(data)));

/** Each channel moved by up to `most`, mostly downwards or mostly upwards. */
const moves = fc.record({ most: fc.nat({ max: 40 }), seed: fc.nat(), up: fc.boolean() });

/** The most that any channel differs within the outermost rows and columns. */
function furthest(a: Picture, b: Picture): number {
  let most = 0;
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [(i >> 2) % SIZE.width, Math.floor((i >> 2) / SIZE.width)];
    if (i % 4 !== 3 && isInner(x, y))
      most = Math.max(most, Math.abs((a.data[i] as number) - (b.data[i] as number)));
  }
  return most;
}

function isInner(x: number, y: number): boolean {
  return x > 0 && y > 0 && x < SIZE.width - 1 && y < SIZE.height - 1;
}

test('bytes of a plane are never farther apart than the channels, blurred ones by little', () => {
  fc.assert(
    fc.property(pictures, moves, fc.boolean(), (a, { most, seed, up }, blur) => {
      const b = createPicture(
        SIZE,
        a.data.map((value, i) => {
          const by = ((Math.imul(i + seed, 0x9e3779b1) >>> 16) % (most + 1)) * (up ? 1 : -1);
          return Math.max(0, Math.min(255, value + by));
        }),
      );
      const tolerance = blur ? furthest(blurred(a), blurred(b)) + BLUR_SLACK : furthest(a, b);
      for (const weights of ALL_WEIGHTS) {
        const [first, second] = [planeOf(a, weights, blur), planeOf(b, weights, blur)];
        const apart = [...first].map((value, i) =>
          isInner(i % SIZE.width, Math.floor(i / SIZE.width)) ? Math.abs(value - (second[i] as number)) : 0,
        );
        expect(Math.max(...apart)).toBeLessThanOrEqual(tolerance);
      }
    }),
    { numRuns: 2000 },
  );
});
