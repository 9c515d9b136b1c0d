/** Texts that a region may narrow down, such as a part of a screen that is found anew on every frame. */
import type { GuestContext } from './context.ts';
import { type RegionLike, RegionLocator } from './region-locator.ts';
import { checkPattern } from './serial.ts';
import type { Target } from './target.ts';

export interface TextOptions {
  /** A place in display pixels, or a part of a screen, such as `guest.screen('desktop').region('field')`. */
  readonly region?: RegionLike;
}

/** The target of a text. Where its region belongs to a screen, both must show on one frame. */
export function textTarget(context: GuestContext, pattern: string | RegExp, { region }: TextOptions): Target {
  checkPattern(pattern, 'text');
  if (!(region instanceof RegionLocator)) return context.texts.target(pattern, region);
  const { target: screen } = region;
  const anywhere = context.texts.target(pattern);
  return {
    what: `${anywhere.what} in ${region}`,
    screens: screen.screens,
    ready: async () => await screen.ready?.(),
    look: async (frame, pointer) => {
      const place = region.placeOn((await screen.look(frame, pointer)).matches);
      if (!place) return { matches: [], depends: 'all' };
      return { ...(await context.texts.target(pattern, place).look(frame, pointer)), depends: 'all' };
    },
    explain: async (frame) => {
      const place = region.placeOn((await screen.look(frame, undefined)).matches);
      if (!place) return `${screen.what}: ${await screen.explain(frame)}`;
      return await context.texts.target(pattern, place).explain(frame);
    },
  };
}
