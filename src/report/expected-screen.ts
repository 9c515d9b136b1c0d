/** The reference that a report shows for a screen that did not show: the variant and place that came nearest. */
import type { Picture } from '../frame/picture.ts';
import { translate } from '../frame/region.ts';
import { explain } from '../matchers/explain.ts';
import type { ScreenLibrary } from '../matchers/screen-library.ts';
import type { ExpectedScreen } from './comparison.ts';

/** Gives the screen's reference for comparing with `frame`; undefined if it cannot be read any more. */
export type FindScreen = (name: string, frame: Picture) => Promise<ExpectedScreen | undefined>;

const RECORDED_PLACE = { x: 0, y: 0 };

/** Finds references in `library`. */
export function screenFinder(library: ScreenLibrary): FindScreen {
  return async (name, frame) => {
    const screen = await library.load(name).catch(() => undefined); // the wait's own error has told why
    const [first] = screen?.variants ?? [];
    if (!screen || !first) return undefined;
    const near = explain(frame, screen);
    const reference = near?.reference ?? first;
    const offset = near?.withinReach ? near.offset : RECORDED_PLACE; // farther away it does not count as found
    return {
      name,
      picture: reference.picture,
      origin: translate(reference.origin, offset),
      areas: reference.areas.map((area) => translate(area, offset)),
      exclude: reference.exclude.map((area) => translate(area, offset)),
    };
  };
}
