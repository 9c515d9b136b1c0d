/** The bundled guest travels in the package: its machine and its reference screens. */
import { join } from 'node:path';
import { packageFolder } from './base/version.ts';
import type { MachineDefinition } from './driver/definition.ts';

const ROOT = packageFolder();

/** Boots the installer from a floppy; once installed, the system from the disk. */
export const demoMachine: MachineDefinition = {
  floppy: join(ROOT, 'guests', 'hypo', 'hypo.img'),
  disks: [{ size: '8 MiB' }],
  memory: '32 MiB',
  bootOrder: ['disk', 'floppy'],
  pointer: 'vmmouse',
};

/** Folder of the reference screens of the bundled guest, the same for every driver. */
export const demoScreens: string = join(ROOT, 'screens');
