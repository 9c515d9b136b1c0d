/** What `guestwright hosts` says of one host, for people and for programs. */
import { messageOf } from '../base/errors.ts';
import { formatSize } from '../base/units.ts';
import { describeHolder } from '../driver/hosts/holder.ts';
import type { HostEntry } from '../driver/hosts/host-entry.ts';
import type { Pruned, PruneItem, PruneRequest, SeenGuest, SeenLock } from '../driver/hosts/slot-host.ts';
import { slotIndex } from '../driver/hosts/slot-name.ts';

export interface HostReport {
  readonly uri: string;
  /** Undefined for a host that no config names. */
  readonly slots: HostEntry['slots'] | undefined;
  readonly labels: readonly string[];
  /** Undefined when it does not answer. */
  readonly seen: { readonly locks: readonly SeenLock[]; readonly guests: readonly SeenGuest[] } | undefined;
  readonly problem?: unknown;
}

/** Lines for people: the host, then its slots, each with its guests. */
export function hostLines({ uri, slots, labels, seen, problem }: HostReport): readonly string[] {
  const bearing = labels.length > 0 ? `\t${labels.join(', ')}` : '';
  if (!seen) return [`${uri}\tdoes not answer: ${messageOf(problem).split('\n')[0]}${bearing}`];
  const { locks, guests } = seen;
  const taken = locks.filter(({ name }) => slotIndex(name) !== undefined);
  const count =
    slots === undefined ? `${taken.length} slots taken` : `${taken.length} of ${slots} slots taken`;
  const others = guests.filter(({ note }) => note === undefined);
  return [
    `${uri}\t${count}${bearing}`,
    ...locks.flatMap((lock) => [
      `  ${lock.name}\t${describeHolder(lock.holder)}`,
      ...guests
        .filter(({ note }) => note?.slot === lock.id)
        .map(({ name, state }) => `    ${name}\t${state}`),
    ]),
    ...guests.flatMap((guest) => strayLine(guest, locks)),
    ...(others.length > 0
      ? [`  ${others.length} of others: ${others.map(({ name }) => name).join(', ')}`]
      : []),
  ];
}

/** The same as one JSON object. */
export function hostJson({ uri, slots, labels, seen, problem }: HostReport): string {
  if (!seen) return JSON.stringify({ uri, slots, labels, problem: messageOf(problem) });
  const locks = seen.locks.map(({ name, id, holder }) => ({ name, id, ...holder }));
  const guests = seen.guests.map(({ name, state, note }) => ({
    name,
    state,
    ours: note !== undefined,
    ...note,
  }));
  return JSON.stringify({ uri, slots, labels, locks, guests });
}

/** What was removed from a host, or would be, and which images stay. */
export function prunedLines(
  uri: string,
  { removed, kept }: Pruned,
  { dryRun }: Pick<PruneRequest, 'dryRun'>,
): readonly string[] {
  const line = (what: string, { kind, name, bytes, reason }: PruneItem) =>
    `  ${what} ${kind} ${name}${bytes === undefined ? '' : ` (${formatSize(bytes)})`}: ${reason}`;
  const freed = removed.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  return [
    `${uri}\t${formatSize(freed)} ${dryRun ? 'would be freed' : 'freed'}`,
    ...removed.map((item) => line(dryRun ? 'would remove' : 'removed', item)),
    ...kept.map((item) => line('kept', item)),
  ];
}

/** Of a guest of ours that no slot of the host is for. */
function strayLine({ name, state, note }: SeenGuest, locks: readonly SeenLock[]): readonly string[] {
  if (!note || locks.some(({ id }) => id === note.slot)) return [];
  const whose = `of process ${note.pid} on ${note.host}`;
  return [`  ${name}\t${state}\t${note.slot === undefined ? whose : `left behind ${whose}`}`];
}
