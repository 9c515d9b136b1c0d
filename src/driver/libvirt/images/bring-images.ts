/** Brings all images of a definition to the host before its machine is made. */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Deadline } from '../../../base/deadline.ts';
import type { MachineDefinition } from '../../definition.ts';
import type { HostStorage } from '../host-storage.ts';
import { formatOf } from '../storage.ts';

/** One after the other. Nothing to do where guests read the user's own files; what is missing, defining tells. */
export async function bringImages(
  storage: HostStorage,
  { disks = [], optical, floppy, kernel }: MachineDefinition,
  deadline: Deadline,
): Promise<void> {
  if (storage.direct) return;
  const images = [
    ...disks.map((disk) => ('image' in disk && disk.write !== 'in-place' ? disk.image : undefined)),
    optical,
    floppy,
    kernel?.image,
    kernel?.initrd,
  ];
  for (const image of images) {
    if (!image) continue;
    const file = resolve(image);
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) await storage.base(file, await formatOf(file), deadline);
  }
}
