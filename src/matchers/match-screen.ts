/** Decides whether screens show on a frame: at the recorded place first, then one pass for all that may have moved. */
import type { Picture } from '../frame/picture.ts';
import { intersect, type Point, type Region, unionAll, wholeOf } from '../frame/region.ts';
import { type CompiledVariant, compileVariant } from './compile-screen.ts';
import type { AreaMatch, Match, ScreenOutcome } from './outcome.ts';
import { hidesMost, pointerBox } from './pointer.ts';
import type { SearchRequest, SearchResult } from './registry.ts';
import { reachOf, type Screen, type ScreenVariant } from './screen.ts';

export interface MatchOptions {
  /** Where the guest's pointer may be drawn: left out where a screen matches only then. */
  readonly pointer?: Point | undefined;
}

/** Whether and where `screen` shows on `frame`. */
export function matchScreen(frame: Picture, screen: Screen, options: MatchOptions = {}): ScreenOutcome {
  return matchScreens(frame, [screen], options)[0] as ScreenOutcome;
}

/** The first of `screens` that shows, in their order. */
export function matchAny(
  frame: Picture,
  screens: readonly Screen[],
  options: MatchOptions = {},
): Match | undefined {
  const outcome = matchScreens(frame, screens, options).find(({ kind }) => kind === 'match');
  return outcome?.kind === 'match' ? outcome.match : undefined;
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
    const withoutPointer = again.get(screens[index]);
    return withoutPointer?.kind === 'match' ? withoutPointer : outcome;
  });
}

/** One variant that must be searched for. */
interface Search {
  readonly screen: number;
  readonly variant: ScreenVariant;
  /** Index of the area that is searched for; the others are compared where it is found. */
  readonly anchor: number;
  readonly request: SearchRequest;
}

function decideAll(frame: Picture, screens: readonly Screen[], hole?: Region): ScreenOutcome[] {
  const outcomes: ScreenOutcome[] = [];
  const searches: Search[] = [];
  for (const [index, screen] of screens.entries()) {
    const fitting = screen.variants.filter(
      ({ display }) => display.width === frame.width && display.height === frame.height,
    );
    const match = firstOf(fitting, (variant) => matchAtOffset(frame, variant, { x: 0, y: 0 }, hole));
    if (match) outcomes.push({ kind: 'match', match });
    else if (fitting.length === 0) outcomes.push(wrongSize(frame, screen));
    else {
      outcomes.push({ kind: 'mismatch', screen: screen.name });
      searches.push(...fitting.flatMap((variant) => planSearch(frame, variant, index)));
    }
  }
  const found = searchAll(frame, searches, hole);
  for (const [index, search] of searches.entries()) {
    if (outcomes[search.screen]?.kind === 'match') continue;
    const outcome = outcomeOf(frame, search, found[index] as SearchResult, hole);
    if (outcome) outcomes[search.screen] = outcome;
  }
  return outcomes;
}

/** How to search for a variant: by its area that is cheapest to find. Nothing if it may not move. */
function planSearch(frame: Picture, variant: ScreenVariant, screen: number): Search[] {
  if (reachOf(variant) === 0) return [];
  const costs = compileVariant(variant).areas.map(({ compiled }) => compiled.searchCost);
  return [planSearchBy(frame, variant, screen, costs.indexOf(Math.min(...costs)))];
}

/** The area's corner may go as far as all areas stay on the display, and as far as the reach allows. */
function planSearchBy(frame: Picture, variant: ScreenVariant, screen: number, anchor: number): Search {
  const reach = reachOf(variant);
  const { area, compiled } = compileVariant(variant).areas[anchor] as CompiledVariant['areas'][number];
  const box = unionAll(variant.areas) as Region;
  const left = Math.max(area.x - reach, area.x - box.x);
  const top = Math.max(area.y - reach, area.y - box.y);
  const right = Math.min(area.x + reach, area.x + frame.width - box.x - box.width);
  const bottom = Math.min(area.y + reach, area.y + frame.height - box.y - box.height);
  const corners = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
  return { screen, variant, anchor, request: { area: compiled, corners } };
}

/** Asks each engine once for everything; what may move only a little is asked for alone, in its own small part. */
function searchAll(frame: Picture, searches: readonly Search[], hole: Region | undefined): SearchResult[] {
  const results: SearchResult[] = [];
  const together = new Map<unknown, number[]>();
  for (const [index, { request, variant }] of searches.entries()) {
    const group = Number.isFinite(reachOf(variant)) ? index : request.area.engine;
    together.set(group, [...(together.get(group) ?? []), index]);
  }
  for (const indices of together.values()) {
    const requests = indices.map((index) => (searches[index] as Search).request);
    const engine = (requests[0] as SearchRequest).area.engine;
    const found = engine.search(frame, requests, hole);
    for (const [position, index] of indices.entries()) results[index] = found[position] as SearchResult;
  }
  return results;
}

function outcomeOf(
  frame: Picture,
  search: Search,
  found: SearchResult,
  hole: Region | undefined,
): ScreenOutcome | undefined {
  const { variant } = search;
  const { hits, overflow, anchor } = found.overflow
    ? searchByOtherArea(frame, search, found, hole)
    : { ...found, ...search };
  const area = variant.areas[anchor] as Region;
  const offsets = hits
    .map((hit) => ({ x: hit.x - area.x, y: hit.y - area.y }))
    .sort((a, b) => a.x ** 2 + a.y ** 2 - b.x ** 2 - b.y ** 2);
  const matches = offsets.flatMap((offset) => matchAtOffset(frame, variant, offset, hole) ?? []);
  if (overflow) {
    const places = matches.map(({ offset }) => offset);
    return { kind: 'ambiguous', screen: variant.screen, variant: variant.variant, hits: places };
  }
  const [nearest, ...others] = matches;
  return nearest && { kind: 'match', match: { ...nearest, alsoAt: others.map(({ offset }) => offset) } };
}

/** An area found too often says nothing, but one of the others may still tell where the screen is. */
function searchByOtherArea(
  frame: Picture,
  { variant, anchor, screen }: Search,
  found: SearchResult,
  hole: Region | undefined,
): SearchResult & { readonly anchor: number } {
  for (const other of variant.areas.keys()) {
    if (other === anchor) continue;
    const { request } = planSearchBy(frame, variant, screen, other);
    const [result] = request.area.engine.search(frame, [request], hole);
    if (result && !result.overflow) return { ...result, anchor: other };
  }
  return { ...found, anchor };
}

function matchAtOffset(
  frame: Picture,
  variant: ScreenVariant,
  offset: Point,
  hole: Region | undefined,
): Match | undefined {
  const matched: AreaMatch[] = [];
  for (const { area, compiled } of compileVariant(variant).areas) {
    const at = { x: area.x + offset.x, y: area.y + offset.y };
    if (hole && hidesMost(hole, { ...at, width: area.width, height: area.height })) return undefined;
    const match = compiled.matchAt(frame, at, hole);
    if (!match) return undefined;
    matched.push(match);
  }
  return {
    screen: variant.screen,
    variant: variant.variant,
    reference: variant,
    offset,
    region: unionAll(matched.map(({ region }) => region)) as Region,
    areas: matched,
    alsoAt: [],
    ...(hole && { pointerExcluded: hole }),
  };
}

function wrongSize({ width, height }: Picture, screen: Screen): ScreenOutcome {
  const expected = screen.variants.map(({ display }) => display);
  return { kind: 'wrong-size', screen: screen.name, expected, actual: { width, height } };
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
