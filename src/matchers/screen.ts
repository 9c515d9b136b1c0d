/** A screen: what should be seen, as one or more reference pictures with areas, exclusions and named points. */
import type { Picture } from '../frame/picture.ts';
import type { Dimensions, Point, Region } from '../frame/region.ts';

/** How an area is compared; the last form is a bounded fuzzy rule of one's own. */
export type MatchRule =
  | 'exact'
  | 'tolerant'
  | 'perceptual'
  | { readonly tolerance: number; readonly pixelsPerTile: number };

/** How far an area may have moved: pixels in each direction, or anywhere. */
export type SearchReach = number | 'display';

/** A part of the display that must look as recorded. */
export interface ScreenArea extends Region {
  readonly match: MatchRule;
  readonly search: SearchReach;
}

/** One reference picture of a screen. All coordinates are display pixels as recorded. */
export interface ScreenVariant {
  /** The screen's name, such as `debian/welcome`. */
  readonly screen: string;
  /** The part of the file's name between the dots, such as `gtk2`; undefined for the screen's own PNG. */
  readonly variant: string | undefined;
  /** The PNG's path, for messages; undefined for a screen that was never on disk. */
  readonly file: string | undefined;
  /** Size of the display that it was recorded on. */
  readonly display: Dimensions;
  /** Where the picture's top left corner lay on the display. */
  readonly origin: Point;
  readonly picture: Picture;
  readonly areas: readonly ScreenArea[];
  readonly exclude: readonly Region[];
  readonly points: Readonly<Record<string, Point>>;
  readonly regions: Readonly<Record<string, Region>>;
}

/** A named screen; it shows when any of its variants does. */
export interface Screen {
  readonly name: string;
  /** At least one; the screen's own PNG first. */
  readonly variants: readonly ScreenVariant[];
}

/** How far a variant may move as a whole: an area that may not move pins it. */
export function reachOf({ areas }: ScreenVariant): number {
  return Math.min(...areas.map(({ search }) => (search === 'display' ? Number.POSITIVE_INFINITY : search)));
}

/** The variants that were recorded on a display of that size. */
export function variantsFor({ width, height }: Dimensions, { variants }: Screen): ScreenVariant[] {
  return variants.filter(({ display }) => display.width === width && display.height === height);
}
