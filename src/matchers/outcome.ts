/** What comparing a screen with a frame came to: a discriminated union, and its words for people. */
import { type Dimensions, formatRegion, type Point, type Region } from '../frame/region.ts';
import type { MatchRule, ScreenVariant } from './screen.ts';

/** Where and how one area matched. */
export interface AreaMatch {
  /** Where the area is on this frame. */
  readonly region: Region;
  readonly rule: MatchRule;
  /** Only where it differs from the reference at all, which an exact area never does. */
  readonly drift?: Drift;
}

/** How far off an accepted fuzzy match is. */
export interface Drift {
  /** Pixels whose colour is not exactly the reference's. */
  readonly count: number;
  /** Most pixels beyond the tolerance in one 16x16 tile: how much of the rule's budget was used. */
  readonly largestTile: number;
  /** Around the pixels counted, in display pixels of this frame. */
  readonly box: Region;
}

/** A screen found on a frame. */
export interface Match {
  readonly screen: string;
  readonly variant: string | undefined;
  /** The reference that matched: its points and regions move by `offset`. */
  readonly reference: ScreenVariant;
  /** How far everything moved since the recording; 0,0 at the recorded place. */
  readonly offset: Point;
  /** Around all areas, where they are now. */
  readonly region: Region;
  readonly areas: readonly AreaMatch[];
  /** Other offsets at which it matches too; the one taken is the nearest to the recorded place. */
  readonly alsoAt: readonly Point[];
  /** The pointer's box, if the areas match only when it is left out. */
  readonly pointerExcluded?: Region;
}

/** What `matchScreen` found out. */
export type ScreenOutcome =
  /** All areas of one variant match at one offset. */
  | { readonly kind: 'match'; readonly match: Match }
  /** No variant matches; `explain` tells how near it came. */
  | { readonly kind: 'mismatch'; readonly screen: string }
  /** A variant matches at more places than make sense: the reference is not distinctive. */
  | {
      readonly kind: 'ambiguous';
      readonly screen: string;
      readonly variant: string | undefined;
      readonly hits: readonly Point[];
    }
  /** No variant was recorded on a display of this size. */
  | {
      readonly kind: 'wrong-size';
      readonly screen: string;
      readonly expected: readonly Dimensions[];
      readonly actual: Dimensions;
    };

/** The nearest that a screen that does not match came to matching: computed by `explain`, for failures. */
export interface NearMiss {
  readonly reference: ScreenVariant;
  readonly offset: Point;
  /** Whether the screen may move as far as that: if not, its areas' `search` is too small. */
  readonly withinReach: boolean;
  /** Pixels of all areas, outside exclusions, that differ (in colour at all, for exact areas; beyond the rule, else). */
  readonly differing: number;
  /** Pixels compared. */
  readonly compared: number;
  /** Around the differing pixels, on the frame; undefined if none differ. */
  readonly box: Region | undefined;
}

/** A sentence for call logs and reports: what was found, or how near it came. */
export function describeOutcome(outcome: ScreenOutcome, near?: NearMiss): string {
  switch (outcome.kind) {
    case 'match':
      return describeMatch(outcome.match);
    case 'ambiguous': {
      const name = nameOf(outcome.screen, outcome.variant);
      return `${name} matches at more than ${outcome.hits.length} places: its areas are not distinctive enough`;
    }
    case 'wrong-size': {
      const expected = [...new Set(outcome.expected.map(formatSize))].join(' or ');
      return `screen '${outcome.screen}' was recorded at ${expected}, the display is ${formatSize(outcome.actual)}`;
    }
    case 'mismatch':
      return near ? describeNearMiss(outcome.screen, near) : `screen '${outcome.screen}' does not match`;
  }
}

function describeMatch({ screen, variant, offset, areas, alsoAt, pointerExcluded }: Match): string {
  const parts = [`${nameOf(screen, variant)} matches ${describeOffset(offset)}`];
  for (const { drift, rule } of areas) {
    if (drift) {
      const name = typeof rule === 'string' ? rule : 'fuzzy';
      parts.push(
        `${name} with a drift of ${pixels(drift.count)} in ${formatRegion(drift.box)}, at most ${drift.largestTile} in a tile`,
      );
    }
  }
  if (alsoAt.length > 0) parts.push(`also at ${alsoAt.length} other places`);
  if (pointerExcluded) parts.push(`without the pointer's box ${formatRegion(pointerExcluded)}`);
  return parts.join(', ');
}

function describeNearMiss(screen: string, near: NearMiss): string {
  return `${nameOf(screen, near.reference.variant)} does not match: ${describePlace(near)}`;
}

/** Where a screen came nearest and how near, such as "best at its recorded place, 7 pixels of 900 differ in ...". */
export function describePlace({ offset, withinReach, differing, compared, box }: NearMiss): string {
  const where = box ? ` in the box ${formatRegion(box)}` : '';
  const reach = withinReach ? '' : " (farther than its areas' `search` allows)";
  return `best ${describeOffset(offset)}${reach}, ${pixels(differing)} of ${compared} differ${where}`;
}

function describeOffset({ x, y }: Point): string {
  return x === 0 && y === 0 ? 'at its recorded place' : `moved by ${x},${y}`;
}

function nameOf(screen: string, variant: string | undefined): string {
  return variant === undefined ? `screen '${screen}'` : `screen '${screen}' (variant '${variant}')`;
}

function formatSize({ width, height }: Dimensions): string {
  return `${width}x${height}`;
}

function pixels(count: number): string {
  return count === 1 ? '1 pixel' : `${count} pixels`;
}
