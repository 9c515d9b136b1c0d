/** Writes a disk of a machine that is off or paused as a flat image. */
import { resolve } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { writeFlatImage } from './disk-file.ts';
import type { MachineCore } from './machine-core.ts';

export async function exportDisk(
  core: MachineCore,
  {
    index,
    path,
    format,
  }: { readonly index: number; readonly path: string; readonly format: 'raw' | 'qcow2' },
  deadline: Deadline,
): Promise<void> {
  const { plan, power } = core;
  const count = plan.disks.length;
  if (format !== 'raw') {
    throw new GuestwrightError(`exportDisk: the embedded emulator writes 'raw' images, got '${format}'`, {
      code: 'unsupported',
      remedy: "Export 'raw', then: qemu-img convert -O qcow2 disk.raw disk.qcow2",
    });
  }
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new GuestwrightError(
      `machine '${core.name}': expected one of its ${count} disks, got disk ${index}`,
      {
        code: 'invalid-argument',
        remedy: 'Disks count from 0 in the order of the definition.',
      },
    );
  }
  power.expect('exportDisk', 'off', 'suspended', 'paused');
  const target = resolve(path);
  const disk = power.session ? undefined : power.disks[index];
  if (disk) await writeFlatImage(disk, target);
  else await power.session?.call('exportDisk', { index, path: target }, deadline.options);
}
