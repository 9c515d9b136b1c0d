/** The files of a machine of ours: its disks and drives in a folder, and the .vmx that names them. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { requireFile } from '../require-file.ts';
import { copyFloppy, makeDisk } from './disks.ts';
import { FLOPPY_PLACE, type VmwarePlan } from './plan.ts';
import { machineSettings } from './settings.ts';
import { VmxFile } from './vmx/vmx-file.ts';
import { editVmx, writeVmx } from './vmx/vmx-on-disk.ts';
import { restoreVnc } from './vnc-settings.ts';

export interface DefinePlace {
  readonly name: string;
  readonly folder: string;
  readonly vmx: string;
  readonly serials: readonly string[];
}

/** Makes all that `plan` asks for. Base images are only read. */
export async function writeMachine(plan: VmwarePlan, place: DefinePlace, deadline: Deadline): Promise<void> {
  const { name, folder, vmx, serials } = place;
  const optical = plan.optical ? resolve(plan.optical) : undefined;
  if (optical !== undefined) await requireFile(optical, 'machine.optical');
  const floppy = plan.floppy ? await copyFloppy(plan.floppy, join(folder, 'floppy.img')) : undefined;
  const disks: string[] = [];
  for (const [index, disk] of plan.disks.entries())
    disks.push(await makeDisk(disk, { folder, index }, deadline));
  const settings = machineSettings(plan, { name, disks, floppy, optical, serials });
  await writeVmx(vmx, VmxFile.create(settings));
}

/** Makes a copy that VMware wrote a machine of ours: its name, its own floppy, its own serial ports. */
export async function adaptClone({ name, folder, vmx, serials }: DefinePlace): Promise<void> {
  const image = VmxFile.parse(await readFile(vmx)).get(`${FLOPPY_PLACE}.fileName`);
  const floppy = image
    ? await copyFloppy(image, join(folder, 'floppy.img')).catch(() => undefined)
    : undefined;
  await editVmx(vmx, (file) => {
    restoreVnc(file);
    file.set('displayName', name);
    if (floppy !== undefined) file.set(`${FLOPPY_PLACE}.fileName`, floppy);
    for (const [index, path] of serials.entries()) {
      file.set(`serial${index}.present`, 'TRUE');
      file.set(`serial${index}.fileType`, 'pipe');
      file.set(`serial${index}.fileName`, path);
      file.set(`serial${index}.pipe.endPoint`, 'client');
    }
  });
}

/** How many serial ports the machine has: VMware has four places. */
export function serialPortCount(file: VmxFile): number {
  const places = [0, 1, 2, 3];
  return places.findLastIndex((index) => file.isTrue(`serial${index}.present`)) + 1;
}
