/** Looks for variants that may have moved: one area of each is searched for, the others are compared where it is found. */
import type { Picture } from '../frame/picture.ts';
import { type Region, unionAll } from '../frame/region.ts';
import { type CompiledVariant, compileVariant } from './compile-screen.ts';
import { matchAtOffset } from './match-at.ts';
import type { Match } from './outcome.ts';
import type { MatchEngine, SearchRequest, SearchResult } from './registry.ts';
import { reachOf, type ScreenVariant } from './screen.ts';

/** Where a variant shows. */
export interface FoundPlaces {
  /** Nearest to the recorded place first. */
  readonly matches: readonly Match[];
  /** There are more: none of its areas is distinctive. */
  readonly overflow: boolean;
}

/** One variant and the area by which it is searched for. */
interface Plan {
  readonly variant: ScreenVariant;
  /** The area's index. */
  readonly anchor: number;
  readonly request: SearchRequest;
}

/** Every place of each variant within its reach, their recorded places included; one pass for all that an engine takes together. */
export function searchVariants(
  frame: Picture,
  variants: readonly ScreenVariant[],
  hole?: Region,
): FoundPlaces[] {
  const plans = variants.map((variant) => planFor(frame, variant, cheapestArea(variant)));
  const found = searchAll(frame, plans, hole);
  return plans.map((plan, index) => placesOf(frame, plan, found[index] as SearchResult, hole));
}

function cheapestArea(variant: ScreenVariant): number {
  const costs = compileVariant(variant).areas.map(({ compiled }) => compiled.searchCost);
  return costs.indexOf(Math.min(...costs));
}

/** The area's corner may go as far as all areas stay on the display, and as far as the reach allows. */
function planFor(frame: Picture, variant: ScreenVariant, anchor: number): Plan {
  const reach = reachOf(variant);
  const { area, compiled } = compileVariant(variant).areas[anchor] as CompiledVariant['areas'][number];
  const box = unionAll(variant.areas) as Region;
  const left = Math.max(area.x - reach, area.x - box.x);
  const top = Math.max(area.y - reach, area.y - box.y);
  const right = Math.min(area.x + reach, area.x + frame.width - box.x - box.width);
  const bottom = Math.min(area.y + reach, area.y + frame.height - box.y - box.height);
  const corners = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
  return { variant, anchor, request: { area: compiled, corners } };
}

/** Asks each engine once for everything; what may move only a little is asked for alone, in its own small part. */
function searchAll(frame: Picture, plans: readonly Plan[], hole: Region | undefined): SearchResult[] {
  const results: SearchResult[] = [];
  const together = new Map<MatchEngine | Plan, number[]>();
  for (const [index, plan] of plans.entries()) {
    const group = Number.isFinite(reachOf(plan.variant)) ? plan : plan.request.area.engine;
    together.set(group, [...(together.get(group) ?? []), index]);
  }
  for (const indices of together.values()) {
    const requests = indices.map((index) => (plans[index] as Plan).request);
    const { engine } = (requests[0] as SearchRequest).area;
    const found = engine.search(frame, requests, hole);
    for (const [position, index] of indices.entries()) results[index] = found[position] as SearchResult;
  }
  return results;
}

function placesOf(frame: Picture, plan: Plan, found: SearchResult, hole: Region | undefined): FoundPlaces {
  const { variant } = plan;
  const { hits, overflow, anchor } = found.overflow
    ? searchByOtherArea(frame, plan, found, hole)
    : { ...found, ...plan };
  const area = variant.areas[anchor] as Region;
  const offsets = hits
    .map((hit) => ({ x: hit.x - area.x, y: hit.y - area.y }))
    .sort((a, b) => a.x ** 2 + a.y ** 2 - b.x ** 2 - b.y ** 2);
  return {
    matches: offsets.flatMap((offset) => matchAtOffset(frame, variant, offset, hole) ?? []),
    overflow,
  };
}

/** An area found too often says nothing, but one of the others may still tell where the screen is. */
function searchByOtherArea(
  frame: Picture,
  { variant, anchor }: Plan,
  found: SearchResult,
  hole: Region | undefined,
): SearchResult & { readonly anchor: number } {
  for (const other of variant.areas.keys()) {
    if (other === anchor) continue;
    const { request } = planFor(frame, variant, other);
    const [result] = request.area.engine.search(frame, [request], hole);
    if (result && !result.overflow) return { ...result, anchor: other };
  }
  return { ...found, anchor };
}
