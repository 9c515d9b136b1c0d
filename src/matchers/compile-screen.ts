/** Makes a variant ready: its areas' pixels cut out, each with its engine. Compiled once, kept as long as the variant. */
import { cropPixels } from '../frame/picture.ts';
import './engines.ts';
import { intersect, type Region, translate, unionAll } from '../frame/region.ts';
import { type AreaReference, type CompiledArea, engineFor } from './registry.ts';
import { resolveRule } from './rule.ts';
import { reachOf, type ScreenArea, type ScreenVariant } from './screen.ts';

export class CompiledVariant {
  readonly areas: readonly { readonly area: ScreenArea; readonly compiled: CompiledArea }[];
  /** How far it may move as a whole, in pixels. */
  readonly reach: number;
  /** For each area: where its corner may lie on a display of the recorded size, with all areas on it. */
  readonly corners: readonly Region[];
  #cheapest: number | undefined;

  constructor(variant: ScreenVariant) {
    this.areas = variant.areas.map((area) => ({ area, compiled: compileArea(variant, area) }));
    this.reach = reachOf(variant);
    this.corners = variant.areas.map((area) => cornersOf(variant, area, this.reach));
  }

  /** Index of the area that is the cheapest to search for: areas are prepared for searching when this is asked. */
  get cheapest(): number {
    if (this.areas.length === 1) return 0;
    if (this.#cheapest === undefined) {
      const costs = this.areas.map(({ compiled }) => compiled.searchCost);
      this.#cheapest = costs.indexOf(Math.min(...costs));
    }
    return this.#cheapest;
  }
}

const compiledVariants = new WeakMap<ScreenVariant, CompiledVariant>();

export function compileVariant(variant: ScreenVariant): CompiledVariant {
  const known = compiledVariants.get(variant);
  if (known) return known;
  const compiled = new CompiledVariant(variant);
  compiledVariants.set(variant, compiled);
  return compiled;
}

/** An area's corner may go as far as all areas stay on the display, and as far as the reach allows. */
function cornersOf({ areas, display }: ScreenVariant, area: ScreenArea, reach: number): Region {
  const box = unionAll(areas) as Region;
  const left = Math.max(area.x - reach, area.x - box.x);
  const top = Math.max(area.y - reach, area.y - box.y);
  const right = Math.min(area.x + reach, area.x + display.width - box.x - box.width);
  const bottom = Math.min(area.y + reach, area.y + display.height - box.y - box.height);
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
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
