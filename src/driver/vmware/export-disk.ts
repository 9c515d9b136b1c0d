/** Writes a disk of a machine as a flat image, off or on. */
import { dirname, resolve } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { flattenDisk } from './disks.ts';
import type { MachinePower } from './power.ts';
import { diskFile } from './vmx/vmx-disks.ts';
import { readVmx } from './vmx/vmx-on-disk.ts';

export interface DiskExport {
  /** Of the disk, from 0. */
  readonly index: number;
  readonly path: string;
  readonly format: 'raw' | 'qcow2';
}

/** Of the snapshot of a moment, unseen. */
const PASSING = 'guestwright-export';

/**
 * Needs a turn. VMware lets nobody read what a machine writes: of one that is on, a passing snapshot makes the file stand
 * still, as what is written from then on goes into another.
 */
export async function exportDisk(
  power: MachinePower,
  vmx: string,
  { index, path, format }: DiskExport,
  deadline: Deadline,
): Promise<void> {
  const file = resolve(dirname(vmx), diskFile(await readVmx(vmx), index, power.name));
  const { snapshots } = power.control;
  const passing = !(await power.isOffNow());
  if (passing) await snapshots.take(PASSING, { memory: false }, deadline);
  try {
    await flattenDisk(file, resolve(path), format, deadline);
  } finally {
    if (passing) await snapshots.remove(PASSING, deadline);
  }
}
