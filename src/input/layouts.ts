/** The keyboard layouts that we know, by name. */
import { GuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { Layout, type LayoutData } from './layout.ts';
import { XKB_LAYOUTS } from './layouts/xkb.generated.ts';

export type { Layout };

/** A layout's name: the country's code on the keyboard's box, such as 'de'; `gb` is another word for `uk`. */
export type LayoutName = keyof typeof XKB_LAYOUTS | 'gb';

/** What guests start with. */
export const DEFAULT_LAYOUT: LayoutName = 'us';

const DATA: Readonly<Record<string, LayoutData>> = XKB_LAYOUTS;
const built = new Map<string, Layout>();

/** Every layout's name. */
export function layoutNames(): LayoutName[] {
  return Object.keys(DATA) as LayoutName[];
}

/** The layout of that name; `invalid-argument` when there is none. */
export function layout(name: LayoutName): Layout {
  const known = name === 'gb' ? 'uk' : name;
  const data = Object.hasOwn(DATA, known) ? DATA[known] : undefined;
  if (data === undefined) {
    throw new GuestwrightError(`unknown keyboard layout '${name}'${didYouMean(name, layoutNames())}`, {
      code: 'invalid-argument',
      remedy: `Use one of ${layoutNames().join(', ')}.`,
    });
  }
  const result = built.get(known) ?? new Layout(known, data);
  built.set(known, result);
  return result;
}
