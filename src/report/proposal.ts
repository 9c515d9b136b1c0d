/** A new picture for a reference that a run no longer saw exactly: cut from the run's frame at the same place. */
import { cropPixels, type Picture } from '../frame/picture.ts';
import { contains, type Point, type Region, translate, unionAll, wholeOf } from '../frame/region.ts';
import { checkScreen } from '../matchers/check-screen.ts';
import { differencesFrom } from '../matchers/exact-differences.ts';
import { explain } from '../matchers/explain.ts';
import { matchScreen } from '../matchers/match-screen.ts';
import type { Screen, ScreenVariant } from '../matchers/screen.ts';
import { likeness } from './likeness.ts';
import type { SeenScreen } from './seen-run.ts';

export interface Proposal {
  readonly before: ScreenVariant;
  /** The same areas, exclusions, points and regions where they are now, over the frame's pixels. */
  readonly after: ScreenVariant;
  /** How far the areas have moved. */
  readonly offset: Point;
  /** The frame that it is cut from. */
  readonly frame: Picture;
  /** Such as '14 of 5400 pixels differ'. */
  readonly reason: string;
  /** Why nobody should accept it unseen; undefined if nothing speaks against it. */
  readonly doubt: string | undefined;
}

/** Why there is no proposal, in a line; undefined where none is needed. */
export type NoProposal = { readonly problem: string | undefined };

/**
 * Below this the frame shows something else. Measured on 17 pages of three installers: pairs of different pages have a
 * median of 0.1, those of one template up to 0.8, so this finds most mistakes and not all: the eye decides.
 */
const LEAST_LIKENESS = 0.5;

/**
 * What to make of `frame`, on which `screen` was seen as `sight` says. `others` are the library's other screens: what
 * cannot be told from one of them is doubtful.
 */
export function propose(
  screen: Screen,
  sight: SeenScreen,
  frame: Picture,
  others: readonly Screen[],
): Proposal | NoProposal {
  if (showsExactly(screen, frame)) return { problem: undefined }; // renewed since
  const found = placeOf(screen, sight, frame);
  if (!found) return { problem: otherDisplay(screen, frame) };
  const after = cutAnew(found.reference, found.offset, frame);
  if (!after) return { problem: `'${screen.name}': its areas do not lie on the display of the run` };
  const { count, compared } = differencesFrom(frame, found.reference, found.offset);
  const like = likeness(found.reference, after);
  const [flaw] = checkScreen({ name: screen.name, variants: [after] }, others);
  const shownElse = like < LEAST_LIKENESS ? 'the frame seems to show something else there' : undefined;
  return {
    before: found.reference,
    after,
    offset: found.offset,
    frame,
    reason: `${count} of ${compared} pixels differ`,
    doubt: flaw?.shortMessage ?? shownElse,
  };
}

function showsExactly(screen: Screen, frame: Picture): boolean {
  const outcome = matchScreen(frame, screen);
  if (outcome.kind !== 'match') return false;
  const { reference, offset } = outcome.match;
  return differencesFrom(frame, reference, offset).count === 0;
}

/** Where it showed, else where it came nearest within its reach, else where it was recorded. */
function placeOf(
  screen: Screen,
  sight: SeenScreen,
  frame: Picture,
): { readonly reference: ScreenVariant; readonly offset: Point } | undefined {
  if (sight.outcome === 'shown') {
    const reference = screen.variants.find(({ variant }) => (variant ?? null) === sight.variant);
    if (reference) return { reference, offset: sight.offset };
  }
  const near = explain(frame, screen);
  return near && { reference: near.reference, offset: near.withinReach ? near.offset : { x: 0, y: 0 } };
}

/** Undefined where an area would lie off the display. */
function cutAnew(old: ScreenVariant, offset: Point, frame: Picture): ScreenVariant | undefined {
  const moved = <T extends Point>(place: T) => translate(place, offset);
  const whole = wholeOf(frame);
  const areas = old.areas.map(moved);
  const pictured: Region = moved({ ...old.origin, width: old.picture.width, height: old.picture.height });
  // Context around the areas may be pushed off the display; the areas may not.
  const box = contains(whole, pictured) ? pictured : (unionAll(areas) as Region);
  if (!contains(whole, box)) return undefined;
  const inside = (region: Region) => contains(whole, region);
  return {
    screen: old.screen,
    variant: old.variant,
    file: old.file,
    display: { width: frame.width, height: frame.height },
    origin: { x: box.x, y: box.y },
    picture: cropPixels(frame, box),
    areas,
    exclude: old.exclude.map(moved).filter(inside),
    points: mapValues(old.points, moved),
    regions: mapValues(old.regions, moved),
  };
}

function otherDisplay({ name, variants }: Screen, frame: Picture): string {
  const recorded = variants.map(({ display }) => `${display.width}x${display.height}`).join(', ');
  return `'${name}' was recorded at ${recorded}, and the run showed ${frame.width}x${frame.height}: record it anew`;
}

function mapValues<T>(values: Readonly<Record<string, T>>, map: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
