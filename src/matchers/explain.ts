/** Why a screen does not show: the place where it comes nearest. Slow beside matching: for failures. */
import { cropPixels, type Picture } from '../frame/picture.ts';
import { intersect, type Point, type Region, translate, unionAll } from '../frame/region.ts';
import { compileVariant } from './compile-screen.ts';
import { chooseKeys } from './grid-keys.ts';
import { createNeedle } from './needle.ts';
import type { NearMiss } from './outcome.ts';
import { reachOf, type Screen, type ScreenVariant } from './screen.ts';
import { likelyCorners } from './vote.ts';

/**
 * The nearest that any variant recorded at the frame's size comes: at its recorded place, or wherever on the display
 * most of its spots are seen, even beyond its reach (`withinReach` tells). Undefined if none has the frame's size.
 */
export function explain(frame: Picture, screen: Screen): NearMiss | undefined {
  const fitting = screen.variants.filter(
    ({ display }) => display.width === frame.width && display.height === frame.height,
  );
  const misses = fitting.flatMap((variant) =>
    placesOf(frame, variant).map((offset) => missAt(frame, variant, offset)),
  );
  return misses.reduce<NearMiss | undefined>(nearer, undefined);
}

function nearer(best: NearMiss | undefined, miss: NearMiss): NearMiss {
  return best !== undefined && best.differing / best.compared <= miss.differing / miss.compared ? best : miss;
}

/** The recorded place, and where its largest area seems to be. */
function placesOf(frame: Picture, variant: ScreenVariant): Point[] {
  const [largest] = variant.areas.toSorted((a, b) => b.width * b.height - a.width * a.height);
  const recorded = { x: 0, y: 0 };
  if (!largest) return [recorded];
  const { picture, origin, exclude } = variant;
  const holes = exclude
    .flatMap((hole) => intersect(hole, largest) ?? [])
    .map((hole) => translate(hole, negative(largest)));
  const keys = chooseKeys(
    createNeedle(cropPixels(picture, translate(plain(largest), negative(origin))), holes),
  );
  const corners = keys ? likelyCorners(frame, keys) : [];
  const box = unionAll(variant.areas) as Region;
  const offsets = corners.map((corner) => ({ x: corner.x - largest.x, y: corner.y - largest.y }));
  return [recorded, ...offsets.filter((offset) => liesOn(frame, translate(box, offset)))];
}

function missAt(frame: Picture, variant: ScreenVariant, offset: Point): NearMiss {
  const differences = compileVariant(variant).areas.map(({ area, compiled }) =>
    compiled.differencesAt(frame, { x: area.x + offset.x, y: area.y + offset.y }),
  );
  return {
    reference: variant,
    offset,
    withinReach: Math.max(Math.abs(offset.x), Math.abs(offset.y)) <= reachOf(variant),
    differing: differences.reduce((sum, { count }) => sum + count, 0),
    compared: differences.reduce((sum, { compared }) => sum + compared, 0),
    box: unionAll(differences.flatMap(({ box }) => box ?? [])),
  };
}

function liesOn({ width, height }: Picture, region: Region): boolean {
  return (
    region.x >= 0 && region.y >= 0 && region.x + region.width <= width && region.y + region.height <= height
  );
}

function negative({ x, y }: Point): Point {
  return { x: -x, y: -y };
}

function plain({ x, y, width, height }: Region): Region {
  return { x, y, width, height };
}
