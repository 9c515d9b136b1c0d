/** A region that is found when it is used: a part of a screen, where that screen shows now. */
import { GuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { type Region, validateRegion } from '../frame/region.ts';
import type { Attempt, GuestContext } from './context.ts';
import type { GuestMatch, Target } from './target.ts';
import { waitShown } from './wait-shown.ts';

/** A place in display pixels, or a locator's. */
export type RegionLike = Region | RegionLocator;

export class RegionLocator {
  readonly target: Target;
  readonly regionName: string | undefined;

  /** @internal */
  constructor(target: Target, regionName: string | undefined) {
    this.target = target;
    this.regionName = regionName;
  }

  /** Where it is, going by the screen's matches; undefined if the screen does not show. */
  placeOn([match]: readonly GuestMatch[]): Region | undefined {
    return match && regionOf(match, this.regionName);
  }

  toString(): string {
    return this.regionName === undefined
      ? this.target.what
      : `region '${this.regionName}' of ${this.target.what}`;
  }
}

/** The pixels meant now; waits for the screen that a locator belongs to. */
export async function resolveRegion(
  context: GuestContext,
  attempt: Attempt,
  region: RegionLike | undefined,
): Promise<Region | undefined> {
  if (region === undefined) return undefined;
  if (!(region instanceof RegionLocator)) return validateRegion(region);
  const { match } = await waitShown(context, attempt, [region.target]);
  return regionOf(match, region.regionName);
}

function regionOf(match: GuestMatch, name: string | undefined): Region {
  if (name === undefined) return match.box;
  const region = Object.hasOwn(match.regions, name) ? match.regions[name] : undefined;
  if (region) return region;
  const names = Object.keys(match.regions);
  throw new GuestwrightError(`${match.what} has no region '${name}'${didYouMean(name, names)}`, {
    code: 'invalid-argument',
    remedy:
      names.length > 0 ? `It has ${names.join(', ')}.` : 'Add it to the screen\'s sidecar under "regions".',
  });
}
