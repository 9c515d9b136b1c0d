/** Checks a machine definition that came from a file or a test: names the option, what was expected and what came. */
import { GuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { describeValue, parseSize } from '../base/units.ts';
import type { MachineDefinition } from './definition.ts';

/** Checks one value; `path` names it, such as `machine.disks[0].size`. */
type Check = (value: unknown, path: string) => void;

const MOST_CPUS = 255;
const MOST_SERIAL_PORTS = 4;
/** VirtualBox has no more. */
const MOST_DISPLAYS = 64;
const HIGHEST_PORT = 65_535;
/** Of VMware's virtual hardware; products of 2025 have 22. */
const HIGHEST_HARDWARE = 99;
/** Parallels' numbers of guests have 16 bits. */
const HIGHEST_OS_VERSION = 0xffff;
/** A display of this side needs 1 GiB for one frame: surely a mistake. */
const LARGEST_DISPLAY_SIDE = 16_384;

const DISK_INTERFACES = oneOf('ide', 'virtio', 'sata', 'scsi');

const CHECKS: Record<keyof MachineDefinition, Check> = {
  name: text,
  memory: size,
  cpus: integer(1, MOST_CPUS),
  firmware: oneOf('bios', 'uefi'),
  disks: arrayOf(disk),
  optical: textOrNull,
  floppy: textOrNull,
  bootOrder: arrayOf(oneOf('disk', 'optical', 'floppy', 'network')),
  network,
  serial: integer(0, MOST_SERIAL_PORTS),
  display: record({ width: integer(1, LARGEST_DISPLAY_SIDE), height: integer(1, LARGEST_DISPLAY_SIDE) }, [
    'width',
    'height',
  ]),
  clock,
  pointer: oneOf('tablet', 'vmmouse', 'ps2'),
  kernel: record({ image: text, initrd: text, commandLine: text }, ['image']),
  agent: oneOf(true, false, 'virtio', 'isa-serial'),
  qemu: record(
    {
      binary: text,
      machine: text,
      cpu: text,
      accel: oneOf('auto', 'kvm', 'hvf', 'whpx', 'tcg'),
      args: arrayOf(text),
    },
    [],
  ),
  virtualbox: record(
    { osType: text, chipset: oneOf('piix3', 'ich9'), videoMemory: size, displays: integer(1, MOST_DISPLAYS) },
    [],
  ),
  vmware: record({ guestOs: text, hardware: integer(1, HIGHEST_HARDWARE) }, []),
  parallels: record({ osVersion: integer(0, HIGHEST_OS_VERSION), videoMemory: size }, []),
};

/** The same value, typed. Error `invalid-argument` for the first wrong option; `root` names the whole. */
export function validateDefinition(definition: unknown, root = 'machine'): MachineDefinition {
  record(CHECKS, [])(definition, root);
  return definition as MachineDefinition;
}

function disk(value: unknown, path: string): void {
  if (isRecord(value) && 'size' in value) record({ size, interface: DISK_INTERFACES }, ['size'])(value, path);
  else if (isRecord(value) && 'image' in value) {
    record({ image: text, write: oneOf('overlay', 'in-place'), interface: DISK_INTERFACES }, ['image'])(
      value,
      path,
    );
  } else throw wrong(path, "a disk such as { size: '8 GiB' } or { image: 'disk.qcow2' }", value);
}

function network(value: unknown, path: string): void {
  if (value === 'none' || value === 'user') return;
  if (isRecord(value) && 'lan' in value) record({ lan: text, model: text }, ['lan'])(value, path);
  else if (isRecord(value) && 'user' in value) {
    const port = integer(1, HIGHEST_PORT);
    const forwards = arrayOf(record({ guest: port, host: port }, ['guest']));
    record({ user: record({ forwards, model: text, tftp: text, bootFile: text }, []) }, ['user'])(
      value,
      path,
    );
  } else throw wrong(path, "'none', 'user', { user: { forwards: [...] } } or { lan: 'name' }", value);
}

function clock(value: unknown, path: string): void {
  if (value === 'host') return;
  if (!isRecord(value)) throw wrong(path, "'host' or { start: ISO date, follows: 'guest' | 'host' }", value);
  record({ start: isoDate, follows: oneOf('guest', 'host') }, ['start'])(value, path);
}

function isoDate(value: unknown, path: string): void {
  const valid =
    typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value));
  if (!valid) throw wrong(path, "an ISO date such as '2024-02-29T12:00:00Z'", value);
}

function text(value: unknown, path: string): void {
  if (typeof value !== 'string' || value === '') throw wrong(path, 'a string that is not empty', value);
}

function textOrNull(value: unknown, path: string): void {
  if (value !== null && (typeof value !== 'string' || value === '')) {
    throw wrong(path, 'the path of an image, or null for an empty drive', value);
  }
}

function size(value: unknown, path: string): void {
  parseSize(value as never, path);
}

function integer(least: number, most: number): Check {
  return (value, path) => {
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
      throw wrong(path, `a whole number from ${least} to ${most}`, value);
    }
  };
}

function oneOf(...allowed: readonly (string | boolean)[]): Check {
  return (value, path) => {
    if (allowed.includes(value as string)) return;
    throw wrong(
      path,
      `one of ${allowed.map((word) => (typeof word === 'string' ? `'${word}'` : word)).join(', ')}`,
      value,
    );
  };
}

function arrayOf(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrong(path, 'an array', value);
    for (const [index, element] of value.entries()) check(element, `${path}[${index}]`);
  };
}

/** Fields that are `undefined` count as left out. */
function record(checks: Readonly<Record<string, Check>>, required: readonly string[]): Check {
  return (value, path) => {
    if (!isRecord(value)) throw wrong(path, `an object with ${Object.keys(checks).join(', ')}`, value);
    for (const [name, field] of Object.entries(value)) {
      const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
      if (!check) throw unknownField(path, name, Object.keys(checks));
      if (field !== undefined) check(field, `${path}.${name}`);
    }
    for (const name of required)
      if (value[name] === undefined) throw wrong(`${path}.${name}`, 'a value', undefined);
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(path: string, expected: string, got: unknown): GuestwrightError {
  return new GuestwrightError(`${path}: expected ${expected}, got ${describeValue(got)}`, {
    code: 'invalid-argument',
    remedy: 'Correct this option of the machine definition.',
    details: { option: path },
  });
}

function unknownField(path: string, name: string, known: readonly string[]): GuestwrightError {
  return new GuestwrightError(`${path}: unknown option '${name}'${didYouMean(name, known)}`, {
    code: 'invalid-argument',
    remedy: `The options here are ${known.join(', ')}.`,
    details: { option: `${path}.${name}` },
  });
}
