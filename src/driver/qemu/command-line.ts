/** From a plan and the files made for it to QEMU's arguments. Pure. */
import type { BootDevice, MachinePlan } from './plan.ts';

/** An image and how to read it. */
export interface ImageFile {
  readonly path: string;
  readonly format: string;
}

/** What was prepared for one power-on. */
export interface CommandLineParts {
  readonly name: string;
  readonly accel: string;
  readonly disks: readonly (ImageFile & { readonly private: boolean })[];
  /** Undefined: the drive is empty. */
  readonly optical: ImageFile | undefined;
  readonly floppy: ImageFile | undefined;
  readonly firmware: { readonly code: ImageFile; readonly variables: ImageFile } | undefined;
  /** Holds the memory of live snapshots. */
  readonly memoryStore: ImageFile | undefined;
  /** Inherited file descriptors. */
  readonly channels: {
    readonly qmp: number;
    readonly agent: number | undefined;
    readonly serial: readonly number[];
  };
  /** Waits for a saved memory image instead of booting. */
  readonly incoming: boolean;
}

/** QEMU's ids of what we change or ask for later. */
export const IDS = {
  optical: 'optical0',
  floppy: 'floppy0',
  disk: (index: number) => `disk${index}`,
  diskNode: (index: number) => `disknode${index}`,
  variablesNode: 'variables',
  memoryNode: 'memory',
  nic: 'nic0',
  netdev: 'net0',
} as const;

/** All arguments after the binary's name. The machine waits for `cont`. */
export function commandLine(plan: MachinePlan, parts: CommandLineParts): string[] {
  return [
    ...['-name', `guestwright-${parts.name.replaceAll(',', ',,')}`],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-S'],
    ...['-machine', machineOption(plan), '-accel', parts.accel],
    ...(plan.cpu ? ['-cpu', plan.cpu] : []),
    ...['-m', String(plan.memoryMiB), '-smp', String(plan.cpus)],
    ...['-rtc', plan.clock],
    // Strict: a device that the order leaves out is not tried.
    ...['-boot', 'strict=on'],
    ...channels(plan, parts),
    ...display(plan),
    ...pointer(plan),
    ...firmware(parts),
    ...storage(plan, parts),
    ...network(plan),
    ...kernel(plan),
    ...(parts.incoming ? ['-incoming', 'defer'] : []),
    ...plan.args,
  ];
}

/** The boot index of every bootable device, -1 for what `order` leaves out. */
export function bootIndices(
  order: readonly BootDevice[],
  has: {
    readonly disks: number;
    readonly optical: boolean;
    readonly floppy: boolean;
    readonly network: boolean;
  },
): ReadonlyMap<string, number> {
  const devices: Record<BootDevice, readonly string[]> = {
    disk: Array.from({ length: has.disks }, (_, index) => IDS.disk(index)),
    optical: has.optical ? [IDS.optical] : [],
    floppy: has.floppy ? [IDS.floppy] : [],
    network: has.network ? [IDS.nic] : [],
  };
  const indices = new Map<string, number>(Object.values(devices).flatMap((ids) => ids.map((id) => [id, -1])));
  for (const [index, id] of [...new Set(order)].flatMap((device) => devices[device]).entries())
    indices.set(id, index);
  return indices;
}

/** The boot devices that `plan` has. */
export function bootable(plan: MachinePlan): Parameters<typeof bootIndices>[1] {
  return {
    disks: plan.diskInterfaces.length,
    optical: plan.hasOptical,
    floppy: plan.hasFloppy,
    network: plan.network !== undefined,
  };
}

function machineOption(plan: MachinePlan): string {
  if (plan.board === 'other' || plan.machine.includes('vmport=')) return plan.machine;
  return `${plan.machine},vmport=${plan.pointer === 'vmmouse' ? 'on' : 'off'}`;
}

/** Sockets that we made and QEMU inherits: nothing listens, and no early byte is lost. */
function channels(plan: MachinePlan, { channels: { qmp, agent, serial } }: CommandLineParts): string[] {
  const socket = (id: string, descriptor: number) => ['-chardev', `socket,id=${id},fd=${descriptor}`];
  const args = [...socket('qmp', qmp), '-mon', 'chardev=qmp,mode=control'];
  for (const [index, descriptor] of serial.entries()) {
    args.push(...socket(`serial${index}`, descriptor), '-serial', `chardev:serial${index}`);
  }
  if (agent === undefined) return args;
  args.push(...socket('agent', agent));
  if (plan.agent === 'isa-serial') args.push('-device', 'isa-serial,chardev=agent');
  else
    args.push(
      '-device',
      'virtio-serial',
      '-device',
      'virtserialport,chardev=agent,name=org.qemu.guest_agent.0',
    );
  return args;
}

function display(plan: MachinePlan): string[] {
  const device = plan.board === 'other' ? 'virtio-gpu-pci' : 'VGA';
  // A stock kernel follows the monitor's EDID.
  const mode = plan.display ? `,edid=on,xres=${plan.display.width},yres=${plan.display.height}` : '';
  return ['-vga', 'none', '-device', `${device},id=display0${mode}`];
}

function pointer(plan: MachinePlan): string[] {
  if (plan.pointer !== 'tablet') return [];
  const keyboard = plan.board === 'other' ? ['-device', 'usb-kbd,bus=usb0.0'] : [];
  return ['-device', 'qemu-xhci,id=usb0', ...keyboard, '-device', 'usb-tablet,bus=usb0.0'];
}

