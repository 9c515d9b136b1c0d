/** Damage: what changed between two frames. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  DAMAGE_TILE,
  damageBox,
  damageTouches,
  frameDamage,
  unionDamage,
} from '../../../src/frame/damage.ts';
import { createPicture, type Picture } from '../../../src/frame/picture.ts';
import { containsPoint, type Point } from '../../../src/frame/region.ts';

const SIZE = { width: 83, height: 50 }; // neither a multiple of the tile

function withChanges(points: readonly Point[]): Picture {
  const picture = createPicture(SIZE);
  for (const { x, y } of points) picture.pixels[y * SIZE.width + x] = 0xff123456;
  return picture;
}

const points = fc.array(fc.record({ x: fc.nat(SIZE.width - 1), y: fc.nat(SIZE.height - 1) }), {
  maxLength: 12,
});
const tileOf = ({ x, y }: Point) => `${Math.floor(x / DAMAGE_TILE)},${Math.floor(y / DAMAGE_TILE)}`;

test('damage covers exactly the tiles that have a changed pixel', () => {
  fc.assert(
    fc.property(points, (changes) => {
      const damage = frameDamage(createPicture(SIZE), withChanges(changes));
      if (damage === 'all') throw new Error('expected rectangles');
      const changedTiles = new Set(changes.map(tileOf));
      const wrong: Point[] = []; // collected, since half a million calls of expect take minutes
      for (let y = 0; y < SIZE.height; y++) {
        for (let x = 0; x < SIZE.width; x++) {
          const covered = damage.filter((region) => containsPoint(region, { x, y })).length;
          if (covered !== (changedTiles.has(tileOf({ x, y })) ? 1 : 0)) wrong.push({ x, y });
        }
      }
      expect(wrong).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('equal frames have no damage, and a first frame or another size is damaged all over', () => {
  expect(frameDamage(withChanges([]), withChanges([]))).toEqual([]);
  expect(frameDamage(undefined, withChanges([]))).toBe('all');
  expect(frameDamage(createPicture({ width: 2, height: 2 }), withChanges([]))).toBe('all');
});

test('neighbouring tiles become one rectangle', () => {
  const changes = [];
  for (let y = 10; y < 40; y++) for (let x = 10; x < 60; x++) changes.push({ x, y });
  expect(frameDamage(withChanges([]), withChanges(changes))).toEqual([{ x: 0, y: 0, width: 64, height: 48 }]);
});

test('a union of damages touches what one of them touches', () => {
  const region = { x: 20, y: 20, width: 9, height: 9 };
  fc.assert(
    fc.property(points, points, (first, second) => {
      const [a, b] = [first, second].map((changes) => frameDamage(withChanges([]), withChanges(changes)));
      if (a === undefined || b === undefined) throw new Error('expected two');
      expect(damageTouches(unionDamage(a, b), region)).toBe(
        damageTouches(a, region) || damageTouches(b, region),
      );
    }),
  );
  expect(unionDamage('all', [])).toBe('all');
  expect(damageTouches('all', region)).toBe(true);
});

test('a union of very many rectangles becomes the box around them', () => {
  const rectangle = (index: number) => ({ x: index * 20, y: index * 20, width: 16, height: 16 });
  const first = Array.from({ length: 40 }, (_, index) => rectangle(index));
  const second = Array.from({ length: 40 }, (_, index) => rectangle(index + 40));
  expect(unionDamage(first, second)).toEqual([{ x: 0, y: 0, width: 79 * 20 + 16, height: 79 * 20 + 16 }]);
  expect(damageBox(first, { width: 2000, height: 2000 })).toEqual({ x: 0, y: 0, width: 796, height: 796 });
  expect(damageBox('all', SIZE)).toEqual({ x: 0, y: 0, ...SIZE });
});
