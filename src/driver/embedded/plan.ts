/** Checks a machine definition against what the embedded emulator can do. */
import { resolve } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';
import { describeValue, formatSize, parseSize } from '../../base/units.ts';
import { type Capability, unsupported } from '../capabilities.ts';
import type { DiskDefinition, MachineDefinition } from '../definition.ts';
import { validateDefinition } from '../validate-definition.ts';
import { type DiskContent, emptyDisk } from './disk-content.ts';
import { flatImageSize, loadFlatImage } from './disk-file.ts';
import type { BootOrder, ClockPlan } from './protocol.ts';

export const DRIVER_NAME = 'embedded';

const DEFAULT_MEMORY = '64 MiB';
const MEMORY_LIMITS = { least: 2 ** 20, most: 2 ** 31 - 2 ** 20 };
/** One IDE channel; the other has the optical drive. */
const MOST_DISKS = 2;
const MOST_SERIAL_PORTS = 4;
const DEFAULT_BOOT_ORDER: BootOrder = ['disk', 'optical', 'floppy'];
const SECTOR = 512;

/** A definition with its defaults, in the emulator's units. */
export interface MachinePlan {
  /** Bytes. */
  readonly memory: number;
  readonly disks: readonly DiskDefinition[];
  readonly optical: string | undefined;
  readonly floppy: string | undefined;
  readonly bootOrder: BootOrder;
  readonly serialPorts: number;
  readonly clock: ClockPlan;
  readonly absolutePointer: boolean;
}

/** Errors: `invalid-argument`, and `unsupported` for what this driver lacks. */
export function planMachine(given: MachineDefinition): MachinePlan {
  const definition = validateDefinition(given);
  refuseWhatIsLacking(definition);
  const { disks = [], optical, floppy, serial = 1, clock = 'host', pointer = 'tablet' } = definition;
  return {
    memory: memoryOf(definition),
    disks: disks.map((disk) => ('image' in disk ? { ...disk, image: resolve(disk.image) } : disk)),
    optical: optical == null ? undefined : resolve(optical),
    floppy: floppy == null ? undefined : resolve(floppy),
    bootOrder: planBootOrder(definition.bootOrder ?? DEFAULT_BOOT_ORDER),
    serialPorts: serial,
    clock: clock === 'host' ? clock : { start: Date.parse(clock.start), follows: clock.follows ?? 'guest' },
    absolutePointer: pointer !== 'ps2',
  };
}

export function planBootOrder(order: NonNullable<MachineDefinition['bootOrder']>): BootOrder {
  if (order.includes('network')) throw lacks('network', 'bootOrder');
  return order as BootOrder;
}

/** A disk's content at first power-on. In-place disks are read whole: their file is written later. */
export async function loadDisk(disk: DiskDefinition): Promise<DiskContent> {
  if ('image' in disk && disk.write === 'in-place') return await loadFlatImage(disk.image);
  return emptyDisk(await diskSize(disk), baseOf(disk));
}

/** In bytes. */
export async function diskSize(disk: DiskDefinition): Promise<number> {
  if ('image' in disk) return await flatImageSize(disk.image);
  return Math.ceil(parseSize(disk.size) / SECTOR) * SECTOR;
}

/** The image that is only read, under what the guest writes. */
export function baseOf(disk: DiskDefinition): string | undefined {
  return 'image' in disk && disk.write !== 'in-place' ? disk.image : undefined;
}

function memoryOf({ memory = DEFAULT_MEMORY }: MachineDefinition): number {
  const bytes = parseSize(memory, 'machine.memory');
  if (bytes >= MEMORY_LIMITS.least && bytes <= MEMORY_LIMITS.most) return bytes;
  throw new GuestwrightError(
    `machine.memory: the embedded emulator takes 1 MiB to 2047 MiB, got ${formatSize(bytes)}`,
    { code: 'invalid-argument', remedy: 'Give it less memory, or use another driver.' },
  );
}

function refuseWhatIsLacking(definition: MachineDefinition): void {
  const {
    agent,
    bootOrder,
    cpus = 1,
    disks = [],
    display,
    firmware,
    kernel,
    network = 'none',
    qemu,
    serial = 1,
    virtualbox,
    parallels,
    vmware,
  } = definition;
  if (firmware === 'uefi') throw lacks('uefi', 'firmware');
  if (kernel) throw lacks('kernel', 'kernel');
  if (network !== 'none') throw lacks('network', 'network');
  if (agent) throw lacks('agent', 'agent');
  if (display) throw lacks('display.mode', 'display');
  if (bootOrder) planBootOrder(bootOrder);
  if (qemu) throw cannot('qemu', 'nothing', qemu);
  if (virtualbox) throw cannot('virtualbox', 'nothing', virtualbox);
  if (parallels) throw cannot('parallels', 'nothing', parallels);
  if (vmware) throw cannot('vmware', 'nothing', vmware);
  if (cpus !== 1) throw cannot('cpus', '1', cpus);
  if (disks.length > MOST_DISKS) throw cannot('disks', `at most ${MOST_DISKS}`, disks);
  if (serial > MOST_SERIAL_PORTS) throw cannot('serial', `at most ${MOST_SERIAL_PORTS}`, serial);
  for (const [i, disk] of disks.entries()) {
    if ((disk.interface ?? 'ide') !== 'ide') throw cannot(`disks[${i}].interface`, "'ide'", disk.interface);
  }
}

function lacks(capability: Capability, option: string): GuestwrightError {
  return unsupported(DRIVER_NAME, capability, `Leave out machine.${option}, or use the driver 'qemu'.`);
}

function cannot(option: string, expected: string, got: unknown): GuestwrightError {
  return new GuestwrightError(
    `machine.${option}: the embedded emulator takes ${expected}, got ${describeValue(got)}`,
    { code: 'unsupported', remedy: "Change this option, or use the driver 'qemu'.", details: { option } },
  );
}
