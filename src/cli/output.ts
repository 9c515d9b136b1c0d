/** Where `run --output` writes the first disk: what can be wrong with it is told before the machine is even made. */
import { access, constants, stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import type { MachineDefinition } from '../driver/definition.ts';
import type { Driver } from '../driver/driver.ts';
import { usageError } from './arguments.ts';

/** An image's format, by its name. */
export function formatOf(path: string): 'raw' | 'qcow2' {
  return extname(path) === '.qcow2' ? 'qcow2' : 'raw';
}

/** A usage error if the disk could not be written to `path` (absolute) after the script. Writes nothing. */
export async function checkOutput(
  path: string,
  { disks = [] }: MachineDefinition,
  { name, exportFormats = ['raw', 'qcow2'] }: Driver,
): Promise<void> {
  if (disks.length === 0) {
    throw usageError('--output: the machine has no disk to write', 'Give it one: --disk 2GiB.');
  }
  const format = formatOf(path);
  if (!exportFormats.includes(format)) {
    throw usageError(
      `--output: driver '${name}' writes ${exportFormats.join(' or ')} images, got '${path}'`,
      'Name it .img, then: qemu-img convert -O qcow2 disk.img disk.qcow2',
    );
  }
  if (await isFolder(path)) throw usageError(`--output: expected a file, got the folder '${path}'`);
  const folder = await nearestExisting(dirname(path));
  const writable = (await isFolder(folder)) && (await mayWrite(folder));
  if (!writable) throw usageError(`--output: cannot write '${path}': '${folder}' is no writable folder`);
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
