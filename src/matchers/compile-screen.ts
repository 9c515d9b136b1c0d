/** Makes a variant ready: its areas' pixels cut out, each with its engine. Compiled once, kept as long as the variant. */
import { cropPixels } from '../frame/picture.ts';
import './engines.ts';
import { intersect, translate } from '../frame/region.ts';
import { type AreaReference, type CompiledArea, engineFor } from './registry.ts';
import { resolveRule } from './rule.ts';
import type { ScreenArea, ScreenVariant } from './screen.ts';

export interface CompiledVariant {
  readonly areas: readonly { readonly area: ScreenArea; readonly compiled: CompiledArea }[];
}

const compiledVariants = new WeakMap<ScreenVariant, CompiledVariant>();

export function compileVariant(variant: ScreenVariant): CompiledVariant {
  const known = compiledVariants.get(variant);
  if (known) return known;
  const areas = variant.areas.map((area) => ({ area, compiled: compileArea(variant, area) }));
  const compiled = { areas };
  compiledVariants.set(variant, compiled);
  return compiled;
}

function compileArea(variant: ScreenVariant, area: ScreenArea): CompiledArea {
  return engineFor(resolveRule(area.match)).compile(referenceOf(variant, area));
}

/** The area's own pixels and exclusions, relative to its corner. */
export function referenceOf({ picture, origin, exclude }: ScreenVariant, area: ScreenArea): AreaReference {
  const { x, y, width, height, match } = area;
  const holes = exclude.flatMap((region) => intersect(region, area) ?? []);
  return {
    picture: cropPixels(picture, { x: x - origin.x, y: y - origin.y, width, height }),
    exclude: holes.map((hole) => translate(hole, { x: -x, y: -y })),
    rule: match,
  };
}
