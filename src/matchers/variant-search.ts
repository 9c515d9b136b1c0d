/** Looks for variants that may have moved: one area of each is searched for, the others are compared where it is found. */
import type { Picture } from '../frame/picture.ts';
import { inflate, intersect, type Region, unionAll } from '../frame/region.ts';
import { type CompiledVariant, compileVariant } from './compile-screen.ts';
import { matchAtOffset } from './match-at.ts';
import type { Match } from './outcome.ts';
import type { MatchEngine, SearchRequest, SearchResult } from './registry.ts';
import type { ScreenVariant } from './screen.ts';

/** What is looked for, and where. */
export interface VariantSearch {
  readonly variant: ScreenVariant;
  /** The variant made ready, where it is at hand. */
  readonly compiled?: CompiledVariant;
  /** Kept by the first search of a variant that is searched for everywhere, for the next one. */
  plan?: Plan;
  /** Only places where one of its areas touches one of these parts of the frame are new. Default: anywhere. */
  readonly touching?: readonly Region[] | undefined;
}

/** Where a variant shows. */
export interface FoundPlaces {
  /** Nearest to the recorded place first. */
  readonly matches: readonly Match[];
  /** There are more: none of its areas is distinctive. */
  readonly overflow: boolean;
}

/** One search and the area by which it is done. */
export interface Plan {
  readonly search: VariantSearch;
  /** The area's index. */
  readonly anchor: number;
  /** Whether it may move without a limit. */
  readonly anywhere: boolean;
  readonly request: SearchRequest;
}

const NOT_FOUND: SearchResult = { hits: [], overflow: false };
const NOWHERE: FoundPlaces = { matches: [], overflow: false };

/** Perceptual areas are blurred 3x3: their edges depend on one pixel more. */
export const BLUR_REACH = 1;
/** Of too many places so many, the nearest, are enough to say so. */
const TOLD_OF_TOO_MANY = 8;
/** Changes in more parts than these are looked at as one. */
const MOST_PARTS = 16;

/**
 * Every place of each variant within its reach, their recorded places included; one pass for all that an engine takes
 * together. Beside what is `touching`, places that do not touch it may be told too.
 */
export function searchVariants(
  frame: Picture,
  searches: readonly VariantSearch[],
  hole?: Region,
): FoundPlaces[] {
  const plans = searches.map((search) => search.plan ?? planFor(search));
  const found = searchAll(frame, plans, hole);
  return plans.map((plan, index) => placesOf(frame, plan, found[index] as SearchResult, hole));
}

/** Whether a change of these parts of the frame can make the variant show where it did not. */
export function canTouch(search: VariantSearch): boolean {
  return planFor(search, 0).request.corners.width > 0;
}

/** By the area that is the cheapest to search for, unless another is given. */
function planFor(search: VariantSearch, given?: number): Plan {
  const { variant, touching, compiled: ready = compileVariant(variant) } = search;
  const { areas, corners: allowed, reach } = ready;
  const anchor = given ?? ready.cheapest;
  const { area, compiled } = areas[anchor] as CompiledVariant['areas'][number];
  const corners = allowed[anchor] as Region;
  const anywhere = reach === Number.POSITIVE_INFINITY;
  if (!touching) {
    const plan = { search, anchor, anywhere, request: { area: compiled, corners } };
    if (given === undefined) search.plan = plan;
    return plan;
  }
  const parts = touching.length > MOST_PARTS ? [unionAll(touching) as Region] : touching;
  const within = parts.flatMap((part) =>
    variant.areas.flatMap((each) => {
      const offsets = offsetsTouching(each, part);
      const moved = { ...offsets, x: offsets.x + area.x, y: offsets.y + area.y };
      return intersect(moved, corners) ?? [];
    }),
  );
  const around = unionAll(within) ?? { ...corners, width: 0, height: 0 };
  return { search, anchor, anywhere, request: { area: compiled, corners: around, within } };
}

/** The offsets by which `area` must move to have a pixel in `part`, or beside it. */
function offsetsTouching(area: Region, part: Region): Region {
  const { x, y, width, height } = inflate(part, BLUR_REACH);
  return {
    x: x - area.x - area.width + 1,
    y: y - area.y - area.height + 1,
    width: width + area.width - 1,
    height: height + area.height - 1,
  };
}

/**
 * Asks each engine once for all that may be anywhere, and once for what may move only a little: the small parts of the
 * latter must not be looked at as coarsely, nor the whole frame as finely, as the others need.
 */
function searchAll(frame: Picture, plans: readonly Plan[], hole: Region | undefined): SearchResult[] {
  const results: SearchResult[] = plans.map(() => NOT_FOUND);
  const together = new Map<MatchEngine, readonly [number[], number[]]>();
  for (const [index, { anywhere, request }] of plans.entries()) {
    if (request.corners.width <= 0 || request.corners.height <= 0) continue;
    const groups = together.get(request.area.engine) ?? [[], []];
    together.set(request.area.engine, groups);
    groups[anywhere ? 0 : 1].push(index);
  }
  for (const [engine, groups] of together) {
    for (const indices of groups) {
      if (indices.length === 0) continue;
      const requests = indices.map((index) => (plans[index] as Plan).request);
      const found = engine.search(frame, requests, hole);
      for (const [position, index] of indices.entries()) results[index] = found[position] as SearchResult;
    }
  }
  return results;
}

function placesOf(frame: Picture, plan: Plan, found: SearchResult, hole: Region | undefined): FoundPlaces {
  if (found.hits.length === 0 && !found.overflow) return NOWHERE;
  const { variant } = plan.search;
  const { hits, overflow, anchor } = found.overflow
    ? searchByOtherArea(frame, plan, found, hole)
    : { ...found, ...plan };
  const area = variant.areas[anchor] as Region;
  const offsets = hits
    .map((hit) => ({ x: hit.x - area.x, y: hit.y - area.y }))
    .sort((a, b) => a.x ** 2 + a.y ** 2 - b.x ** 2 - b.y ** 2);
  const matches: Match[] = [];
  for (const offset of offsets) {
    const match = matchAtOffset(frame, variant, offset, hole);
    if (match) matches.push(match);
    if (overflow && matches.length === TOLD_OF_TOO_MANY) break;
  }
  return { matches, overflow };
}

/** An area found too often says nothing, but one of the others may still tell where the screen is. */
function searchByOtherArea(
  frame: Picture,
  { search, anchor }: Plan,
  found: SearchResult,
  hole: Region | undefined,
): SearchResult & { readonly anchor: number } {
  for (const other of search.variant.areas.keys()) {
    if (other === anchor) continue;
    const { request } = planFor(search, other);
    const [result] = request.area.engine.search(frame, [request], hole);
    if (result && !result.overflow) return { ...result, anchor: other };
  }
  return { ...found, anchor };
}
