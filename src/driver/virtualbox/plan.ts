/** What a definition means for VirtualBox: controllers, slots and settings, before anything is created. */
import { GuestwrightError } from '../../base/errors.ts';
import { parseSize } from '../../base/units.ts';
import { unsupported } from '../capabilities.ts';
import {
  type DiskInterface,
  type MachineDefinition,
  type NetworkDefinition,
  qemuOnly,
} from '../definition.ts';

export type Bus = 'IDE' | 'SATA' | 'SCSI' | 'VirtioSCSI' | 'Floppy';

/** Where a drive is plugged in. The controller is named after its bus. */
export interface Slot {
  readonly bus: Bus;
  readonly port: number;
  readonly device: number;
}

export type DiskPlan = { readonly slot: Slot } & (
  | { readonly size: bigint }
  | { readonly image: string; readonly write: 'overlay' | 'in-place' }
);

export interface VirtualBoxPlan {
  /** MiB. */
  readonly memory: number;
  readonly cpus: number;
  readonly uefi: boolean;
  readonly chipset: 'PIIX3' | 'ICH9';
  readonly osType: string;
  /** MiB. */
  readonly videoMemory: number;
  readonly displays: number;
  readonly buses: readonly Bus[];
  readonly disks: readonly DiskPlan[];
  /** Undefined: no drive; null: an empty one. */
  readonly optical: string | null | undefined;
  readonly floppy: string | null | undefined;
  readonly bootOrder: readonly BootDevice[];
  readonly network: NetworkPlan | undefined;
  readonly serialPorts: number;
  readonly clock: NonNullable<MachineDefinition['clock']>;
  readonly tablet: boolean;
}

export type BootDevice = NonNullable<MachineDefinition['bootOrder']>[number];

export type NetworkPlan =
  | { readonly lan: string }
  | { readonly forwards: readonly { readonly guest: number; readonly host?: number }[] };

export const OPTICAL_SLOT: Slot = { bus: 'IDE', port: 1, device: 0 };
export const FLOPPY_SLOT: Slot = { bus: 'Floppy', port: 0, device: 0 };

const DEFAULT_MEMORY = '64 MiB';
const MEBIBYTE = 2n ** 20n;
/** VirtualBox refuses less. */
const LEAST_MEMORY = 4;
/** Holds 1920x1200 in 32 bits, twice over. */
const DEFAULT_VIDEO_MEMORY = 18;
const DEFAULT_BOOT_ORDER: readonly BootDevice[] = ['disk', 'optical', 'floppy'];
const BUS_OF: Readonly<Record<DiskInterface, Bus>> = {
  ide: 'IDE',
  sata: 'SATA',
  scsi: 'SCSI',
  virtio: 'VirtioSCSI',
};
/** IDE's four places without the disc drive's. */
const IDE_PLACES = [
  { port: 0, device: 0 },
  { port: 0, device: 1 },
  { port: 1, device: 1 },
] as const;
/** What VirtualBox's controllers take at most, less than some do. */
const MOST_DISKS_ON_OTHERS = 15;

/** Options that other drivers have; told rather than ignored. */
const OTHERS = ['qemu', 'vmware', 'parallels', 'kernel', 'agent'] as const;

export function planMachine(definition: MachineDefinition): VirtualBoxPlan {
  const foreign = OTHERS.find((name) => definition[name] !== undefined && definition[name] !== false);
  if (foreign !== undefined)
    throw refused(foreign, 'Leave it out: Guest Additions need no option, and a kernel needs a boot medium.');
  if (definition.display) throw unsupported('virtualbox', 'display.mode', 'Leave out machine.display.');
  const { firmware, optical, floppy, virtualbox = {} } = definition;
  const disks = placeDisks(definition.disks ?? []);
  const uefi = firmware === 'uefi';
  return {
    memory: Math.max(LEAST_MEMORY, Number(BigInt(parseSize(definition.memory ?? DEFAULT_MEMORY)) / MEBIBYTE)),
    cpus: definition.cpus ?? 1,
    uefi,
    chipset: virtualbox.chipset === 'ich9' ? 'ICH9' : 'PIIX3',
    osType: virtualbox.osType ?? 'Other',
    videoMemory:
      virtualbox.videoMemory === undefined ? DEFAULT_VIDEO_MEMORY : mebibytes(virtualbox.videoMemory),
    displays: virtualbox.displays ?? 1,
    buses: [
      ...new Set<Bus>([
        ...disks.map(({ slot }) => slot.bus),
        ...(optical === undefined ? [] : [OPTICAL_SLOT.bus]),
        ...(floppy === undefined ? [] : [FLOPPY_SLOT.bus]),
      ]),
    ],
    disks,
    optical,
    floppy,
    bootOrder: definition.bootOrder ?? DEFAULT_BOOT_ORDER,
    network: planNetwork(definition.network ?? 'none'),
    serialPorts: definition.serial ?? 1,
    clock: definition.clock ?? 'host',
    tablet: definition.pointer === 'tablet',
  };
}

function placeDisks(disks: NonNullable<MachineDefinition['disks']>): readonly DiskPlan[] {
  const used = new Map<Bus, number>();
  return disks.map((disk, index) => {
    const bus = BUS_OF[disk.interface ?? 'ide'];
    const number = used.get(bus) ?? 0;
    used.set(bus, number + 1);
    const place = bus === 'IDE' ? IDE_PLACES[number] : { port: number, device: 0 };
    if (!place || number >= MOST_DISKS_ON_OTHERS)
      throw refused(`disks[${index}]`, 'Spread them over interfaces.');
    const slot = { bus, ...place };
    if ('size' in disk) return { slot, size: BigInt(parseSize(disk.size)) };
    return { slot, image: disk.image, write: disk.write ?? 'overlay' };
  });
}

function planNetwork(network: NetworkDefinition): NetworkPlan | undefined {
  const foreign = qemuOnly(network);
  if (foreign)
    throw refused(
      foreign,
      "Leave it out: VirtualBox chooses a card by the guest's kind (virtualbox.osType).",
    );
  if (network === 'none') return undefined;
  if (network === 'user') return { forwards: [] };
  if ('lan' in network) return { lan: network.lan };
  return { forwards: network.user.forwards ?? [] };
}

function mebibytes(size: NonNullable<NonNullable<MachineDefinition['virtualbox']>['videoMemory']>): number {
  return Number(BigInt(parseSize(size)) / MEBIBYTE);
}

function refused(option: string, remedy: string): GuestwrightError {
  return new GuestwrightError(`driver 'virtualbox': machine.${option} cannot be had`, {
    code: 'unsupported',
    remedy,
  });
}
