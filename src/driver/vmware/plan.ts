/** What a definition means for VMware: buses, slots and settings, before anything is created. Pure. */
import { GuestwrightError } from '../../base/errors.ts';
import { parseSize } from '../../base/units.ts';
import { unsupported } from '../capabilities.ts';
import {
  type DiskInterface,
  type MachineDefinition,
  type NetworkDefinition,
  qemuOnly,
} from '../definition.ts';

export type Bus = 'ide' | 'sata' | 'scsi';

/** Where a drive is plugged in, as a .vmx file says it: `ide0:0`. */
export interface Slot {
  readonly bus: Bus;
  readonly place: string;
}

export type DiskPlan = { readonly slot: Slot } & (
  | { readonly size: number }
  | { readonly image: string; readonly write: 'overlay' | 'in-place' }
);

export type BootDevice = NonNullable<MachineDefinition['bootOrder']>[number];

export interface VmwarePlan {
  /** MiB, a multiple of 4. */
  readonly memory: number;
  readonly cpus: number;
  readonly uefi: boolean;
  /** VMware's name of the guest's kind. */
  readonly guestOs: string;
  /** Version of the virtual hardware. */
  readonly hardware: number;
  readonly disks: readonly DiskPlan[];
  /** Undefined: no drive; null: an empty one. */
  readonly optical: string | null | undefined;
  readonly floppy: string | null | undefined;
  readonly bootOrder: readonly BootDevice[];
  readonly network: 'nat' | { readonly lan: string } | undefined;
  readonly serialPorts: number;
  /** Seconds since 1970 at power-on, or the host's time. */
  readonly clock: 'host' | number;
  readonly tablet: boolean;
}

/** The disc drive's: the first of IDE's second channel. */
export const OPTICAL_PLACE = 'ide1:0';
export const FLOPPY_PLACE = 'floppy0';

const DEFAULT_MEMORY = '64 MiB';
const MEBIBYTE = 2 ** 20;
/** VMware refuses a memory size that is no multiple of so many MiB. */
const MEMORY_STEP = 4;
const DEFAULT_GUEST = 'other';
/** Of Workstation 10 and Fusion 6: every later product takes it. */
const DEFAULT_HARDWARE = 10;
const DEFAULT_BOOT_ORDER: readonly BootDevice[] = ['disk', 'optical', 'floppy'];
const MILLISECONDS = 1000;
const PLACES: Readonly<Record<Bus, readonly string[]>> = {
  ide: ['ide0:0', 'ide0:1', 'ide1:1'],
  sata: Array.from({ length: 30 }, (_, unit) => `sata0:${unit}`),
  // Unit 7 is the controller itself.
  scsi: Array.from({ length: 16 }, (_, unit) => `scsi0:${unit}`).filter((place) => place !== 'scsi0:7'),
};
const BUS_OF: Readonly<Record<Exclude<DiskInterface, 'virtio'>, Bus>> = {
  ide: 'ide',
  sata: 'sata',
  scsi: 'scsi',
};
/** Options that other drivers have; told rather than ignored. */
const OTHERS = ['qemu', 'virtualbox', 'parallels', 'kernel', 'agent'] as const;

/** Errors: `invalid-argument`, `unsupported`. */
export function planMachine(definition: MachineDefinition): VmwarePlan {
  const foreign = OTHERS.find((name) => definition[name] !== undefined && definition[name] !== false);
  if (foreign !== undefined)
    throw refused(foreign, 'Leave it out: VMware Tools need no option, and a kernel needs a boot medium.');
  if (definition.display) throw unsupported('vmware', 'display.mode', 'Leave out machine.display.');
  const { optical, floppy, vmware = {} } = definition;
  return {
    memory: memorySize(definition.memory ?? DEFAULT_MEMORY),
    cpus: definition.cpus ?? 1,
    uefi: definition.firmware === 'uefi',
    guestOs: vmware.guestOs ?? DEFAULT_GUEST,
    hardware: vmware.hardware ?? DEFAULT_HARDWARE,
    disks: placeDisks(definition.disks ?? []),
    optical,
    floppy,
    bootOrder: definition.bootOrder ?? DEFAULT_BOOT_ORDER,
    network: planNetwork(definition.network ?? 'none'),
    serialPorts: definition.serial ?? 1,
    clock: planClock(definition.clock),
    tablet: definition.pointer === 'tablet',
  };
}

function memorySize(memory: NonNullable<MachineDefinition['memory']>): number {
  const size = parseSize(memory, 'machine.memory') / MEBIBYTE;
  if (size % MEMORY_STEP === 0) return size;
  throw new GuestwrightError(
    `machine.memory: expected a multiple of ${MEMORY_STEP} MiB for VMware, got ${size}`,
    {
      code: 'invalid-argument',
      remedy: `Use '${Math.ceil(size / MEMORY_STEP) * MEMORY_STEP} MiB'.`,
    },
  );
}

function placeDisks(disks: NonNullable<MachineDefinition['disks']>): readonly DiskPlan[] {
  const used = new Map<Bus, number>();
  return disks.map((disk, index) => {
    const kind = disk.interface ?? 'ide';
    if (kind === 'virtio') throw refused(`disks[${index}].interface`, "Use 'ide', 'sata' or 'scsi'.");
    const bus = BUS_OF[kind];
    const number = used.get(bus) ?? 0;
    used.set(bus, number + 1);
    const place = PLACES[bus][number];
    if (place === undefined) throw refused(`disks[${index}]`, 'Spread them over interfaces.');
    const slot = { bus, place };
    if ('size' in disk) return { slot, size: parseSize(disk.size, `machine.disks[${index}].size`) };
    return { slot, image: disk.image, write: disk.write ?? 'overlay' };
  });
}

function planNetwork(network: NetworkDefinition): VmwarePlan['network'] {
  const foreign = qemuOnly(network);
  if (foreign)
    throw refused(foreign, "Leave it out: VMware chooses a card by the guest's kind (vmware.guestOs).");
  if (network === 'none') return undefined;
  if (network === 'user') return 'nat';
  if ('lan' in network) return { lan: network.lan };
  if (network.user.forwards?.length)
    throw unsupported(
      'vmware',
      'network',
      "Leave out 'forwards': VMware's NAT forwards by its own settings.",
    );
  return 'nat';
}

function planClock(clock: MachineDefinition['clock']): VmwarePlan['clock'] {
  if (clock === undefined || clock === 'host') return 'host';
  return Math.round(Date.parse(clock.start) / MILLISECONDS);
}

function refused(option: string, remedy: string): GuestwrightError {
  return new GuestwrightError(`driver 'vmware': machine.${option} cannot be had`, {
    code: 'unsupported',
    remedy,
  });
}
