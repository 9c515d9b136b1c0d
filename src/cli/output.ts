/** Where `run --output` writes the first disk: what can be wrong with it is told before the machine is even made. */
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findProgram, installCommand } from '../base/platform.ts';
import type { MachineDefinition } from '../driver/definition.ts';
import type { Driver } from '../driver/driver.ts';
import { COMMON_FORMATS, IMAGE_EXTENSIONS, type ImageFormat, imageFormatOf } from '../driver/image-format.ts';
import { usageError } from './arguments.ts';

/** An image to be written. */
export interface OutputPlan {
  /** Absolute. */
  readonly path: string;
  readonly format: ImageFormat;
}

/** A usage error if the disk could not be written to `path` (absolute) after the script. Writes nothing. */
export async function planOutput(
  path: string,
  { disks = [] }: MachineDefinition,
  driver: Driver,
): Promise<OutputPlan> {
  if (disks.length === 0) {
    throw usageError('--output: the machine has no disk to write', 'Give it one: --disk 2GiB.');
  }
  if (await isFolder(path)) throw usageError(`--output: expected a file, got the folder '${path}'`);
  const format = imageFormatOf(path);
  if (format === undefined) {
    throw usageError(
      `--output: expected a name that says the format, got '${path}'`,
      `Let it end in ${IMAGE_EXTENSIONS.join(', ')}.`,
    );
  }
  requireWriter(format, driver);
  const folder = await nearestExisting(dirname(path));
  const writable = (await isFolder(folder)) && (await mayWrite(folder));
  if (!writable) throw usageError(`--output: cannot write '${path}': '${folder}' is no writable folder`);
  return { path, format };
}

/** Whether `driver` writes images of `format` without a conversion. */
export function writesItself({ exportFormats = COMMON_FORMATS }: Driver, format: ImageFormat): boolean {
  return exportFormats.includes(format);
}

function requireWriter(format: ImageFormat, driver: Driver): void {
  if (writesItself(driver, format) || findProgram('qemu-img') !== undefined) return;
  const { name, exportFormats = COMMON_FORMATS } = driver;
  throw usageError(
    `--output: driver '${name}' writes ${exportFormats.join(' or ')} images; ${format} needs 'qemu-img', which is not on the PATH`,
    `Install it: ${installCommand({ apt: 'qemu-utils', brew: 'qemu' })}`,
  );
}

async function nearestExisting(folder: string): Promise<string> {
  const exists = await stat(folder).catch(() => undefined);
  return exists || dirname(folder) === folder ? folder : await nearestExisting(dirname(folder));
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function mayWrite(folder: string): Promise<boolean> {
  return await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}
