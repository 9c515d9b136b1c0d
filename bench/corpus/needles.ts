/** References cut from frames where `screen add` would accept them, at random but the same in every run. */
import type { Picture } from '../../src/frame/picture.ts';
import type { Dimensions } from '../../src/frame/region.ts';
import { find, type Reference, refused } from '../ours.ts';
import type { Random } from '../support/random.ts';
import { shifted } from './frames.ts';

/** A button, a line of text, an icon, a panel. */
export const NEEDLE_SIZES = [
  { width: 80, height: 30 },
  { width: 300, height: 40 },
  { width: 32, height: 32 },
  { width: 400, height: 300 },
] as const;

/** Places tried before a frame is said to have nothing of that size to be recognised by. */
const MOST_TRIES = 10_000;

/** A part of `frame` that is there once and has structure enough for every rule. */
export function cutNeedle(frame: Picture, { width, height }: Dimensions, random: Random): Reference {
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const place = {
      x: random.below(frame.width - width),
      y: random.below(frame.height - height),
      width,
      height,
    };
    const reference = { frame, place };
    if (!refused(reference)) return reference;
  }
  throw new Error(`no needle of ${width}x${height} could be cut`);
}

/** The first of `frames`, from a random one on, that does not show the reference. */
export function frameWithout<T extends { readonly picture: Picture }>(
  reference: Reference,
  frames: readonly T[],
  random: Random,
): T {
  const search = find([reference], 'exact');
  const start = random.below(frames.length);
  const order = frames.map((_, index) => frames[(start + index) % frames.length] as T);
  const lacking = order.find(({ picture }) => search(picture)[0] === undefined);
  if (!lacking) throw new Error('every frame shows the reference');
  return lacking;
}

/** How far a moved reference has moved: within os-autoinst's margin of 50 pixels. */
const SHIFT = { x: 37, y: 23 } as const;

/** The reference's frame with everything moved; where there is no room to the right or below, to the other side. */
export function movedFrame({ frame, place }: Reference): Picture {
  const right = place.x + place.width + SHIFT.x <= frame.width ? SHIFT.x : frame.width - SHIFT.x;
  const down = place.y + place.height + SHIFT.y <= frame.height ? SHIFT.y : frame.height - SHIFT.y;
  return shifted(frame, right, down);
}
