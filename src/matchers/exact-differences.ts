/** How far a frame is from a reference when every pixel counts, whatever rule its areas have. */
import type { Picture } from '../frame/picture.ts';
import { contains, type Point, type Region, translate, unionAll, wholeOf } from '../frame/region.ts';
import { compileVariant } from './compile-screen.ts';
import type { Differences } from './registry.ts';
import type { ScreenVariant } from './screen.ts';

const exactTwins = new WeakMap<ScreenVariant, ScreenVariant>();

/**
 * Pixels of all areas that are unlike `reference` with its areas moved by `offset`; exclusions are left out. Of an area
 * that does not lie on the frame as a whole, every pixel counts.
 */
export function differencesFrom(frame: Picture, reference: ScreenVariant, offset: Point): Differences {
  const found = compileVariant(exactTwinOf(reference)).areas.map(({ area, compiled }) => {
    const place = translate(area, offset);
    const compared = compiled.comparedPixels;
    if (!contains(wholeOf(frame), place)) return { count: compared, compared, box: undefined };
    return compiled.differencesAt(frame, place);
  });
  const boxes: Region[] = found.flatMap(({ box }) => box ?? []);
  return {
    count: found.reduce((sum, { count }) => sum + count, 0),
    compared: found.reduce((sum, { compared }) => sum + compared, 0),
    box: unionAll(boxes),
  };
}

function exactTwinOf(reference: ScreenVariant): ScreenVariant {
  const known = exactTwins.get(reference);
  if (known) return known;
  const { picture } = reference;
  const twin = {
    ...reference,
    picture,
    areas: reference.areas.map((area) => ({ ...area, match: 'exact' as const })),
  };
  exactTwins.set(reference, twin);
  return twin;
}
