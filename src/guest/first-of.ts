/** Waiting for the first of several locators: dialogs that may come or not, without wasting a timeout. */
import type { CallOptions } from '../base/deadline.ts';
import { type GuestContext, perform } from './context.ts';
import type { Locator } from './locator.ts';
import type { GuestMatch } from './target.ts';
import { waitShown } from './wait-shown.ts';

export interface FirstOf<Name extends string> {
  readonly name: Name;
  readonly match: GuestMatch;
}

/** The first that shows; of several on one frame the one named first. */
export async function firstOf<Name extends string>(
  context: GuestContext,
  locators: Readonly<Record<Name, Locator>>,
  options: CallOptions,
): Promise<FirstOf<Name>> {
  const names = Object.keys(locators) as Name[];
  const title = `first of ${names.join(', ')}`;
  return await perform(context, { title, category: 'wait', timeout: 'shown' }, options, async (attempt) => {
    const targets = names.map((name) => locators[name].target);
    const { index, match } = await waitShown(context, attempt, targets);
    return { name: names[index] as Name, match };
  });
}
