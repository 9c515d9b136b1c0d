/** What a machine is made of, in words that every driver understands. */
import type { Size } from '../base/units.ts';

/** Which kind of drive media go into. `disk`, `optical`, `floppy` with an index from 0 where there are several. */
export type DriveName = 'optical' | 'floppy' | `optical${number}` | `floppy${number}`;

/** A hard disk: a fresh one of a size, an image that is only read (an overlay takes the writes), or one written in place. */
export type DiskDefinition =
  | { readonly size: Size; readonly interface?: DiskInterface }
  | { readonly image: string; readonly write?: 'overlay' | 'in-place'; readonly interface?: DiskInterface };

export type DiskInterface = 'ide' | 'virtio' | 'sata' | 'scsi';

export type NetworkDefinition =
  | 'none'
  | 'user'
  | {
      /** Machines of one host that name the same are on one network, and nothing else is: no DHCP server, no way out. */
      readonly lan: string;
      readonly model?: string;
    }
  | {
      readonly user: {
        readonly forwards?: readonly { readonly guest: number; readonly host?: number }[];
        readonly model?: string;
        /** QEMU only: the folder that the network's own TFTP server reads. */
        readonly tftp?: string;
        /** QEMU only: what its DHCP server tells guests to boot: a file's name there, or (for iPXE) a URL. */
        readonly bootFile?: string;
      };
    };

/** Fields of a network that only QEMU has: other drivers refuse them by name. */
export function qemuOnly(network: NetworkDefinition): string | undefined {
  if (typeof network === 'string') return undefined;
  if ('lan' in network) return network.model === undefined ? undefined : 'network.model';
  const field = (['model', 'tftp', 'bootFile'] as const).find((name) => network.user[name] !== undefined);
  return field && `network.user.${field}`;
}

export interface MachineDefinition {
  /** Shown in errors and reports. Default: made up by the driver. */
  readonly name?: string;
  /** Default '64 MiB'. */
  readonly memory?: Size;
  /** Default 1. */
  readonly cpus?: number;
  /** Default 'bios'. */
  readonly firmware?: 'bios' | 'uefi';
  readonly disks?: readonly DiskDefinition[];
  /** Image file in the optical drive, or null for an empty drive. Left out: no drive where the driver allows it. */
  readonly optical?: string | null;
  readonly floppy?: string | null;
  /** Tried in this order. Default: disk, optical, floppy. */
  readonly bootOrder?: readonly ('disk' | 'optical' | 'floppy' | 'network')[];
  /** Default 'none'. */
  readonly network?: NetworkDefinition;
  /** Number of serial ports, 0 to 4. Default 1. */
  readonly serial?: number;
  /** Pins the display mode where the guest follows the monitor. */
  readonly display?: { readonly width: number; readonly height: number };
  /** Default 'host'. A pinned clock starts at that moment at power-on. */
  readonly clock?: 'host' | { readonly start: string; readonly follows?: 'guest' | 'host' };
  /** Which pointing device the machine has. Default 'tablet' with a driver's choice where the guest lacks USB. */
  readonly pointer?: 'tablet' | 'vmmouse' | 'ps2';
  /** Boots this kernel instead of a boot loader. */
  readonly kernel?: { readonly image: string; readonly initrd?: string; readonly commandLine?: string };
  /** Opens the channel of a guest agent (QEMU's guest agent: virtio-serial or ISA serial). Default false. */
  readonly agent?: boolean | 'virtio' | 'isa-serial';
  /** QEMU only: binary, machine, cpu, acceleration, extra arguments. Other drivers refuse it. */
  readonly qemu?: QemuDefinition;
  /** VirtualBox only. Other drivers refuse it. */
  readonly virtualbox?: VirtualBoxDefinition;
  /** VMware only. Other drivers refuse it. */
  readonly vmware?: VmwareDefinition;
  /** Parallels only. Other drivers refuse it. */
  readonly parallels?: ParallelsDefinition;
}

export interface VmwareDefinition {
  /** VMware's name of the guest's kind, such as 'debian12-64' or 'windows9-64'. Default 'other'. */
  readonly guestOs?: string;
  /** Version of the virtual hardware. Default 10, which every product since Workstation 10 and Fusion 6 has. */
  readonly hardware?: number;
}

export interface ParallelsDefinition {
  /** The SDK's number of the guest's kind and version (PVS_GUEST_VER_*), such as 0x0906 for Debian. Default: other. */
  readonly osVersion?: number;
  /** Default: what Parallels gives such a guest. */
  readonly videoMemory?: Size;
}

export interface VirtualBoxDefinition {
  /** VirtualBox's name of the guest's kind, such as 'Debian_64'. Default 'Other'. */
  readonly osType?: string;
  /** Default 'piix3'. */
  readonly chipset?: 'piix3' | 'ich9';
  /** Default '18 MiB'. */
  readonly videoMemory?: Size;
  /** Number of displays. Default 1. */
  readonly displays?: number;
}

export interface QemuDefinition {
  /** Name or path. Default 'qemu-system-x86_64'. */
  readonly binary?: string;
  /** `-machine`. Default 'pc' (x86), else must be given. */
  readonly machine?: string;
  readonly cpu?: string;
  /** Default 'auto': hardware acceleration if a probe shows that it runs, else 'tcg'. */
  readonly accel?: 'auto' | 'kvm' | 'hvf' | 'whpx' | 'tcg';
  /** Appended as they are. */
  readonly args?: readonly string[];
}
