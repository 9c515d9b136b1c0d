/** The fuzzy engine in plain TypeScript: exact about its rule, slow over a whole display. */
import type { Picture } from '../frame/picture.ts';
import { intersect, type Point, type Region } from '../frame/region.ts';
import { FuzzyArea } from './fuzzy-area.ts';
import { blurred, brightness } from './planes.ts';
import { chooseProbes, type Probes } from './probes.ts';
import { type MatchEngine, MOST_HITS, type SearchRequest, type SearchResult } from './registry.ts';
import { isExact } from './rule.ts';

/** Where a place fits, the places beside it often do: of places nearer than this the best counts, in pixels. */
const SAME_PLACE = 8;
/** A reference that fits at so many places before those beside each other are joined fits everywhere. */
const MOST_PLACES = 4096;

export const fuzzyEngine: MatchEngine = {
  name: 'fuzzy',
  accepts: (rule) => !isExact(rule),
  compile: (reference) => new FuzzyArea(fuzzyEngine, reference),
  search: (frame, requests, hole) => {
    const planes = new FramePlanes(frame);
    return requests.map((request) => searchFuzzy(frame, planes, request, hole));
  },
};

/** Planes of a frame, made when the first area needs them. */
class FramePlanes {
  readonly #frame: Picture;
  #plain: Uint8Array | undefined;
  #blurred: Uint8Array | undefined;

  constructor(frame: Picture) {
    this.#frame = frame;
  }

  brightness(blur: boolean): Uint8Array {
    if (!blur) {
      this.#plain ??= brightness(this.#frame);
      return this.#plain;
    }
    this.#blurred ??= brightness(blurred(this.#frame));
    return this.#blurred;
  }
}

const probesOf = new WeakMap<FuzzyArea, Probes>();

interface Place extends Point {
  /** Pixels that are not identical. */
  readonly drift: number;
}

function searchFuzzy(
  frame: Picture,
  planes: FramePlanes,
  request: SearchRequest,
  hole?: Region,
): SearchResult {
  const area = request.area as FuzzyArea;
  const { corners } = request;
  const probes = probesOf.get(area) ?? chooseProbes(area);
  probesOf.set(area, probes);
  const plane = planes.brightness(area.rule.blur);
  const offsets = Int32Array.from(probes.places, ({ x, y }) => y * frame.width + x);
  const right = Math.min(corners.x + corners.width, frame.width - area.size.width + 1);
  const bottom = Math.min(corners.y + corners.height, frame.height - area.size.height + 1);
  const places: Place[] = [];
  for (let y = Math.max(0, corners.y); y < bottom; y++) {
    for (let x = Math.max(0, corners.x); x < right; x++) {
      const hidden = hole && intersect(hole, { ...probes.tile, x: probes.tile.x + x, y: probes.tile.y + y });
      if (!hidden && !mayMatch(plane, y * frame.width + x, offsets, probes, area)) continue;
      const match = area.matchAt(frame, { x, y }, hole);
      if (match) places.push({ x, y, drift: match.drift?.count ?? 0 });
      if (places.length > MOST_PLACES) return { ...result(places), overflow: true };
    }
  }
  return result(places);
}

/** False if so many probes differ in brightness that the tile's budget is spent for certain. */
function mayMatch(
  plane: Uint8Array,
  corner: number,
  offsets: Int32Array,
  { values }: Probes,
  { rule }: FuzzyArea,
): boolean {
  const { tolerance, pixelsPerTile } = rule;
  let differing = 0;
  for (let i = 0; i < offsets.length; i++) {
    const difference = (plane[corner + (offsets[i] as number)] as number) - (values[i] as number);
    if (difference > tolerance || -difference > tolerance) if (++differing > pixelsPerTile) return false;
  }
  return true;
}

/** The best place of each group of places beside each other. */
function result(places: readonly Place[]): SearchResult {
  const best: Place[] = [];
  for (const place of places.toSorted((a, b) => a.drift - b.drift)) {
    const near = ({ x, y }: Place) =>
      Math.abs(x - place.x) < SAME_PLACE && Math.abs(y - place.y) < SAME_PLACE;
    if (best.some(near)) continue;
    if (best.length === MOST_HITS) return { hits: best, overflow: true };
    best.push(place);
  }
  return { hits: best.map(({ x, y }) => ({ x, y })), overflow: false };
}
