/** Why a screen does not show: the place where it comes nearest. Slow beside matching: for failures. */
import type { Picture } from '../frame/picture.ts';
import { area, contains, type Point, type Region, translate, unionAll, wholeOf } from '../frame/region.ts';
import { compileVariant, referenceOf } from './compile-screen.ts';
import { chooseKeys } from './grid-keys.ts';
import { createNeedle } from './needle.ts';
import type { NearMiss } from './outcome.ts';
import { reachOf, type Screen, type ScreenArea, type ScreenVariant, variantsFor } from './screen.ts';
import { likelyCorners } from './vote.ts';

/**
 * The nearest that any variant recorded at the frame's size comes: at its recorded place, or wherever on the display
 * most of its spots are seen, even beyond its reach (`withinReach` tells). Undefined if none has the frame's size.
 */
export function explain(frame: Picture, screen: Screen): NearMiss | undefined {
  const misses = variantsFor(frame, screen).flatMap((variant) =>
    placesOf(frame, variant).map((offset) => missAt(frame, variant, offset)),
  );
  return misses.reduce<NearMiss | undefined>(nearer, undefined);
}

function nearer(best: NearMiss | undefined, miss: NearMiss): NearMiss {
  return best !== undefined && best.differing / best.compared <= miss.differing / miss.compared ? best : miss;
}

/** The recorded place, and where its largest area seems to be. */
function placesOf(frame: Picture, variant: ScreenVariant): Point[] {
  const [largest] = variant.areas.toSorted((a, b) => area(b) - area(a)) as [ScreenArea];
  const { picture, exclude } = referenceOf(variant, largest);
  const keys = chooseKeys(createNeedle(picture, exclude));
  const corners = keys ? likelyCorners(frame, keys) : [];
  const box = unionAll(variant.areas) as Region;
  const offsets = corners.map((corner) => ({ x: corner.x - largest.x, y: corner.y - largest.y }));
  return [{ x: 0, y: 0 }, ...offsets.filter((offset) => contains(wholeOf(frame), translate(box, offset)))];
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
