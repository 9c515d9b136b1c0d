/** Writes a disk of a machine that is off or paused as a flat image, with qemu-img, which reads Parallels' format. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runGuarded } from '../../base/child-process.ts';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { findProgram, installCommand } from '../../base/platform.ts';
import { imageOf, openDrive } from './devices.ts';
import { refreshConfig } from './edit.ts';
import type { MachineRef } from './machine-ref.ts';

/** Of the images within a disk's bundle. */
const BUNDLED = '.hds';

export async function exportDisk(
  ref: MachineRef,
  { index, path }: { readonly index: number; readonly path: string },
  deadline: Deadline,
): Promise<void> {
  await refreshConfig(ref, deadline);
  using device = await openDrive(ref, ref.vm, { kind: 'disk', index });
  const image = await flatImage(await imageOf(ref.api, device.value));
  const program = findProgram('qemu-img');
  if (program === undefined) {
    throw new GuestwrightError(
      "driver 'parallels' needs 'qemu-img' to write a disk, which is not on the PATH",
      {
        code: 'not-installed',
        remedy: `Install it: ${installCommand({ apt: 'qemu-utils', brew: 'qemu' })}`,
      },
    );
  }
  const args = ['convert', '-U', '-O', 'raw', image, path]; // -U: a machine that is paused has it open
  const { code, stderr } = await runGuarded(program, args, deadline.options);
  if (code === 0) return;
  throw new GuestwrightError(`qemu-img could not write '${path}'`, { code: 'io', output: stderr });
}

/** The one image within a disk's bundle; a disk with snapshots has several, which only Parallels can join. */
async function flatImage(disk: string): Promise<string> {
  if (!(await stat(disk)).isDirectory()) return disk;
  const images = (await readdir(disk)).filter((name) => name.endsWith(BUNDLED));
  const [only] = images;
  if (images.length === 1 && only !== undefined) return join(disk, only);
  throw new GuestwrightError(`the disk '${disk}' consists of ${images.length} images`, {
    code: 'unsupported',
    remedy: 'Remove the snapshots of the machine first.',
  });
}
