/** Guesses where a needle that does not match may be: each of its spots that is seen votes for a corner. */
import type { Picture } from '../frame/picture.ts';
import type { Point } from '../frame/region.ts';
import type { NeedleKeys } from './grid-keys.ts';
import { hashRun, markRun } from './spot.ts';

/** So many of the best guesses are worth comparing. */
const MOST_GUESSES = 8;
/** One spot alone is an accident. */
const FEWEST_VOTES = 2;

/** Corners for which most of the needle's spots vote, best first. */
export function likelyCorners(frame: Picture, { needle, shape, sampling, spotsFor }: NeedleKeys): Point[] {
  const spots = new Map<number, Point[]>();
  for (const spot of spotsFor(sampling)) {
    const hash = hashRun(needle.pixels, spot.y * needle.width + spot.x, shape);
    spots.set(hash, [...(spots.get(hash) ?? []), spot]);
  }
  const votes = new Map<number, number>();
  const { pixels, width, height } = frame;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x + shape.length <= width; x++) {
      if (markRun(pixels, y * width + x, shape) === 0) continue;
      for (const spot of spots.get(hashRun(pixels, y * width + x, shape)) ?? []) {
        const corner = { x: x - spot.x, y: y - spot.y };
        if (
          corner.x < 0 ||
          corner.y < 0 ||
          corner.x + needle.width > width ||
          corner.y + needle.height > height
        )
          continue;
        const place = corner.y * width + corner.x;
        votes.set(place, (votes.get(place) ?? 0) + 1);
      }
    }
  }
  return [...votes]
    .filter(([, count]) => count >= FEWEST_VOTES)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_GUESSES)
    .map(([place]) => ({ x: place % width, y: Math.floor(place / width) }));
}
