/** Decides whether screens show on one frame, without memory of others: see `ScreenIndex`. */
import type { Picture } from '../frame/picture.ts';
import type { ScreenOutcome } from './outcome.ts';
import type { Screen } from './screen.ts';
import { type LookOptions, ScreenIndex } from './screen-index.ts';

/** Keeps what is prepared for each screen, and knows nothing of any frame. */
const index = new ScreenIndex();

export type MatchOptions = Pick<LookOptions, 'pointer' | 'places'>;

/** Whether and where `screen` shows on `frame`. */
export function matchScreen(frame: Picture, screen: Screen, options: MatchOptions = {}): ScreenOutcome {
  return matchScreens(frame, [screen], options)[0] as ScreenOutcome;
}

/** Each screen's outcome, in their order: at the recorded place, or else in one pass for all that may have moved. */
export function matchScreens(
  frame: Picture,
  screens: readonly Screen[],
  options: MatchOptions = {},
): ScreenOutcome[] {
  return index.look(frame, screens, { ...options, unknown: true });
}
