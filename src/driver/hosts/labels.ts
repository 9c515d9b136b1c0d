/** Which hosts a project may use: those that bear all labels it asks for. */
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { HostEntry } from './host-entry.ts';

/** The entries with every one of `labels`. Error `invalid-argument` if there is none, with the labels that there are. */
export function hostsWithLabels(
  entries: readonly HostEntry[],
  labels: readonly string[],
): readonly HostEntry[] {
  const fitting = entries.filter((entry) => labels.every((label) => entry.labels?.includes(label)));
  if (fitting.length > 0) return fitting;
  throw new GuestwrightError(`hosts: ${complaint(entries, labels)}`, {
    code: 'invalid-argument',
    remedy: 'Correct hostLabels of the project, or give a host these labels.',
    details: { labels, hosts: entries.map(({ uri }) => uri) },
  });
}

function complaint(entries: readonly HostEntry[], labels: readonly string[]): string {
  if (entries.length === 0) return 'the list is empty';
  const known = new Set(entries.flatMap((entry) => entry.labels ?? []));
  const unknown = labels.filter((label) => !known.has(label));
  const has = entries.map((entry) => `${entry.uri} has ${entry.labels?.join(', ') || 'none'}`).join('; ');
  const [first] = unknown;
  const problem =
    first === undefined
      ? `no host has all of the labels ${labels.join(', ')}`
      : `no host has the label '${first}'${didYouMean(first, known)}`;
  return `${problem}: ${has}`;
}
