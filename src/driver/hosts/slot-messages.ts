/** What people read while they wait for a slot. */
import { describeHolder } from './holder.ts';
import type { HostLink } from './host-link.ts';
import type { SeenLock } from './slot-host.ts';
import { slotIndex } from './slot-name.ts';

/** "qemu+tls://one/system has 2 of 2 slots taken (shard 1/2 ... ; ...)", one host after the other. */
export function stateOfHosts(links: readonly Pick<HostLink, 'entry' | 'locks' | 'complaint'>[]): string {
  return links.map(stateOfHost).join('; ');
}

function stateOfHost({ entry, locks, complaint }: Pick<HostLink, 'entry' | 'locks' | 'complaint'>): string {
  if (!locks) return complaint;
  const taken = locks.filter(({ name }) => slotIndex(name) !== undefined);
  const holders = taken.map(({ holder }) => describeHolder(holder)).join(', ');
  return `${entry.uri} has ${taken.length} of ${entry.slots} slots taken${holders && ` (${holders})`}`;
}

/** Of a lock that was taken from an owner that is gone. */
export function removedMessage(uri: string, { name, holder }: SeenLock): string {
  return `${uri}: freed ${name}: its owner no longer lives: ${describeHolder(holder)}`;
}
