/** The bundled guest travels in the package: its machine and its reference screens. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GuestwrightError } from './base/errors.ts';
import type { MachineDefinition } from './driver/definition.ts';

const ROOT = packageRoot(dirname(fileURLToPath(import.meta.url)));

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

/** `src/` lies in the checkout's root, or in `dist/` of the package. */
function packageRoot(folder: string): string {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
  }
  throw new GuestwrightError(`package root: no package.json above ${folder}`, {
    code: 'io',
    remedy: 'Install the package anew.',
  });
}
