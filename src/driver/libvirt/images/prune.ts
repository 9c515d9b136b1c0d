/** Removes what nobody needs any more from a libvirt host: left guests, left disks, and images by age. */
import { randomUUID } from 'node:crypto';
import type { Deadline } from '../../../base/deadline.ts';
import type { Pruned, PruneRequest, SeenGuest, SeenLock } from '../../hosts/slot-host.ts';
import type { Connection } from '../connection.ts';
import { libvirtCode } from '../faults.ts';
import { ERROR, UNDEFINE } from '../library/constants.ts';
import { element, textElement } from '../xml.ts';
import { machineOf, markOf } from './image-name.ts';
import { type HostPicture, type PoolVolume, planPrune } from './prune-plan.ts';
import { volumeFacts } from './volume-facts.ts';

const EVERYTHING = UNDEFINE.managedSave | UNDEFINE.snapshots | UNDEFINE.nvram;
const GONE: readonly (number | undefined)[] = [ERROR.noDomain, ERROR.noVolume, ERROR.operationInvalid];

export interface PruneParts {
  readonly connection: Connection;
  /** Name of the storage pool. */
  readonly pool: string;
  readonly locks: readonly SeenLock[];
  readonly guests: readonly SeenGuest[];
}

export async function prune(parts: PruneParts, request: PruneRequest, deadline: Deadline): Promise<Pruned> {
  const picture = await takePicture(parts, deadline);
  const plan = planPrune(picture, request.olderThan);
  if (!request.dryRun) {
    for (const guest of plan.guests) await removeGuest(parts, guest.id, picture.volumes, deadline);
    for (const { name, kind } of plan.volumes) {
      // Without its mark nobody takes an image for whole, whatever comes between.
      if (kind === 'image') await removeVolume(parts, markOf(name), deadline);
      await removeVolume(parts, name, deadline);
    }
  }
  return { removed: [...plan.guests.map(({ id: _, ...item }) => item), ...plan.volumes], kept: plan.kept };
}

/** Ends a machine of ours, takes it off the list, and deletes its volumes; what is gone is gone. */
export async function removeGuest(
  { connection, pool }: Pick<PruneParts, 'connection' | 'pool'>,
  uuid: string,
  volumes: readonly { readonly name: string }[],
  deadline: Deadline,
): Promise<void> {
  const call = deadline.options;
  await connection.call('domainDestroy', { uuid }, call).catch(unlessGone);
  await connection.call('domainUndefine', { uuid, flags: EVERYTHING }, call).catch(unlessGone);
  for (const { name } of volumes)
    if (machineOf(name) === uuid) await removeVolume({ connection, pool }, name, deadline);
}

/** The volumes of the pool; none if there is no such pool yet. */
export async function poolVolumes(
  { connection, pool }: Pick<PruneParts, 'connection' | 'pool'>,
  deadline: Deadline,
): Promise<readonly PoolVolume[]> {
  const pools = await connection.call('poolList', {}, deadline.options);
  if (!pools.some(({ name, active }) => name === pool && active)) return [];
  await connection.call('poolRefresh', { name: pool }, deadline.options);
  const volumes = await connection.call('volumeList', { pool }, deadline.options);
  return volumes.map(({ name, path, xml }) => ({ name, path, ...volumeFacts(xml) }));
}

async function takePicture(parts: PruneParts, deadline: Deadline): Promise<HostPicture> {
  const { connection, locks, guests } = parts;
  const volumes = await poolVolumes(parts, deadline);
  const definitions: string[] = [];
  for (const { id } of guests) {
    const reading = connection.call('domainXml', { uuid: id, flags: 0 }, deadline.options);
    definitions.push(await reading.catch(() => '')); // it has just ended
  }
  const now = volumes.length === 0 ? 0 : await hostTime(parts, deadline);
  return { locks, guests, definitions, volumes, now };
}

/** The host's clock, as a file that is made now has it: no two computers' clocks are compared. */
async function hostTime({ connection, pool }: PruneParts, deadline: Deadline): Promise<number> {
  const name = `clock-${randomUUID()}`;
  const format = element('target', {}, element('format', { type: 'raw' }));
  const xml = element('volume', {}, textElement('name', name), textElement('capacity', 0), format);
  const { xml: made } = await connection.call('volumeCreate', { pool, xml }, deadline.options);
  await connection.call('volumeDelete', { pool, name }, deadline.options);
  return volumeFacts(made).changedAt;
}

async function removeVolume(
  { connection, pool }: Pick<PruneParts, 'connection' | 'pool'>,
  name: string,
  deadline: Deadline,
): Promise<void> {
  await connection.call('volumeDelete', { pool, name }, deadline.options).catch(unlessGone);
}

function unlessGone(error: unknown): void {
  if (!GONE.includes(libvirtCode(error))) throw error;
}
