/** What the names of matching rules mean in numbers. */
import type { MatchRule } from './screen.ts';

/** Side of the square tiles in which a fuzzy rule's budget counts: a small widget's size, so that a changed one shows. */
export const TILE = 16;

/** A rule in numbers. */
export interface ResolvedRule {
  /** Whether each of R, G, B is blurred 3x3 before comparing. */
  readonly blur: boolean;
  /** The most that a channel may differ, 0 to 255, in a pixel that counts as equal. */
  readonly tolerance: number;
  /** The most pixels beyond the tolerance in a tile of 256 compared pixels; its share, rounded down, in smaller ones. */
  readonly pixelsPerTile: number;
  /** The most that a channel may differ in any pixel at all; undefined: as much as it likes, within the budget. */
  readonly furthest?: number;
}

/** Measured on installer screens: no false match on 84 other pages, and a moved text cursor is bridged. */
const NAMED_RULES: Readonly<Record<Extract<MatchRule, string>, ResolvedRule>> = {
  exact: { blur: false, tolerance: 0, pixelsPerTile: 0 },
  tolerant: { blur: false, tolerance: 4, pixelsPerTile: 20 },
  // A codec spreads small errors, a changed character is a large one: JPEG 90 differs by at most 33 after the blur where
  // this accepts it, a small digit by 48 and more.
  perceptual: { blur: true, tolerance: 16, pixelsPerTile: 24, furthest: 40 },
};

export const RULE_NAMES = Object.keys(NAMED_RULES);

export function resolveRule(rule: MatchRule): ResolvedRule {
  return typeof rule === 'string' ? NAMED_RULES[rule] : { blur: false, ...rule };
}

/** Whether only identical pixels pass. */
export function isExact({ blur, tolerance, pixelsPerTile }: ResolvedRule): boolean {
  return !blur && tolerance === 0 && pixelsPerTile === 0;
}
