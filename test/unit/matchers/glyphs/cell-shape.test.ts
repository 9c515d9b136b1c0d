/** Shapes of cells: a row at once by the kernel, and one by one in TypeScript, are the same. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createPicture, type Picture, wordOf } from '../../../../src/frame/picture.ts';
import { CellShape } from '../../../../src/matchers/glyphs/cell-shape.ts';
import { hashOf } from '../../../../src/matchers/glyphs/font.ts';
import { type CellRow, cellKernel } from '../../../../src/matchers/kernel/kernel-cells.ts';

/** Colours that differ in one bit, in all, and in none of the lower ones. */
const COLOURS = [wordOf(0, 0, 0), wordOf(1, 0, 0), wordOf(0xff, 0xff, 0xff), wordOf(0, 0, 0x80)];

interface Case {
  readonly picture: Picture;
  readonly row: CellRow;
}

/** Rows of cells anywhere on a picture, most of them of two colours. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    width: fc.integer({ min: 1, max: 16 }),
    height: fc.integer({ min: 1, max: 32 }),
    gap: fc.integer({ min: 0, max: 2 }),
    count: fc.integer({ min: 1, max: 9 }),
    left: fc.integer({ min: 0, max: 5 }),
    top: fc.integer({ min: 0, max: 3 }),
    right: fc.integer({ min: 0, max: 3 }),
    seed: fc.integer(),
  })
  .map(({ width, height, gap, count, left, top, right, seed }) => {
    const step = width + gap;
    const picture = createPicture({ width: left + count * step + right, height: top + height + 1 });
    let state = seed;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return (state >>> 8) % below;
    };
    picture.pixels.fill(COLOURS[random(COLOURS.length)] as number);
    for (let cell = 0; cell < count; cell++) {
      const [one, other] = [
        COLOURS[random(COLOURS.length)] as number,
        COLOURS[random(COLOURS.length)] as number,
      ];
      const odd = random(4) === 0 ? random(width * height) : -1;
      for (let i = 0; i < width * height; i++) {
        const at = (top + Math.floor(i / width)) * picture.width + left + cell * step + (i % width);
        const colour =
          i === odd ? (COLOURS[random(COLOURS.length)] as number) : random(3) === 0 ? other : one;
        picture.pixels[at] = colour;
      }
    }
    return { picture, row: { at: { x: left, y: top }, step, count, width, height } };
  });

function shapesOf({ picture, row }: Case, prepared: boolean): string[] {
  const { at, step, count, width, height } = row;
  const shape = new CellShape(picture, height);
  if (prepared) shape.prepare(row);
  return Array.from({ length: count }, (_, index) => {
    if (!shape.take(at.x + index * step, at.y, width)) return 'more';
    const rows = shape.words.slice(shape.start, shape.start + height);
    const { corner, other } = shape;
    if (corner !== other) expect(shape.hash).toBe(hashOf(rows));
    return `${corner} ${other} ${rows.join()}`;
  });
}

test('the kernel takes the shapes that TypeScript takes', () => {
  expect(cellKernel()).toBeDefined();
  fc.assert(
    fc.property(cases, (each) => {
      expect(shapesOf(each, true)).toEqual(shapesOf(each, false));
    }),
    { numRuns: 200 },
  );
});

test('a prepared row leaves other cells alone', () => {
  const picture = createPicture({ width: 40, height: 33 });
  const shape = new CellShape(picture, 16);
  shape.prepare({ at: { x: 0, y: 0 }, step: 8, count: 5, width: 8, height: 16 });
  picture.pixels[3] = COLOURS[2] as number;
  picture.pixels[17 * 40 + 3] = COLOURS[2] as number;
  const isBlank = (x: number, y: number) => shape.take(x, y, 8) && shape.corner === shape.other;
  expect(isBlank(0, 0)).toBe(true); // as it was when the row was prepared
  expect(isBlank(1, 0)).toBe(false);
  expect(isBlank(0, 17)).toBe(false);
});
