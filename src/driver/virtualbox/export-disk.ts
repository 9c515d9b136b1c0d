/** Writes a disk of a machine as a flat image into a file. */
import { rename, rm } from 'node:fs/promises';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { machineThen } from './find-machine.ts';
import { copyDisk, openImage } from './images.ts';
import { type Scope, type VboxObject, withScope } from './objects.ts';
import type { MachinePower } from './power.ts';
import type { VirtualBoxSnapshots } from './snapshots.ts';

export interface DiskExport {
  /** Of the disk, from 0. */
  readonly index: number;
  /** On the server. */
  readonly path: string;
  /** Whether that is a file of this computer. */
  readonly local: boolean;
}

/** Of the snapshot of a moment, unseen. */
const PASSING = 'guestwright-export';

/**
 * Needs a turn. Of a machine that is on it is the disk at this moment, by a snapshot that is removed again: VirtualBox
 * lets nobody read what a machine writes. Error `invalid-argument` if there is no such disk.
 */
export async function exportDisk(
  power: MachinePower,
  snapshots: VirtualBoxSnapshots,
  { index, path, local }: DiskExport,
  deadline: Deadline,
): Promise<void> {
  // The server refuses to write over a file, and keeps its eye on what it wrote: a name of the moment, then the right one.
  const draft = local ? `${path}.virtualbox-${process.pid}` : path;
  const snapshot = power.powered ? await snapshots.takeNamed(PASSING, deadline) : undefined;
  try {
    await withScope(power.web, async (scope) => {
      const machine = await machineThen(scope, power.id, snapshot, deadline);
      const disk = await diskLocation(scope, power.name, { machine, index }, deadline);
      const medium = await openImage(scope, { location: disk, kind: 'HardDisk' }, deadline);
      await copyDisk(scope, medium, { location: draft, format: 'RAW' }, deadline);
    });
    if (local) await rename(draft, path);
  } finally {
    if (local) await rm(draft, { force: true });
    if (snapshot !== undefined) await snapshots.removeById(snapshot, deadline);
  }
}

async function diskLocation(
  scope: Scope,
  name: string,
  { machine, index }: { readonly machine: VboxObject<'IMachine'>; readonly index: number },
  deadline: Deadline,
): Promise<string> {
  const call = deadline.options;
  const attachments = await machine.call('getMediumAttachments', {}, call);
  const disks = attachments.filter(({ type, medium }) => type === 'HardDisk' && medium !== '');
  const media = attachments.map(({ medium }) => scope.ownOptional('IMedium', medium)); // all are held, all are let go
  const disk = media[attachments.indexOf(disks[index] as (typeof attachments)[number])];
  if (disk) return await disk.call('getLocation', {}, call);
  throw new GuestwrightError(`machine '${name}': expected a disk below ${disks.length}, got ${index}`, {
    code: 'invalid-argument',
  });
}
