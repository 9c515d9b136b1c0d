/** Which slots to try, and in which order: the emptiest host first. */
import type { HostEntry } from './host-entry.ts';
import { slotIndex, slotName } from './slot-name.ts';

/** A host and the names of the locks that were seen on it; undefined when it could not be asked. */
export interface Occupancy {
  readonly entry: HostEntry;
  readonly taken: readonly string[] | undefined;
}

export interface FreeSlot {
  readonly entry: HostEntry;
  readonly name: string;
}

/**
 * One slot a host, the host with the largest free part first; `turn` (such as the worker's index) decides between equal
 * ones and which slot of a host, so that workers who look at the same time do not all try the same.
 */
export function slotsToTry(hosts: readonly Occupancy[], turn: number): readonly FreeSlot[] {
  const turned = rotate(hosts, turn);
  const open = turned.flatMap(({ entry, taken }) => {
    if (!taken) return [];
    const free = freeSlots(entry, taken);
    const [name] = rotate(free, turn);
    return name === undefined ? [] : [{ entry, name, part: free.length / entry.slots }];
  });
  return open.toSorted((a, b) => b.part - a.part).map(({ entry, name }) => ({ entry, name }));
}

function freeSlots({ slots }: HostEntry, taken: readonly string[]): readonly string[] {
  const names = Array.from({ length: slots }, (_, index) => slotName(index));
  // Others may have been told that this host has more slots: theirs count too.
  const inUse = taken.filter((name) => slotIndex(name) !== undefined).length;
  return inUse >= slots ? [] : names.filter((name) => !taken.includes(name));
}

function rotate<T>(list: readonly T[], turn: number): readonly T[] {
  const start = list.length === 0 ? 0 : turn % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
