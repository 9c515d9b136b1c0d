/** What a definition means for Parallels, before anything is made. */
import { GuestwrightError } from '../../base/errors.ts';
import { formatSize, parseSize } from '../../base/units.ts';
import { unsupported } from '../capabilities.ts';
import { type MachineDefinition, type NetworkDefinition, qemuOnly } from '../definition.ts';
import { OTHER_GUEST, STORAGE_INTERFACE } from './abi/constants.ts';

export type BootDevice = NonNullable<MachineDefinition['bootOrder']>[number];

export type DiskPlan = { readonly interface: number; readonly slot: number } & (
  | { /** MiB. */ readonly size: number }
  | { readonly image: string; readonly write: 'overlay' | 'in-place' }
);

export interface ParallelsPlan {
  /** MiB. */
  readonly memory: number;
  readonly cpus: number;
  /** PVS_GUEST_VER_*. */
  readonly osVersion: number;
  /** MiB; undefined: what the kind of guest gets. */
  readonly videoMemory: number | undefined;
  readonly disks: readonly DiskPlan[];
  /** Undefined: no drive; null: an empty one. */
  readonly optical: string | null | undefined;
  readonly floppy: string | null | undefined;
  readonly bootOrder: readonly BootDevice[];
  readonly network: NetworkPlan | undefined;
  readonly serialPorts: number;
}

export type NetworkPlan = 'shared' | { readonly lan: string };

const DEFAULT_MEMORY = '64 MiB';
const MEBIBYTE = 2 ** 20;
/** Parallels refuses less. */
const LEAST_MEMORY = 16;
const DEFAULT_BOOT_ORDER: readonly BootDevice[] = ['disk', 'optical', 'floppy'];

/** Options that other drivers have; told rather than ignored. */
const OTHERS = ['qemu', 'virtualbox', 'vmware', 'kernel', 'agent'] as const;

export function planMachine(definition: MachineDefinition): ParallelsPlan {
  const foreign = OTHERS.find((name) => definition[name] !== undefined && definition[name] !== false);
  if (foreign !== undefined) throw refused(foreign, 'Leave it out: Parallels Tools need no option.');
  if (definition.display) throw unsupported('parallels', 'display.mode', 'Leave out machine.display.');
  if (definition.firmware === 'uefi') throw unsupported('parallels', 'uefi', "Use firmware: 'bios'.");
  if (definition.clock !== undefined && definition.clock !== 'host')
    throw unsupported('parallels', 'clock', "Use clock: 'host'.");
  const { parallels = {} } = definition;
  return {
    memory: Math.max(LEAST_MEMORY, mebibytes(definition.memory ?? DEFAULT_MEMORY)),
    cpus: definition.cpus ?? 1,
    osVersion: parallels.osVersion ?? OTHER_GUEST,
    videoMemory: parallels.videoMemory === undefined ? undefined : mebibytes(parallels.videoMemory),
    disks: planDisks(definition.disks ?? []),
    optical: definition.optical,
    floppy: definition.floppy,
    bootOrder: definition.bootOrder ?? DEFAULT_BOOT_ORDER,
    network: planNetwork(definition.network ?? 'none'),
    serialPorts: definition.serial ?? 1,
  };
}

function planDisks(disks: NonNullable<MachineDefinition['disks']>): readonly DiskPlan[] {
  const used = new Map<number, number>();
  return disks.map((disk, index) => {
    const wanted = disk.interface ?? 'ide';
    if (wanted === 'virtio') throw refused(`disks[${index}].interface`, "Use 'ide', 'sata' or 'scsi'.");
    const place = STORAGE_INTERFACE[wanted];
    const slot = used.get(place) ?? 0;
    used.set(place, slot + 1);
    if (!('size' in disk)) {
      return { interface: place, slot, image: disk.image, write: disk.write ?? 'overlay' };
    }
    const bytes = parseSize(disk.size);
    if (bytes % MEBIBYTE !== 0)
      throw refused(`disks[${index}].size (${formatSize(bytes)})`, 'Give whole MiB.');
    return { interface: place, slot, size: bytes / MEBIBYTE };
  });
}

function planNetwork(network: NetworkDefinition): NetworkPlan | undefined {
  const foreign = qemuOnly(network);
  if (foreign) throw refused(foreign, 'Leave it out.');
  if (network === 'none') return undefined;
  if (network === 'user') return 'shared';
  if ('lan' in network) return { lan: network.lan };
  if ((network.user.forwards?.length ?? 0) > 0)
    throw unsupported('parallels', 'network', "Forward ports in Parallels' own preferences.");
  return 'shared';
}

function mebibytes(size: NonNullable<MachineDefinition['memory']>): number {
  return Math.floor(parseSize(size) / MEBIBYTE);
}

function refused(option: string, remedy: string): GuestwrightError {
  return new GuestwrightError(`driver 'parallels': machine.${option} cannot be had`, {
    code: 'unsupported',
    remedy,
  });
}
