/** VirtualBox's media: image files that it has registered, opened for a machine and closed when no machine has them. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { resultCodeOf } from './faults.ts';
import { type Scope, type VboxObject, withScope } from './objects.ts';
import { waitForProgress } from './progress.ts';
import type { WebSession } from './web-session.ts';

export type ImageKind = 'HardDisk' | 'DVD' | 'Floppy';

/** Formats that hold an id of their own: a differencing image can name them as its base. */
const WITH_IDENTITY: readonly string[] = ['VDI', 'VMDK', 'VHD'];

/** A new disk of ours. `size` in bytes; it grows as it is written. */
export async function createDisk(
  scope: Scope,
  location: string,
  size: bigint,
  deadline: Deadline,
): Promise<VboxObject<'IMedium'>> {
  const disk = await newMedium(scope, location, 'VDI', deadline);
  const progress = await disk.call(
    'createBaseStorage',
    { logicalSize: size, variant: ['Standard'] },
    deadline.options,
  );
  await waitForProgress(scope.session, `creating '${location}'`, progress, deadline);
  return disk;
}

/** An image that exists, as VirtualBox knows it. Only disks that are written in place are opened for writing. */
export async function openImage(
  scope: Scope,
  {
    location,
    kind,
    write = false,
  }: { readonly location: string; readonly kind: ImageKind; readonly write?: boolean },
  deadline: Deadline,
): Promise<VboxObject<'IMedium'>> {
  const accessMode = write ? 'ReadWrite' : 'ReadOnly';
  const args = { location, deviceType: kind, accessMode, forceNewUuid: false } as const;
  try {
    return scope.own('IMedium', await scope.virtualBox.call('openMedium', args, deadline.options));
  } catch (error) {
    const missing = ['VBOX_E_FILE_ERROR', 'VBOX_E_OBJECT_NOT_FOUND'].includes(resultCodeOf(error) ?? '');
    throw missing ? unreadableImage(location, error) : error;
  }
}

function unreadableImage(location: string, cause: unknown): GuestwrightError {
  return new GuestwrightError(`driver 'virtualbox': the server cannot open the image '${location}'`, {
    code: 'io',
    cause,
    remedy:
      'Paths are those of the computer that vboxwebsrv runs on: check that it is there and may be read.',
  });
}

/** Numbers copies of floppies within this process: one may still be open when the next one is made. */
let copies = 0;

/**
 * An image for a drive that takes media. Of a floppy's the machine gets a copy in its `folder`, where that is ours to
 * write: it may write to it, and two machines cannot share one.
 */
export async function openRemovable(
  scope: Scope,
  { location, kind }: { readonly location: string; readonly kind: 'DVD' | 'Floppy' },
  folder: string | undefined,
  deadline: Deadline,
): Promise<VboxObject<'IMedium'>> {
  if (kind === 'DVD' || folder === undefined) return await openImage(scope, { location, kind }, deadline);
  const copy = join(folder, `floppy${++copies}.img`);
  await copyFile(location, copy).catch((cause: unknown) => {
    throw unreadableImage(location, cause);
  });
  return await openImage(scope, { location: copy, kind, write: true }, deadline);
}

/** A disk of ours that begins as `base` and leaves it unwritten. */
export async function createOverlay(
  scope: Scope,
  base: VboxObject<'IMedium'>,
  location: string,
  deadline: Deadline,
): Promise<VboxObject<'IMedium'>> {
  const overlay = await newMedium(scope, location, 'VDI', deadline);
  const target = overlay.reference;
  // An image without an identity cannot be named as a base: it is copied.
  const progress = WITH_IDENTITY.includes(await base.call('getFormat', {}, deadline.options))
    ? await base.call('createDiffStorage', { target, variant: ['Diff'] }, deadline.options)
    : await base.call('cloneToBase', { target, variant: ['Standard'] }, deadline.options);
  await waitForProgress(scope.session, `making a disk from an image`, progress, deadline);
  return overlay;
}

/** Writes a flat copy of a disk. */
export async function copyDisk(
  scope: Scope,
  disk: VboxObject<'IMedium'>,
  { location, format }: { readonly location: string; readonly format: 'RAW' | 'VDI' },
  deadline: Deadline,
): Promise<void> {
  const target = await newMedium(scope, location, format, deadline);
  const progress = await disk.call(
    'cloneToBase',
    { target: target.reference, variant: ['Standard'] },
    deadline.options,
  );
  await waitForProgress(scope.session, `writing '${location}'`, progress, deadline);
  await target.call('close', {}, deadline.options);
}

/** Forgets an image if no machine has it any more; never rejects, as an image that is used stays. Whether it did. */
export async function closeImage(session: WebSession, location: string, kind: ImageKind): Promise<boolean> {
  return await withScope(session, async (scope) => {
    const args = { location, deviceType: kind, accessMode: 'ReadOnly', forceNewUuid: false } as const;
    const medium = scope.own('IMedium', await scope.virtualBox.call('openMedium', args));
    if ((await medium.call('getMachineIds', {})).length > 0) return false;
    await medium.call('close', {});
    return true;
  }).catch(() => false);
}

async function newMedium(
  scope: Scope,
  location: string,
  format: string,
  deadline: Deadline,
): Promise<VboxObject<'IMedium'>> {
  const args = { format, location, accessMode: 'ReadWrite', aDeviceTypeType: 'HardDisk' } as const;
  return scope.own('IMedium', await scope.virtualBox.call('createMedium', args, deadline.options));
}
