/** What people read while they wait for a slot. */
import { describeHolder } from './holder.ts';
import type { HostLink, Removed } from './host-link.ts';
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

/** Of guests whose lock went with its owner's connection, which the host ended without us. */
export function leftMessage(uri: string, guests: readonly string[]): string {
  return `${uri}: removed guests whose owners no longer live: ${guests.join(', ')}`;
}

/** Of a lock that was taken from an owner that is gone, and the machines that went with it. */
export function removedMessage(uri: string, { lock: { name, holder }, guests }: Removed): string {
  const left = guests.length > 0 ? `; ended the guests that it left: ${guests.join(', ')}` : '';
  return `${uri}: freed ${name}: its owner no longer lives: ${describeHolder(holder)}${left}`;
}
