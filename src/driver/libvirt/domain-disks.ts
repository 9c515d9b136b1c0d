/** Disks and drives as libvirt's `<disk>` elements. Pure. */
import type { DiskInterface } from '../definition.ts';
import type { LibvirtPlan } from './plan.ts';
import { element } from './xml.ts';

/** A file on the host. `private`: it is ours and dies with the machine, so its flushes may be skipped. */
export interface HostFile {
  readonly path: string;
  readonly format: 'qcow2' | 'raw';
  readonly private: boolean;
}

/** What lies behind a machine's drives; undefined: the drive is empty. */
export interface DomainFiles {
  readonly disks: readonly HostFile[];
  readonly optical: HostFile | undefined;
  readonly floppy: HostFile | undefined;
}

export type RemovableDrive = 'optical' | 'floppy';

/** PC: two channels of two, masters first, so that a disk and a CD do not share one. */
const IDE = ['hda', 'hdc', 'hdb', 'hdd'] as const;

/** All `<disk>` elements, with the boot order on each. */
export function diskElements(plan: LibvirtPlan, files: DomainFiles): readonly string[] {
  const places = new Places(plan);
  const order = new BootNumbers(plan);
  const disks = files.disks.map((file, index) =>
    diskElement('disk', file, places.disk(plan.diskInterfaces[index] ?? 'ide'), order.of('disk')),
  );
  if (plan.hasOptical) disks.push(opticalElement(plan, files.optical));
  if (plan.hasFloppy) disks.push(floppyElement(plan, files.floppy));
  return disks;
}

/** The `<disk>` of a drive with what lies in it, also for changing it while the machine runs. */
export function driveElement(plan: LibvirtPlan, drive: RemovableDrive, file: HostFile | undefined): string {
  return drive === 'optical' ? opticalElement(plan, file) : floppyElement(plan, file);
}

/** The controllers that the disks need beside those that the board has. */
export function diskControllers(plan: LibvirtPlan): readonly string[] {
  const scsi = plan.diskInterfaces.includes('scsi');
  return scsi ? [element('controller', { type: 'scsi', model: 'virtio-scsi' })] : [];
}

/** The number of the network card in the boot order; undefined when it is left out. */
export function networkBoot(plan: LibvirtPlan): number | undefined {
  return new BootNumbers(plan).of('network');
}

function opticalElement(plan: LibvirtPlan, file: HostFile | undefined): string {
  const places = new Places(plan);
  for (const kind of plan.diskInterfaces) places.disk(kind);
  return diskElement('cdrom', file, places.optical(), new BootNumbers(plan).of('optical'), 'raw');
}

function floppyElement(plan: LibvirtPlan, file: HostFile | undefined): string {
  return diskElement('floppy', file, { dev: 'fda', bus: 'fdc' }, new BootNumbers(plan).of('floppy'), 'qcow2');
}

interface Place {
  readonly dev: string;
  readonly bus: string;
}

function diskElement(
  device: 'disk' | 'cdrom' | 'floppy',
  file: HostFile | undefined,
  target: Place,
  order: number | undefined,
  empty: HostFile['format'] = 'raw',
): string {
  const cache = file?.private ? 'unsafe' : undefined;
  return element(
    'disk',
    { type: 'file', device },
    element('driver', { name: 'qemu', type: file?.format ?? empty, cache }),
    file && element('source', { file: file.path }),
    element('target', { ...target }),
    device === 'cdrom' && element('readonly'),
    order !== undefined && element('boot', { order }),
  );
}

/** Hands out libvirt's names of places, which decide bus and unit. */
class Places {
  readonly #plan: LibvirtPlan;
  #ide = 0;
  #serial = 0;
  #virtio = 0;

  constructor(plan: LibvirtPlan) {
    this.#plan = plan;
  }

  disk(kind: DiskInterface): Place {
    if (kind === 'virtio') return { dev: `vd${letter(this.#virtio++)}`, bus: 'virtio' };
    if (kind === 'scsi') return { dev: `sd${letter(this.#serial++)}`, bus: 'scsi' };
    return kind === 'sata' ? this.#sata() : this.#board();
  }

  optical(): Place {
    return this.#board();
  }

  /** What a board has of its own: IDE on a PC, SATA on a Q35. */
  #board(): Place {
    return this.#plan.board === 'pc' ? { dev: IDE[this.#ide++] ?? 'hde', bus: 'ide' } : this.#sata();
  }

  #sata(): Place {
    return { dev: `sd${letter(this.#serial++)}`, bus: 'sata' };
  }
}

/** Counts through the plan's order: all disks, in their order, before what comes next. */
class BootNumbers {
  readonly #plan: LibvirtPlan;
  #disks = 0;

  constructor(plan: LibvirtPlan) {
    this.#plan = plan;
  }

  of(device: LibvirtPlan['bootOrder'][number]): number | undefined {
    const { bootOrder, diskInterfaces } = this.#plan;
    const order = [...new Set(bootOrder)];
    const at = order.indexOf(device);
    if (at < 0) return undefined;
    const before = order
      .slice(0, at)
      .reduce((sum, each) => sum + (each === 'disk' ? diskInterfaces.length : 1), 1);
    return before + (device === 'disk' ? this.#disks++ : 0);
  }
}

function letter(index: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + index);
}
