/** A machine's snapshot by its name. */

import { GuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';

/** Error `snapshot` with the nearest name and those that there are. */
export function findSnapshot<Snapshot extends { readonly name: string }>(
  machine: string,
  taken: readonly Snapshot[],
  name: string,
): Snapshot {
  const found = taken.find((snapshot) => snapshot.name === name);
  if (found) return found;
  const names = taken.map((snapshot) => snapshot.name);
  throw new GuestwrightError(`machine '${machine}' has no snapshot '${name}'${didYouMean(name, names)}`, {
    code: 'snapshot',
    remedy: names.length > 0 ? `It has ${names.join(', ')}.` : 'Take one first.',
  });
}
