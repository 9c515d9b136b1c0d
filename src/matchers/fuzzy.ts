/** The fuzzy engine: every place where an area fits within its rule, by the SIMD kernel or in plain TypeScript. */
import type { Picture } from '../frame/picture.ts';
import { area as areaOf, intersect, type Point, type Region, touches, union } from '../frame/region.ts';
import { FuzzyArea } from './fuzzy-area.ts';
import { KernelSearch } from './kernel/kernel-search.ts';
import { isKernelWanted, loadKernel } from './kernel/load-kernel.ts';
import { type FoundPlaces, findPlaces, inReadingOrder, type PlaceFinder, resultOf } from './places.ts';
import { PlainSearch } from './plain-search.ts';
import type { MatchEngine, SearchRequest, SearchResult } from './registry.ts';
import { isExact } from './rule.ts';

/** With fewer corners to look at, preparing the kernel costs more than it saves. */
const FEWEST_CORNERS = 256;

export const fuzzyEngine: MatchEngine = {
  name: 'fuzzy',
  accepts: (rule) => !isExact(rule),
  compile: (reference) => new FuzzyArea(fuzzyEngine, reference),
  search: (frame, requests, hole) => {
    const searches = requests.map((request) => ({
      area: request.area as FuzzyArea,
      parts: partsOn(frame, request),
    }));
    const corners = searches.flatMap(({ parts }) => parts).reduce((sum, part) => sum + areaOf(part), 0);
    const kernel = corners >= FEWEST_CORNERS ? kernelFor(frame) : undefined;
    const reached = searches.flatMap(({ area, parts }) => parts.map((part) => reachedFrom(area, part)));
    const finder = kernel ?? new PlainSearch(frame, reached);
    try {
      return searches.map(({ area, parts }) => search(finder, frame, area, parts, hole));
    } finally {
      kernel?.leave();
    }
  },
};

let kernelSearch: KernelSearch | undefined;

/** Undefined where there is no SIMD, where it is not wanted, or for frames that are not for it. */
function kernelFor(frame: Picture): KernelSearch | undefined {
  if (!isKernelWanted()) return undefined;
  if (!kernelSearch) {
    const kernel = loadKernel();
    if (!kernel) return undefined;
    kernelSearch = new KernelSearch(kernel);
  }
  return kernelSearch.adopt(frame) ? kernelSearch : undefined;
}

function search(
  finder: PlaceFinder,
  frame: Picture,
  area: FuzzyArea,
  parts: readonly Region[],
  hole: Region | undefined,
): SearchResult {
  const found = parts.map((part) => finder.find(area, part, hole));
  const places = withinFurthest(join(found), area, (place) => area.matchAt(frame, place, hole) !== undefined);
  return resultOf(places, (each) => finder.countUnequal(area, each, hole));
}

/** Whoever searches counts pixels; that none of them differs too far is asked here, at the few places that are left. */
function withinFurthest(
  found: FoundPlaces,
  { rule }: FuzzyArea,
  fits: (place: Point) => boolean,
): FoundPlaces {
  if (rule.furthest === undefined || !found.all) return found;
  return { apart: found.apart, all: found.all.filter(fits) };
}

/** What was found in several parts; if it was too much in one of them, it is as a whole. */
function join(found: readonly FoundPlaces[]): FoundPlaces {
  const [only] = found;
  const full = found.length === 1 ? only : found.find(({ all }) => !all);
  return full ?? findPlaces(inReadingOrder(found.flatMap(({ all }) => all ?? [])), () => true);
}

/** Corners to look at at which the area lies on the frame; none is in two of the parts. */
function partsOn(frame: Picture, { area: { size }, corners, within = [corners] }: SearchRequest): Region[] {
  const [width, height] = [frame.width - size.width + 1, frame.height - size.height + 1];
  const allowed = width > 0 && height > 0 ? intersect(corners, { x: 0, y: 0, width, height }) : undefined;
  return allowed ? joinTouching(within.flatMap((part) => intersect(part, allowed) ?? [])) : [];
}

/** Regions that have pixels in common become one around both. */
function joinTouching(regions: readonly Region[]): Region[] {
  const joined: Region[] = [];
  for (const region of regions) {
    let next = region;
    for (let i = joined.findIndex((other) => touches(other, next)); i >= 0; ) {
      next = union(next, joined.splice(i, 1)[0] as Region);
      i = joined.findIndex((other) => touches(other, next));
    }
    joined.push(next);
  }
  return joined;
}

/** The part of the frame that the area may cover. */
function reachedFrom({ size }: FuzzyArea, { x, y, width, height }: Region): Region {
  return { x, y, width: width + size.width - 1, height: height + size.height - 1 };
}
