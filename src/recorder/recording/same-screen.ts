/** Whether two frames show one screen on which something changed, or two screens. */
import type { Picture } from '../../frame/picture.ts';
import { differingBlocks, markedBlocks } from './block-grid.ts';

/**
 * Of what is on two frames of one screen at least this part is the same. Typed text, a moved choice, a ticked box change
 * less; another page changes more.
 */
export const SAME_SCREEN = 0.7;

/** Of the blocks that have anything on them in either frame, the part that is equal in both, 0 to 1; 1 for two blank ones. */
export function sameness(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) return 0;
  if (a === b) return 1;
  const [ofA, ofB, differing] = [markedBlocks(a), markedBlocks(b), differingBlocks(a, b)];
  let [either, same] = [0, 0];
  for (let index = 0; index < ofA.bits.length; index++) {
    if (ofA.bits[index] === 0 && ofB.bits[index] === 0) continue;
    either++;
    if (differing.bits[index] === 0) same++;
  }
  return either === 0 ? 1 : same / either;
}

/** Whether `b` is the screen of `a`, with at most a little changed. */
export function isSameScreen(a: Picture, b: Picture): boolean {
  return sameness(a, b) >= SAME_SCREEN;
}
