/** What of a host's guests and volumes nobody needs any more. Pure. */
import { formatDuration } from '../../../base/units.ts';
import type { PruneItem, SeenGuest, SeenLock } from '../../hosts/slot-host.ts';
import { imageLockName } from '../../hosts/slot-name.ts';
import { machineOf, markOf, readImageName } from './image-name.ts';
import type { VolumeFacts } from './volume-facts.ts';

export interface PoolVolume extends VolumeFacts {
  readonly name: string;
  readonly path: string;
}

export interface HostPicture {
  readonly locks: readonly SeenLock[];
  /** All machines, ours and others'. */
  readonly guests: readonly SeenGuest[];
  /** libvirt's XML of each. */
  readonly definitions: readonly string[];
  readonly volumes: readonly PoolVolume[];
  /** By the host's clock, in ms since 1970. */
  readonly now: number;
}

export interface PrunePlan {
  readonly guests: readonly (PruneItem & { readonly id: string })[];
  /** Disks and images. */
  readonly volumes: readonly PruneItem[];
  readonly kept: readonly PruneItem[];
}

/**
 * What was used so lately, in ms, stays whatever is asked: an image is noted as used, and a disk is made, a moment before
 * the machine that needs it is there.
 */
export const GRACE = 10 * 60_000;

export function planPrune(picture: HostPicture, olderThan: number): PrunePlan {
  const guests = leftGuests(picture);
  const gone = new Set(guests.map(({ id }) => id));
  const alive = new Set(picture.guests.map(({ id }) => id).filter((id) => !gone.has(id)));
  const disks = picture.volumes.filter((volume) => isLeftDisk(volume, alive, gone, picture.now));
  const staying = picture.volumes.filter((volume) => !disks.includes(volume));
  const images = judgeImages({ ...picture, volumes: staying }, Math.max(olderThan, GRACE));
  const asDisk = ({ name, size }: PoolVolume): PruneItem => ({
    kind: 'disk',
    name,
    bytes: size,
    reason: 'its machine is gone',
  });
  return { guests, volumes: [...disks.map(asDisk), ...images.removed], kept: images.kept };
}

/** Machines of ours whose slot nobody holds. The guests must have been looked for first: a slot is older than its guests. */
export function leftGuests({ guests, locks }: Pick<HostPicture, 'guests' | 'locks'>): PrunePlan['guests'] {
  const held = new Set(locks.map(({ id }) => id));
  return guests.flatMap(({ name, id, note }) =>
    note?.slot === undefined || held.has(note.slot)
      ? []
      : [
          {
            kind: 'guest',
            name,
            id,
            reason: `the slot of process ${note.pid} on ${note.host} is gone`,
          } as const,
        ],
  );
}

function isLeftDisk(
  { name, changedAt }: PoolVolume,
  alive: ReadonlySet<string>,
  gone: ReadonlySet<string>,
  now: number,
): boolean {
  const machine = machineOf(name);
  if (machine === undefined || alive.has(machine)) return false;
  return gone.has(machine) || now - changedAt > GRACE;
}

function judgeImages(
  picture: HostPicture,
  olderThan: number,
): { readonly removed: readonly PruneItem[]; readonly kept: readonly PruneItem[] } {
  const removed: PruneItem[] = [];
  const kept: PruneItem[] = [];
  for (const volume of picture.volumes) {
    const image = readImageName(volume.name);
    if (!image) continue;
    const mark = picture.volumes.find(({ name }) => name === markOf(volume.name));
    const idle = picture.now - Math.max(mark?.changedAt ?? 0, volume.changedAt);
    const use = usedBy(volume, image.hash, picture);
    const item = { kind: 'image', name: volume.name, bytes: volume.size } as const;
    const age = `${mark ? 'last used' : 'half uploaded'} ${formatDuration(Math.max(0, idle))} ago`;
    if (use === undefined && idle > olderThan) removed.push({ ...item, reason: age });
    else kept.push({ ...item, reason: use ?? age });
  }
  return { removed, kept };
}

function usedBy(
  { path }: PoolVolume,
  hash: string,
  { volumes, definitions, locks }: HostPicture,
): string | undefined {
  if (locks.some(({ name }) => name === imageLockName(hash))) return 'it is being uploaded';
  const overlay = volumes.find(({ backing }) => backing === path);
  if (overlay) return `${overlay.name} stands on it`;
  return definitions.some((xml) => xml.includes(path)) ? 'a machine uses it' : undefined;
}
