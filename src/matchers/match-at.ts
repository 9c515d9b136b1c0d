/** Compares a whole variant, all of its areas, at one offset. */
import type { Picture } from '../frame/picture.ts';
import { type Point, type Region, unionAll } from '../frame/region.ts';
import { compileVariant } from './compile-screen.ts';
import type { AreaMatch, Match } from './outcome.ts';
import { hidesMost } from './pointer.ts';
import type { ScreenVariant } from './screen.ts';

/** The match with every area moved by `offset`, which must leave them on the frame; `hole` on the frame is left out. */
export function matchAtOffset(
  frame: Picture,
  variant: ScreenVariant,
  offset: Point,
  hole: Region | undefined,
): Match | undefined {
  const matched: AreaMatch[] = [];
  for (const { area, compiled } of compileVariant(variant).areas) {
    const at = { x: area.x + offset.x, y: area.y + offset.y };
    if (hole && hidesMost(hole, compiled, at)) return undefined;
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
