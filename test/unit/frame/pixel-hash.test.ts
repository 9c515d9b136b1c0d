import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { frameDamage } from '../../../src/frame/damage.ts';
import { createPicture, cropPixels, type Picture, wordOf } from '../../../src/frame/picture.ts';
import { FrameHasher, hashRegion } from '../../../src/frame/pixel-hash.ts';
import { wholeOf } from '../../../src/frame/region.ts';

const SIZE = { width: 40, height: 50 };

function poked(picture: Picture, pixels: readonly number[]): Picture {
  const copy = cropPixels(picture, wholeOf(picture));
  for (const pixel of pixels) copy.pixels[pixel] = wordOf(pixel % 251, 0, 0);
  return copy;
}

test('hashing only what changed gives the hash of the whole frame', () => {
  const pokes = fc.array(fc.array(fc.nat(SIZE.width * SIZE.height - 1), { maxLength: 4 }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(pokes, (changes) => {
      const hasher = new FrameHasher();
      let frame = createPicture(SIZE);
      hasher.hash(frame, 'all');
      for (const pixels of changes) {
        const next = poked(frame, pixels);
        expect(hasher.hash(next, frameDamage(frame, next))).toBe(new FrameHasher().hash(next, 'all'));
        frame = next;
      }
    }),
    { numRuns: 60 },
  );
});

test('one pixel more or less, moved or recoloured is another hash', () => {
  const empty = createPicture(SIZE);
  const hashes = [empty, poked(empty, [7]), poked(empty, [8]), poked(empty, [47]), poked(empty, [7, 8])].map(
    (picture) => [new FrameHasher().hash(picture, 'all'), hashRegion(picture, wholeOf(picture))],
  );
  for (const kind of [0, 1]) expect(new Set(hashes.map((pair) => pair[kind])).size).toBe(hashes.length);
});

test('a new display mode is hashed as a whole', () => {
  const hasher = new FrameHasher();
  hasher.hash(createPicture(SIZE), 'all');
  const other = createPicture({ width: 50, height: 40 });
  expect(hasher.hash(other, [])).toBe(new FrameHasher().hash(other, 'all'));
});
