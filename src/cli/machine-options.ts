/** The options that choose a driver and describe a machine; shared by `run`, `screenshot` and `machines`. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isGuestwrightError, messageOf } from '../base/errors.ts';
import { parseSize, type Size } from '../base/units.ts';
import type { DiskDefinition, MachineDefinition } from '../driver/definition.ts';
import type { Driver, Host, Machine } from '../driver/driver.ts';
import { driverNames, loadDriver } from '../driver/registry.ts';
import { resolveMedia } from '../guest/media.ts';
import { usageError } from './arguments.ts';
import type { CliContext, OptionSpec, VerbArguments } from './verb.ts';

export const DRIVER_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  driver: {
    type: 'string',
    value: 'NAME',
    help: `one of ${driverNames().join(', ')} (default ${defaultDriver()})`,
  },
  connect: {
    type: 'string',
    value: 'KEY=VALUE',
    multiple: true,
    help: 'an option of the driver, such as qmp=/run/vm.sock, or tls.ca=ca.pem for one inside another',
  },
};

export const MACHINE_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  machine: { type: 'string', value: 'FILE', help: 'machine definition as JSON; the options below refine it' },
  memory: { type: 'string', value: 'SIZE', help: "such as '64MiB'" },
  cpus: { type: 'string', value: 'N', help: 'number of processors' },
  firmware: { type: 'string', value: 'NAME', help: 'bios or uefi' },
  disk: {
    type: 'string',
    value: 'SIZE|FILE',
    multiple: true,
    help: 'a fresh disk of that size, or an image that is only read',
  },
  floppy: { type: 'string', value: 'FILE', help: 'image in the floppy drive' },
  optical: { type: 'string', value: 'FILE', help: 'image in the optical drive' },
  network: { type: 'string', value: 'KIND', help: 'none or user' },
  display: { type: 'string', value: 'WxH', help: 'pin the display mode' },
};

function defaultDriver(): string {
  return 'embedded';
}

/** Connects to the host that `--driver` and `--connect` name. */
export async function connectHost(
  args: VerbArguments,
  { signal, warn }: Pick<CliContext, 'signal'> & Partial<Pick<CliContext, 'warn'>>,
): Promise<Host> {
  const driver = await chooseDriver(args);
  return await driver.connect(connectOptions(args), {
    signal,
    tell: warn && ((line) => warn(`guestwright: ${line}`)),
  });
}

/** What `--connect` says: `tls.ca=ca.pem` is the option `{ tls: { ca: 'ca.pem' } }`. */
export function connectOptions(args: VerbArguments): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [key, value] of args.texts('connect').map(readPair)) {
    const [name = '', ...inner] = key.split('.');
    if (inner.length === 0) options[name] = value;
    else options[name] = { ...(options[name] as object | undefined), [inner.join('.')]: value };
  }
  return options;
}

/** The driver that `--driver` names; an unknown one is a usage error. */
export async function chooseDriver(args: VerbArguments): Promise<Driver> {
  return await loadDriver(args.text('driver') ?? defaultDriver()).catch((error: unknown) => {
    if (isGuestwrightError(error, 'unknown-driver')) throw usageError(`--${error.message}`);
    throw error;
  });
}

/** The machine that the options describe, over `base` (a script's own), with absolute paths. */
export async function readMachine(
  args: VerbArguments,
  cwd: string,
  base: MachineDefinition = {},
): Promise<MachineDefinition> {
  const file = args.text('machine');
  const definition = file === undefined ? base : await readDefinition(resolve(cwd, file));
  const disks = args.texts('disk').map(readDisk);
  const { memory, cpus, firmware, floppy, optical, network, display } = {
    memory: read(args, 'memory', (text) => checkedSize('memory', text)),
    cpus: read(args, 'cpus', (text) => wholeNumber('cpus', text)),
    firmware: read(args, 'firmware', (text) => oneOf('firmware', text, ['bios', 'uefi'] as const)),
    floppy: args.text('floppy'),
    optical: args.text('optical'),
    network: read(args, 'network', (text) => oneOf('network', text, ['none', 'user'] as const)),
    display: read(args, 'display', readDisplay),
  };
  return resolveMedia(
    {
      ...definition,
      ...(memory !== undefined && { memory }),
      ...(cpus !== undefined && { cpus }),
      ...(firmware !== undefined && { firmware }),
      ...(disks.length > 0 && { disks }),
      ...(floppy !== undefined && { floppy }),
      ...(optical !== undefined && { optical }),
      ...(network !== undefined && { network }),
      ...(display !== undefined && { display }),
    },
    cwd,
  );
}

async function readDefinition(path: string): Promise<MachineDefinition> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as MachineDefinition;
  } catch (error) {
    throw usageError(
      `--machine: expected a JSON file with a machine definition, got '${path}': ${messageOf(error)}`,
    );
  }
}

function read<T>(args: VerbArguments, name: string, parse: (text: string) => T): T | undefined {
  const text = args.text(name);
  return text === undefined ? undefined : parse(text);
}

/** '64MiB' is a fresh disk, anything else names a file. */
function readDisk(text: string): DiskDefinition {
  return /^\d+(\.\d+)? ?[KMGT]iB$/.test(text) ? { size: checkedSize('disk', text) } : { image: text };
}

function checkedSize(option: string, text: string): Size {
  try {
    return parseSize((/^\d+$/.test(text) ? Number(text) : text) as Size, `--${option}`);
  } catch (error) {
    throw usageError(messageOf(error));
  }
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw usageError(`--${option}: expected a whole number from 1, got '${text}'`);
}

function oneOf<const T extends string>(option: string, text: string, names: readonly T[]): T {
  const found = names.find((name) => name === text);
  if (found !== undefined) return found;
  throw usageError(`--${option}: expected ${names.join(' or ')}, got '${text}'`);
}

function readDisplay(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (width !== undefined && height !== undefined) return { width: Number(width), height: Number(height) };
  throw usageError(`--display: expected WIDTHxHEIGHT such as 1024x768, got '${text}'`);
}

function readPair(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw usageError(`--connect: expected KEY=VALUE, got '${text}'`);
}

/** A machine of that definition, off, its images brought to the host before. */
export async function defineMachine(
  host: Host,
  definition: MachineDefinition,
  { signal }: Pick<CliContext, 'signal'>,
): Promise<Machine> {
  await host.prepare?.(definition, { signal });
  return await host.define(definition, { signal });
}
