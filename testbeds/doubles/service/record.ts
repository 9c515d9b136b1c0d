/** A machine's record, a flat map of strings, and the qemu driver's definition that it stands for. Pure. */
import type { DiskDefinition, MachineDefinition } from 'guestwright/script';
import { Failure } from './protocol.ts';

export type MachineRecord = Readonly<Record<string, string>>;

const MOST_DISKS = 10;
const MOST_SERIAL_PORTS = 4;
const DEFAULT_MEMORY = '64';
/** QEMU counts displays of VNC from this port on. */
const FIRST_VNC_PORT = 5900;
const BOOT_DEVICES = ['disk', 'optical', 'floppy', 'network'] as const;
const INTERFACES = ['ide', 'sata', 'scsi', 'virtio'] as const;
const POINTERS = ['vmmouse', 'tablet', 'ps2'] as const;

/** The paths of its disks, in order. */
export function diskPaths(record: MachineRecord): readonly string[] {
  const numbers = Array.from({ length: MOST_DISKS }, (_, index) => `disk${index}`);
  return numbers.flatMap((key) => record[key] ?? []);
}

/** Where each serial port leads; one that leads nowhere at least. */
export function serialTargets(record: MachineRecord): readonly string[] {
  const targets = Array.from({ length: MOST_SERIAL_PORTS }, (_, index) => record[`serial${index}`]);
  const count = targets.findLastIndex((target) => target !== undefined) + 1;
  return targets.slice(0, Math.max(1, count)).map((target) => target ?? '');
}

export function bootOrder(text: string): NonNullable<MachineDefinition['bootOrder']> {
  return text
    .split(',')
    .filter(Boolean)
    .map((device) => oneOf(BOOT_DEVICES, device, 'boot'));
}

/** `args` goes to QEMU as it is. */
export function definitionOf(id: string, record: MachineRecord, args: readonly string[]): MachineDefinition {
  const { optical, floppy, display, boot } = record;
  const network = record.network === 'user' ? 'user' : 'none';
  return {
    name: id,
    memory: `${Number(record.memory ?? DEFAULT_MEMORY)} MiB`,
    cpus: Number(record.cpus ?? 1),
    firmware: record.firmware === 'uefi' ? 'uefi' : 'bios',
    disks: disks(record),
    ...(optical !== undefined && { optical: optical || null }),
    ...(floppy !== undefined && { floppy: floppy || null }),
    ...(boot !== undefined && { bootOrder: bootOrder(boot) }),
    network,
    serial: serialTargets(record).length,
    ...(display !== undefined && { display: dimensions(display) }),
    ...(record.clock !== undefined && {
      clock: { start: new Date(Number(record.clock) * 1000).toISOString() },
    }),
    pointer: oneOf(POINTERS, record.pointer ?? 'vmmouse', 'pointer'),
    qemu: {
      args: [
        ...(network === 'user' && record.mac ? ['-global', `e1000.mac=${record.mac}`] : []),
        ...vncArguments(record),
        ...args,
      ],
    },
  };
}

/** Its VNC server's port, 0 for none. */
export function vncPort(record: MachineRecord): number {
  return Number(record['vnc.port'] ?? 0);
}

/** A password goes in as a secret: plain, it would have to be given again after each power-on. */
function vncArguments(record: MachineRecord): readonly string[] {
  const port = vncPort(record);
  if (port === 0) return [];
  if (port < FIRST_VNC_PORT) {
    throw new Failure('argument', `vnc.port: expected ${FIRST_VNC_PORT} or more, got ${port}`);
  }
  const password = record['vnc.password'];
  const address = `127.0.0.1:${port - FIRST_VNC_PORT},share=force-shared`;
  if (!password) return ['-vnc', address];
  // Base64: the text may hold commas.
  const data = Buffer.from(password).toString('base64');
  return [
    '-object',
    `secret,id=vncpassword,data=${data},format=base64`,
    '-vnc',
    `${address},password-secret=vncpassword`,
  ];
}

function disks(record: MachineRecord): readonly DiskDefinition[] {
  const keys = Array.from({ length: MOST_DISKS }, (_, index) => `disk${index}`);
  return keys.flatMap((key) => {
    const image = record[key];
    if (image === undefined) return [];
    const kind = oneOf(INTERFACES, record[`${key}.interface`] ?? 'ide', `${key}.interface`);
    return [{ image, write: 'in-place' as const, interface: kind }];
  });
}

function dimensions(text: string): { width: number; height: number } {
  const [width = 0, height = 0] = text.split('x').map(Number);
  return { width, height };
}

function oneOf<T extends string>(known: readonly T[], value: string, key: string): T {
  const found = known.find((name) => name === value);
  if (found) return found;
  throw new Failure('argument', `${key}: expected one of ${known.join(', ')}, got '${value}'`);
}
