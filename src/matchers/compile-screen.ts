/** Makes a variant ready: its areas' pixels cut out, each with its engine. Compiled once, kept as long as the variant. */
import { cropPixels } from '../frame/picture.ts';
import './engines.ts';
import { intersect, type Region, translate } from '../frame/region.ts';
import { type CompiledArea, engineFor } from './registry.ts';
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

function compileArea({ picture, origin, exclude }: ScreenVariant, area: ScreenArea): CompiledArea {
  const onPicture: Region = translate(
    { x: area.x, y: area.y, width: area.width, height: area.height },
    { x: -origin.x, y: -origin.y },
  );
  const holes = exclude.flatMap((region) => {
    const inside = intersect(region, area);
    return inside ? [translate(inside, { x: -area.x, y: -area.y })] : [];
  });
  return engineFor(resolveRule(area.match)).compile({
    picture: cropPixels(picture, onPicture),
    exclude: holes,
    rule: area.match,
  });
}