function firmware({ firmware: images }: CommandLineParts): string[] {
  if (!images) return [];
  return [
    ...node('code', images.code, { readOnly: true }),
    ...node(IDS.variablesNode, images.variables, { private: true }),
    ...['-machine', `pflash0=code,pflash1=${IDS.variablesNode}`],
  ];
}

function storage(plan: MachinePlan, parts: CommandLineParts): string[] {
  const places = new Places(plan);
  const indices = bootIndices(plan.bootOrder, bootable(plan));
  const boot = (id: string, property = 'bootindex') => {
    const index = indices.get(id) ?? -1;
    return index < 0 ? '' : `${property}=${index}`;
  };
  const args: string[] = [];
  const device = (id: string, options: string) => args.push('-device', join(options, `id=${id}`, boot(id)));
  for (const [index, disk] of parts.disks.entries()) {
    args.push(...node(IDS.diskNode(index), disk, { private: disk.private }));
    device(
      IDS.disk(index),
      `${places.disk(plan.diskInterfaces[index] ?? 'ide')},drive=${IDS.diskNode(index)}`,
    );
  }
  if (plan.hasOptical) {
    if (parts.optical) args.push(...node('opticalnode', parts.optical, { readOnly: true }));
    device(IDS.optical, places.optical() + (parts.optical ? ',drive=opticalnode' : ''));
  }
  if (plan.hasFloppy) {
    // The boot index belongs to the controller; a PC has one, another board needs one.
    const index = boot(IDS.floppy, 'bootindexA');
    if (index) args.push('-global', `isa-fdc.${index}`);
    if (plan.board !== 'pc') args.push('-device', 'isa-fdc');
    if (parts.floppy) args.push(...node('floppynode', parts.floppy, { private: true }));
    args.push(
      '-device',
      join('floppy,unit=0,drive-type=144', `id=${IDS.floppy}`, parts.floppy ? 'drive=floppynode' : ''),
    );
  }
  if (parts.memoryStore) args.push(...node(IDS.memoryNode, parts.memoryStore, { private: true }));
  return [...places.controllers, ...args];
}

/** Options of one argument; empty ones are left out. */
function join(...options: readonly string[]): string {
  return options.filter(Boolean).join(',');
}

function network(plan: MachinePlan): string[] {
  if (!plan.network) return ['-nic', 'none'];
  const forwards = plan.network.forwards.map(
    ({ guest, host = 0 }) => `,hostfwd=tcp:127.0.0.1:${host}-:${guest}`,
  );
  const index = bootIndices(plan.bootOrder, bootable(plan)).get(IDS.nic) ?? -1;
  const boot = index < 0 ? '' : `,bootindex=${index}`;
  return [
    ...['-netdev', `user,id=${IDS.netdev}${forwards.join('')}`],
    ...['-device', `${plan.network.model},netdev=${IDS.netdev},id=${IDS.nic}${boot}`],
  ];
}

function kernel({ kernel: boot }: MachinePlan): string[] {
  if (!boot) return [];
  return [
    ...['-kernel', boot.image],
    ...(boot.initrd === undefined ? [] : ['-initrd', boot.initrd]),
    ...(boot.commandLine === undefined ? [] : ['-append', boot.commandLine]),
  ];
}

/** A block node. A private file dies with the machine: its flushes may be skipped. */
function node(name: string, image: ImageFile, { readOnly = false, private: own = false }): string[] {
  const cache = { direct: false, 'no-flush': own };
  const file = { driver: 'file', filename: image.path, cache };
  return [
    '-blockdev',
    JSON.stringify({ driver: image.format, 'node-name': name, 'read-only': readOnly, cache, file }),
  ];
}

/** Hands out places on the board's buses and remembers the controllers that had to be added. */
class Places {
  readonly #plan: MachinePlan;
  readonly #added = new Set<string>();
  readonly controllers: string[] = [];
  #ide = 0;
  #sata = 0;

  constructor(plan: MachinePlan) {
    this.#plan = plan;
  }

  disk(kind: MachinePlan['diskInterfaces'][number]): string {
    if (kind === 'virtio') return 'virtio-blk-pci';
    if (kind === 'scsi') return `scsi-hd,bus=${this.#scsi()}`;
    return this.#plan.board === 'pc' && kind === 'sata'
      ? `ide-hd,bus=${this.#ahci()}`
      : `ide-hd,${this.#idePlace()}`;
  }

  optical(): string {
    return this.#plan.board === 'other' ? `scsi-cd,bus=${this.#scsi()}` : `ide-cd,${this.#idePlace()}`;
  }

  /** PC: two channels of two, masters first, so that a disk and a CD do not share one. Q35: six SATA ports. */
  #idePlace(): string {
    const place = this.#ide++;
    if (this.#plan.board !== 'pc') return `bus=ide.${place},unit=0`;
    return `bus=ide.${place % 2},unit=${Math.floor(place / 2)}`;
  }

  #ahci(): string {
    this.#add('ich9-ahci,id=sata0');
    return `sata0.${this.#sata++}`;
  }

  #scsi(): string {
    this.#add('virtio-scsi-pci,id=scsi0');
    return 'scsi0.0';
  }

  #add(device: string): void {
    if (this.#added.has(device)) return;
    this.#added.add(device);
    this.controllers.push('-device', device);
  }
}
