/** The places at which a fuzzy area fits, joined where they lie beside each other. */
import type { Point, Region } from '../frame/region.ts';
import type { FuzzyArea } from './fuzzy-area.ts';
import { MOST_HITS, type SearchResult } from './registry.ts';

/** Where a place fits, the places beside it often do: of places nearer than this the best counts, in pixels. */
export const SAME_PLACE = 8;
/** A reference that fits at more places before those beside each other are joined is too smooth to say where it is. */
const MOST_PLACES = 512;

/** What a search found. */
export interface FoundPlaces {
  /** The first of each group in reading order; no more are looked for than one too many. */
  readonly apart: readonly Point[];
  /** All of them, in any order; undefined if they are too many. */
  readonly all: readonly Point[] | undefined;
}

/** One way to search one frame. */
export interface PlaceFinder {
  /** Every place with its corner in `corners`, at all of which the area lies on the frame; `hole` is left out. */
  find(area: FuzzyArea, corners: Region, hole: Region | undefined): FoundPlaces;
  /** How many pixels are not identical at each of the places. */
  countUnequal(area: FuzzyArea, places: readonly Point[], hole: Region | undefined): readonly number[];
}

/**
 * Finds out which of `candidates`, in reading order, fit. Those beside one that fits are left for later: where there are
 * too many groups they need not be compared.
 */
export function findPlaces(candidates: Iterable<Point>, fits: (place: Point) => boolean): FoundPlaces {
  const apart: Point[] = [];
  const beside: Point[] = [];
  for (const place of candidates) {
    if (apart.some((other) => isNear(other, place))) beside.push(place);
    else if (fits(place)) apart.push(place);
    if (apart.length > MOST_HITS) return { apart, all: undefined };
  }
  return withBeside(apart, beside, fits);
}

/** As `findPlaces` ends: `beside` are candidates that are near some of `apart`. */
export function withBeside(
  apart: readonly Point[],
  beside: readonly Point[],
  fits: (place: Point) => boolean,
): FoundPlaces {
  const all = [...apart];
  for (const place of beside) {
    if (fits(place)) all.push(place);
    if (all.length > MOST_PLACES) return { apart, all: undefined };
  }
  return { apart, all };
}

/** Of each group of places beside each other the one with the least drift, in pixels that are not identical. */
export function resultOf(
  { apart, all }: FoundPlaces,
  driftsAt: (places: readonly Point[]) => readonly number[],
): SearchResult {
  if (!all) return { hits: apart.slice(0, MOST_HITS), overflow: true };
  if (all.length < 2) return { hits: all, overflow: false };
  const places = inReadingOrder(all);
  const drifts = driftsAt(places);
  const order = [...drifts.keys()].sort((a, b) => (drifts[a] as number) - (drifts[b] as number));
  const best: Point[] = [];
  for (const index of order) {
    const place = places[index] as Point;
    if (best.some((other) => isNear(other, place))) continue;
    if (best.length === MOST_HITS) return { hits: best, overflow: true };
    best.push(place);
  }
  return { hits: best, overflow: false };
}

export function inReadingOrder(places: readonly Point[]): Point[] {
  return places.toSorted((a, b) => a.y - b.y || a.x - b.x);
}

function isNear(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) < SAME_PLACE && Math.abs(a.y - b.y) < SAME_PLACE;
}
