/** A definition with every default decided: what the command line is made from. Pure. */
import { resolve } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';
import { parseSize } from '../../base/units.ts';
import type { DiskInterface, MachineDefinition } from '../definition.ts';
import type { InputQueues } from './input-sender.ts';

/** Boards that differ in what they have and where it is plugged in. */
export type Board = 'pc' | 'q35' | 'other';

export interface MachinePlan {
  readonly binary: string;
  readonly machine: string;
  readonly board: Board;
  readonly cpu: string | undefined;
  readonly accel: 'auto' | 'kvm' | 'hvf' | 'whpx' | 'tcg';
  /** Whole MiB, as QEMU wants it. */
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly uefi: boolean;
  readonly diskInterfaces: readonly DiskInterface[];
  readonly hasOptical: boolean;
  readonly hasFloppy: boolean;
  readonly bootOrder: readonly BootDevice[];
  readonly network: NetworkPlan | undefined;
  readonly serialPorts: number;
  readonly display: { readonly width: number; readonly height: number } | undefined;
  /** The argument of `-rtc`. */
  readonly clock: string;
  readonly pointer: 'tablet' | 'vmmouse' | 'ps2';
  readonly kernel: MachineDefinition['kernel'];
  readonly agent: 'virtio' | 'isa-serial' | undefined;
  readonly args: readonly string[];
}

/** `model`: of the network card. */
export type NetworkPlan = { readonly model: string } & (
  | {
      readonly kind: 'user';
      readonly forwards: readonly Forward[];
      /** Absolute path of the folder that the network's TFTP server reads. */
      readonly tftp: string | undefined;
      /** What its DHCP server tells guests to boot. */
      readonly bootFile: string | undefined;
    }
  | { readonly kind: 'lan'; readonly lan: string }
);

export type BootDevice = 'disk' | 'optical' | 'floppy' | 'network';

export interface Forward {
  readonly guest: number;
  /** Undefined: any free port of the host. */
  readonly host: number | undefined;
}

export const DEFAULT_BINARY = 'qemu-system-x86_64';
const DEFAULT_MEMORY = '64 MiB';
const DEFAULT_BOOT_ORDER: readonly BootDevice[] = ['disk', 'optical', 'floppy'];
const MIB = 2 ** 20;
/** With a BIOS the guest may lack USB; then the absolute pointer is VMware's, which sits in the keyboard controller. */
const X86 = /(?:x86_64|i386)$/;

/** Decides what `definition` leaves open. Errors: `invalid-argument`, `unsupported`. */
export function planMachine(definition: MachineDefinition): MachinePlan {
  const foreign = (['virtualbox', 'vmware', 'parallels'] as const).find((name) => definition[name]);
  if (foreign) {
    throw new GuestwrightError(`driver 'qemu': machine.${foreign} cannot be had`, {
      code: 'unsupported',
      remedy: `Leave it out, or use the driver '${foreign}'.`,
    });
  }
  const qemu = definition.qemu ?? {};
  const uefi = definition.firmware === 'uefi';
  const binary = qemu.binary ?? DEFAULT_BINARY;
  const machine = qemu.machine ?? defaultMachine(binary, uefi);
  const board = boardOf(machine);
  const pointer = definition.pointer ?? (board !== 'pc' || definition.kernel ? 'tablet' : 'vmmouse');
  if (board === 'other' && (pointer !== 'tablet' || definition.floppy !== undefined)) {
    throw new GuestwrightError(
      `machine: a '${machine}' board has neither a floppy drive nor a PS/2 or VMware pointer`,
      { code: 'invalid-argument', remedy: "Leave out 'floppy' and use pointer: 'tablet'." },
    );
  }
  return {
    binary,
    machine,
    board,
    cpu: qemu.cpu,
    accel: qemu.accel ?? 'auto',
    memoryMiB: wholeMiB(definition.memory ?? DEFAULT_MEMORY),
    cpus: definition.cpus ?? 1,
    uefi,
    diskInterfaces: (definition.disks ?? []).map(
      (disk) => disk.interface ?? (board === 'other' ? 'virtio' : 'ide'),
    ),
    hasOptical: definition.optical !== undefined,
    hasFloppy: definition.floppy !== undefined,
    bootOrder: definition.bootOrder ?? DEFAULT_BOOT_ORDER,
    network: planNetwork(definition.network, board),
    serialPorts: definition.serial ?? 1,
    display: definition.display,
    clock: planClock(definition.clock),
    pointer,
    kernel: definition.kernel,
    agent: definition.agent === true ? 'virtio' : definition.agent || undefined,
    args: qemu.args ?? [],
  };
}

/** What kind of queue lies behind the machine's keyboard and pointer. */
export function inputQueues({ board, pointer }: MachinePlan): InputQueues {
  return { keyboard: board === 'other' ? 'usb' : 'ps2', pointer: pointer === 'tablet' ? 'usb' : 'ps2' };
}

function defaultMachine(binary: string, uefi: boolean): string {
  if (X86.test(binary)) return uefi ? 'q35' : 'pc';
  throw new GuestwrightError(`machine.qemu.machine: expected the board for '${binary}', got nothing`, {
    code: 'invalid-argument',
    remedy: `Name one of '${binary} -machine help', such as 'virt'.`,
  });
}

function boardOf(machine: string): Board {
  if (/^(?:pc-)?q35\b/.test(machine)) return 'q35';
  return /^pc\b/.test(machine) ? 'pc' : 'other';
}

function wholeMiB(memory: NonNullable<MachineDefinition['memory']>): number {
  const bytes = parseSize(memory, 'machine.memory');
  if (bytes % MIB === 0) return bytes / MIB;
  throw new GuestwrightError(`machine.memory: expected whole MiB for QEMU, got ${bytes} bytes`, {
    code: 'invalid-argument',
    remedy: `Use ${Math.ceil(bytes / MIB)} MiB.`,
  });
}

function planNetwork(network: MachineDefinition['network'], board: Board): NetworkPlan | undefined {
  if (network === undefined || network === 'none') return undefined;
  const usual = board === 'other' ? 'virtio-net-pci' : 'e1000';
  if (typeof network === 'object' && 'lan' in network) {
    return { kind: 'lan', model: network.model ?? usual, lan: network.lan };
  }
  const { forwards = [], model = usual, tftp, bootFile } = network === 'user' ? {} : network.user;
  return {
    kind: 'user',
    model,
    forwards: forwards.map(({ guest, host }) => ({ guest, host })),
    tftp: tftp === undefined ? undefined : resolve(tftp),
    bootFile,
  };
}

/** A 'guest' clock counts the guest's own time: it stands while the machine is paused and goes back with a snapshot. */
function planClock(clock: MachineDefinition['clock']): string {
  if (clock === undefined || clock === 'host') return 'base=utc,clock=host';
  const start = new Date(clock.start).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
  return `base=${start},clock=${clock.follows === 'host' ? 'host' : 'vm'}`;
}
