/** Compares a whole variant, all of its areas, at one offset. */
import type { Picture } from '../frame/picture.ts';
import { type Point, type Region, unionAll } from '../frame/region.ts';
import { type CompiledVariant, compileVariant } from './compile-screen.ts';
import type { AreaMatch, Match } from './outcome.ts';
import { hidesMost } from './pointer.ts';
import type { ScreenVariant } from './screen.ts';

/** The match with every area moved by `offset`, which must leave them on the frame; `hole` on the frame is left out. */
export function matchAtOffset(
  frame: Picture,
  variant: ScreenVariant,
  offset: Point,
  hole: Region | undefined,
  { areas }: CompiledVariant = compileVariant(variant),
): Match | undefined {
  let matched: AreaMatch[] | undefined;
  for (const { area, compiled } of areas) {
    const moved = offset.x !== 0 || offset.y !== 0;
    const at = moved ? { x: area.x + offset.x, y: area.y + offset.y } : area;
    if (hole && hidesMost(hole, compiled, at)) return undefined;
    const match = compiled.matchAt(frame, at, hole);
    if (!match) return undefined;
    if (matched) matched.push(match);
    else matched = [match];
  }
  if (!matched) return undefined;
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
