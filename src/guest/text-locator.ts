/** Texts that a region may narrow down, such as a part of a screen that is found anew on every frame. */
import { GuestwrightError } from '../base/errors.ts';
import { describeValue } from '../base/units.ts';
import type { Region } from '../frame/region.ts';
import type { GuestContext } from './context.ts';
import { type RegionLike, RegionLocator } from './region-locator.ts';
import { checkPattern } from './serial.ts';
import type { Target } from './target.ts';

export interface TextOptions {
  /** A place in display pixels, or a part of a screen, such as `guest.screen('desktop').region('field')`. */
  readonly region?: RegionLike;
  /**
   * Characters that OCR may have got wrong: missing, too many, or others. What glyphs show is read exactly, and digits
   * are never allowed for. Default: one in ten of a string, none of a RegExp.
   */
  readonly mistakes?: number;
}

/** The target of a text. Where its region belongs to a screen, both must show on one frame. */
export function textTarget(context: GuestContext, pattern: string | RegExp, options: TextOptions): Target {
  checkPattern(pattern, 'text');
  const { region } = options;
  const mistakes = checkMistakes(options.mistakes);
  if (!(region instanceof RegionLocator)) return context.texts.target(pattern, { region, mistakes });
  const { target: screen } = region;
  const within = (place: Region) => context.texts.target(pattern, { region: place, mistakes });
  const anywhere = context.texts.target(pattern);
  return {
    what: `${anywhere.what} in ${region}`,
    screens: screen.screens,
    slow: true,
    ready: async () => {
      await screen.ready?.();
      await anywhere.ready?.();
    },
    hold: (history) => screen.hold?.(history),
    look: async (frame, sight) => {
      const place = region.placeOn((await screen.look(frame, { ...sight, places: 'one' })).matches);
      if (!place) return { matches: [], depends: 'all' };
      return { ...(await within(place).look(frame, sight)), depends: 'all' };
    },
    crop: async (frame) => region.placeOn((await screen.look(frame)).matches),
    explain: async (frame) => {
      const place = region.placeOn((await screen.look(frame)).matches);
      if (!place) return `${screen.what}: ${await screen.explain(frame)}`;
      return await within(place).explain(frame);
    },
  };
}

function checkMistakes(mistakes: unknown): number | undefined {
  if (mistakes === undefined || (Number.isSafeInteger(mistakes) && (mistakes as number) >= 0))
    return mistakes as number | undefined;
  throw new GuestwrightError(
    `text: expected mistakes as a whole number from 0, got ${describeValue(mistakes)}`,
    {
      code: 'invalid-argument',
      remedy: 'Leave it out for the default, or give 0 for an exact text.',
    },
  );
}
