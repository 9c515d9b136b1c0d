/** Puts a reference picture and its sidecar together, and checks that everything lies where it can. */
import { GuestwrightError } from '../base/errors.ts';
import type { Picture } from '../frame/picture.ts';
import { contains, containsPoint, formatRegion, intersect, type Region, wholeOf } from '../frame/region.ts';
import type { ScreenVariant } from './screen.ts';
import type { Sidecar } from './sidecar.ts';

/** Where it comes from, for messages and the match. */
export interface VariantSource {
  readonly screen: string;
  readonly variant: string | undefined;
  /** The PNG's path, if there is one. */
  readonly file?: string;
  /** The sidecar's name in messages. */
  readonly sidecarFile: string;
}

/**
 * Error `invalid-screen`, naming file and field, if an area lies outside the picture or anything outside the display.
 * `open` gives the picture whenever it is asked for: a library of screens need not keep all their pixels.
 */
export function createVariant(open: () => Picture, sidecar: Sidecar, source: VariantSource): ScreenVariant {
  const { display, origin } = sidecar;
  const picture = open();
  const onDisplay = wholeOf(display);
  const pictured: Region = { ...origin, width: picture.width, height: picture.height };
  const refuse = (field: string, problem: string) => {
    return new GuestwrightError(`${source.sidecarFile}: ${field}: ${problem}`, {
      code: 'invalid-screen',
      remedy: 'All coordinates are display pixels; the picture lies at `origin`.',
      details: { file: source.sidecarFile, field },
    });
  };
  const demand = (field: string, region: Region, container: Region, name: string) => {
    if (contains(container, region)) return;
    throw refuse(field, `${formatRegion(region)} is outside of the ${name} (${formatRegion(container)})`);
  };
  demand('origin', pictured, onDisplay, 'display');
  for (const [index, area] of sidecar.areas.entries()) {
    demand(`areas[${index}]`, area, pictured, 'picture');
    if (isCovered(area, sidecar.exclude)) throw refuse(`areas[${index}]`, 'it is excluded altogether');
  }
  for (const [index, region] of sidecar.exclude.entries())
    demand(`exclude[${index}]`, region, onDisplay, 'display');
  for (const [name, region] of Object.entries(sidecar.regions))
    demand(`regions.${name}`, region, onDisplay, 'display');
  for (const [name, point] of Object.entries(sidecar.points)) {
    if (!containsPoint(onDisplay, point))
      throw refuse(`points.${name}`, `${point.x},${point.y} is outside of the display`);
  }
  const { screen, variant, file } = source;
  return {
    screen,
    variant,
    file,
    get picture() {
      return open();
    },
    ...sidecar,
  };
}

/** Whether the holes leave no pixel of `region`. */
function isCovered(region: Region, holes: readonly Region[]): boolean {
  const [hole, ...rest] = holes.filter((candidate) => intersect(candidate, region));
  if (!hole) return false;
  return around(region, intersect(hole, region) as Region).every((part) => isCovered(part, rest));
}

/** The up to four parts of `region` around `hole`, which lies in it. */
function around({ x, y, width, height }: Region, hole: Region): Region[] {
  const [right, bottom] = [hole.x + hole.width, hole.y + hole.height];
  return [
    { x, y, width, height: hole.y - y },
    { x, y: bottom, width, height: y + height - bottom },
    { x, y: hole.y, width: hole.x - x, height: hole.height },
    { x: right, y: hole.y, width: x + width - right, height: hole.height },
  ].filter((part) => part.width > 0 && part.height > 0);
}
