/** Fuzzy search in plain TypeScript: the fallback where there is no SIMD, and what the kernel is checked against. */
import { cropPixels, type Picture } from '../frame/picture.ts';
import {
  contains,
  intersect,
  type Point,
  type Region,
  touches,
  translate,
  unionAll,
  wholeOf,
} from '../frame/region.ts';
import type { FuzzyArea } from './fuzzy-area.ts';
import { type FoundPlaces, findPlaces, type PlaceFinder } from './places.ts';
import { planeOf, type Weights } from './planes.ts';
import { chooseProbes, type Probes } from './probes.ts';

const probesOf = new WeakMap<FuzzyArea, Probes>();

/** Searches one frame. */
export class PlainSearch implements PlaceFinder {
  readonly #planes: FramePlanes;

  /** `parts`: where on the frame the areas may lie; its planes are made for these only. */
  constructor(frame: Picture, parts: readonly Region[]) {
    this.#planes = new FramePlanes(frame, parts);
  }

  find(area: FuzzyArea, corners: Region, hole: Region | undefined): FoundPlaces {
    const { frame } = this.#planes;
    const fits = (place: Point) => area.tallyAt(frame, place, hole) !== undefined;
    return findPlaces(candidates(this.#planes, area, corners, hole), fits);
  }

  countUnequal(area: FuzzyArea, places: readonly Point[], hole: Region | undefined): readonly number[] {
    return places.map((place) => area.tallyAt(this.#planes.frame, place, hole)?.unequal ?? 0);
  }
}

/** Corners that the probes do not rule out, in reading order. */
function* candidates(
  planes: FramePlanes,
  area: FuzzyArea,
  corners: Region,
  hole: Region | undefined,
): Generator<Point> {
  const probes = probesOf.get(area) ?? chooseProbes(area, [...area.limits.keys()]);
  probesOf.set(area, probes);
  const { plane, stride, origin } = planes.of(probes.weights, area.rule.blur);
  const offsets = Int32Array.from(probes.places, ({ x, y }) => y * stride + x);
  const covered = hole && area.widened(hole);
  for (let y = corners.y; y < corners.y + corners.height; y++) {
    const row = (y - origin.y) * stride - origin.x;
    for (let x = corners.x; x < corners.x + corners.width; x++) {
      const hidden = covered && touches(covered, translate(probes.region, { x, y }));
      if (hidden || mayMatch(plane, row + x, offsets, probes)) yield { x, y };
    }
  }
}

/** False if so many probes differ that the tile's limit is passed for certain. */
function mayMatch(
  plane: Uint8Array,
  corner: number,
  offsets: Int32Array,
  { values, tolerance, limit }: Probes,
): boolean {
  let differing = 0;
  for (let i = 0; i < offsets.length; i++) {
    const difference = (plane[corner + (offsets[i] as number)] as number) - (values[i] as number);
    if (difference > tolerance || -difference > tolerance) if (++differing > limit) return false;
  }
  return true;
}

/** A plane of a part of the frame. */
interface PartPlane {
  readonly plane: Uint8Array;
  readonly stride: number;
  /** The part's corner on the frame. */
  readonly origin: Point;
}

/** Planes of the part of a frame that searches need, made when the first of them asks. */
class FramePlanes {
  readonly frame: Picture;
  readonly #origin: Point;
  readonly #part: Picture;
  readonly #planes = new Map<string, PartPlane>();

  constructor(frame: Picture, parts: readonly Region[]) {
    this.frame = frame;
    const part = intersect(unionAll(parts) ?? wholeOf(frame), wholeOf(frame)) ?? wholeOf(frame);
    this.#origin = part;
    this.#part = contains(part, wholeOf(frame)) ? frame : cropPixels(frame, part);
  }

  of(weights: Weights, blur: boolean): PartPlane {
    const key = `${weights.red} ${weights.blue} ${blur}`;
    const plane = this.#planes.get(key) ?? {
      plane: planeOf(this.#part, weights, blur),
      stride: this.#part.width,
      origin: this.#origin,
    };
    this.#planes.set(key, plane);
    return plane;
  }
}
