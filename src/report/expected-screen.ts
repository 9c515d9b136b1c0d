/** The reference that a report shows for a screen that did not show: the variant and place that came nearest. */
import type { Picture } from '../frame/picture.ts';
import { translate } from '../frame/region.ts';
import { nearMiss } from '../matchers/explain.ts';
import type { ScreenLibrary } from '../matchers/screen-library.ts';
import type { ExpectedScreen } from './comparison.ts';

/** Gives the screen's reference for comparing with `frame`; undefined if it cannot be read any more. */
export type FindScreen = (name: string, frame: Picture) => Promise<ExpectedScreen | undefined>;

export function screenFinder(library: ScreenLibrary): FindScreen {
  return async (name, frame) => {
    const screen = await library.load(name).catch(() => undefined); // the wait's own error has told why
    const [first] = screen?.variants ?? [];
    if (!screen || !first) return undefined;
    const { reference, offset } = nearMiss(frame, screen) ?? { reference: first, offset: { x: 0, y: 0 } };
    return {
      name,
      picture: reference.picture,
      origin: translate(reference.origin, offset),
      areas: reference.areas.map((area) => translate(area, offset)),
      exclude: reference.exclude.map((area) => translate(area, offset)),
    };
  };
}
