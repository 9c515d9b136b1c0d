/** A machine's disk as a flat file of ours: the host makes a copy without a base, and we fetch it. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { unsupported } from '../capabilities.ts';
import type { ImageFormat } from '../image-format.ts';
import { wrongState } from '../wrong-state.ts';
import type { HostFile } from './domain-disks.ts';
import type { HostStorage } from './host-storage.ts';
import type { DomainPower } from './power.ts';
import type { MachineStorage } from './storage.ts';

export interface ExportParts {
  readonly power: DomainPower;
  readonly storage: MachineStorage;
  readonly host: HostStorage;
}

/** The machine must be off: QEMU holds its files while it runs. Needs a turn. */
export async function exportDisk(
  { power, storage, host }: ExportParts,
  { index, path, format }: { readonly index: number; readonly path: string; readonly format: ImageFormat },
  deadline: Deadline,
): Promise<void> {
  const disk = storage.disks[index];
  if (!disk) {
    throw new GuestwrightError(
      `machine '${power.name}': expected a disk below ${storage.disks.length}, got ${index}`,
      { code: 'invalid-argument' },
    );
  }
  if (format !== 'raw' && format !== 'qcow2')
    throw unsupported('libvirt', 'disks', `libvirt writes raw and qcow2 here, not ${format}.`);
  if (power.powered) throw wrongState(power.name, 'off', 'on');
  await fetchFlat(host, disk, { path, format }, deadline);
}

/** Writes what is in a file of the host, bases included, to `path` here. */
export async function fetchFlat(
  host: HostStorage,
  file: HostFile,
  to: { readonly path: string; readonly format: HostFile['format'] },
  deadline: Deadline,
): Promise<void> {
  const copy = await host.flatCopy(file, to.format, deadline);
  try {
    await host.download(copy, to.path, deadline);
  } finally {
    await host.deleteVolume(copy, deadline);
  }
}
