/** Decides whether screens show on a frame: at the recorded place first, then one pass for all that may have moved. */
import type { Picture } from '../frame/picture.ts';
import { intersect, type Point, type Region, wholeOf } from '../frame/region.ts';
import { matchAtOffset } from './match-at.ts';
import type { Match, ScreenOutcome } from './outcome.ts';
import { pointerBox } from './pointer.ts';
import { reachOf, type Screen, type ScreenVariant } from './screen.ts';
import { type FoundPlaces, searchVariants } from './variant-search.ts';

export interface MatchOptions {
  /** Where the guest's pointer may be drawn: left out where a screen matches only then. */
  readonly pointer?: Point | undefined;
}

/** Whether and where `screen` shows on `frame`. */
export function matchScreen(frame: Picture, screen: Screen, options: MatchOptions = {}): ScreenOutcome {
  return matchScreens(frame, [screen], options)[0] as ScreenOutcome;
}

/** Each screen's outcome, in their order. */
export function matchScreens(
  frame: Picture,
  screens: readonly Screen[],
  { pointer }: MatchOptions = {},
): ScreenOutcome[] {
  const outcomes = decideAll(frame, screens);
  const box = pointer && intersect(pointerBox(pointer), wholeOf(frame));
  const missed = box ? screens.filter((_, index) => outcomes[index]?.kind === 'mismatch') : [];
  if (missed.length === 0) return outcomes;
  const again = new Map(decideAll(frame, missed, box).map((outcome, index) => [missed[index], outcome]));
  return outcomes.map((outcome, index) => {
    const withoutPointer = again.get(screens[index] as Screen);
    return withoutPointer?.kind === 'match' ? withoutPointer : outcome;
  });
}

function decideAll(frame: Picture, screens: readonly Screen[], hole?: Region): ScreenOutcome[] {
  const outcomes: ScreenOutcome[] = [];
  const searched: { readonly screen: number; readonly variant: ScreenVariant }[] = [];
  for (const [index, screen] of screens.entries()) {
    const fitting = variantsFor(frame, screen);
    const match = firstMatch(frame, fitting, hole);
    if (match) outcomes.push({ kind: 'match', match });
    else if (fitting.length === 0) outcomes.push(wrongSize(frame, screen));
    else {
      outcomes.push({ kind: 'mismatch', screen: screen.name });
      const movable = fitting.filter((variant) => reachOf(variant) > 0);
      searched.push(...movable.map((variant) => ({ screen: index, variant })));
    }
  }
  if (searched.length === 0) return outcomes;
  const found = searchVariants(
    frame,
    searched.map(({ variant }) => variant),
    hole,
  );
  for (const [index, { screen, variant }] of searched.entries()) {
    if (outcomes[screen]?.kind === 'match') continue;
    outcomes[screen] = outcomeOf(variant, found[index] as FoundPlaces) ?? (outcomes[screen] as ScreenOutcome);
  }
  return outcomes;
}

/** The variants that were recorded on a display of the frame's size. */
export function variantsFor({ width, height }: Picture, { variants }: Screen): ScreenVariant[] {
  return variants.filter(({ display }) => display.width === width && display.height === height);
}

function firstMatch(
  frame: Picture,
  variants: readonly ScreenVariant[],
  hole: Region | undefined,
): Match | undefined {
  for (const variant of variants) {
    const match = matchAtOffset(frame, variant, { x: 0, y: 0 }, hole);
    if (match) return match;
  }
  return undefined;
}

function outcomeOf(
  { screen, variant }: ScreenVariant,
  { matches, overflow }: FoundPlaces,
): ScreenOutcome | undefined {
  const offsets = matches.map(({ offset }) => offset);
  if (overflow) return { kind: 'ambiguous', screen, variant, hits: offsets };
  const [nearest] = matches;
  return nearest && { kind: 'match', match: { ...nearest, alsoAt: offsets.slice(1) } };
}

function wrongSize({ width, height }: Picture, screen: Screen): ScreenOutcome {
  const expected = screen.variants.map(({ display }) => display);
  return { kind: 'wrong-size', screen: screen.name, expected, actual: { width, height } };
}
