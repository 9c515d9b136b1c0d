/** Disk images for VMware, made by VMware's own disk manager, else by qemu-img. */
import { copyFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { runGuarded } from '../../base/child-process.ts';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { bySystem, findProgram, installCommand } from '../../base/platform.ts';
import { requireFile } from '../require-file.ts';
import type { Bus, DiskPlan } from './plan.ts';

/** VMware's disks consist of whole MiB where its disk manager makes them. */
const MEBIBYTE = 2 ** 20;
/** As both programs name what the disk is plugged into; SATA takes what IDE does. */
const ADAPTERS: Readonly<Record<Bus, string>> = { ide: 'ide', sata: 'ide', scsi: 'lsilogic' };
/** One file that grows as it is written. */
const GROWING = '0';

/** Makes `disk` in `folder` and gives its path; an image that is written in place is its own. Error `io`, `not-installed`. */
export async function makeDisk(
  disk: DiskPlan,
  { folder, index }: { readonly folder: string; readonly index: number },
  deadline: Deadline,
): Promise<string> {
  const path = join(folder, `disk${index}.vmdk`);
  const adapter = ADAPTERS[disk.slot.bus];
  if ('size' in disk) {
    await createDisk(path, disk.size, adapter, deadline);
    return path;
  }
  const image = resolve(disk.image);
  await requireFile(image, `machine.disks[${index}].image`);
  const isVmdk = extname(image).toLowerCase() === '.vmdk';
  if (disk.write === 'in-place') {
    if (isVmdk) return image;
    throw new GuestwrightError(`machine.disks[${index}]: VMware writes VMDK images only, got '${image}'`, {
      code: 'invalid-argument',
      remedy: "Leave out write: 'in-place', or convert it: qemu-img convert -O vmdk.",
    });
  }
  // A VMDK can be the base of another; other images are copied.
  if (isVmdk) await qemuImg(['create', '-q', '-f', 'vmdk', '-b', image, '-F', 'vmdk', path], deadline);
  else await qemuImg(['convert', '-O', 'vmdk', '-o', `adapter_type=${adapter}`, image, path], deadline);
  return path;
}

/** Writes a flat image of the disk. */
export async function flattenDisk(
  path: string,
  to: string,
  format: 'raw' | 'qcow2',
  deadline: Deadline,
): Promise<void> {
  await qemuImg(['convert', '-f', 'vmdk', '-O', format, path, to], deadline);
}

/** A copy for one machine alone: it may write to it. */
export async function copyFloppy(image: string, to: string): Promise<string> {
  await requireFile(resolve(image), 'machine.floppy');
  await copyFile(resolve(image), to);
  return to;
}

async function createDisk(path: string, size: number, adapter: string, deadline: Deadline): Promise<void> {
  const manager = diskManager();
  if (manager !== undefined && size % MEBIBYTE === 0) {
    const args = ['-c', '-s', `${size / MEBIBYTE}MB`, '-a', adapter, '-t', GROWING, path];
    await runTool('vmware-vdiskmanager', manager, args, deadline);
    return;
  }
  const options = `adapter_type=${adapter},subformat=monolithicSparse`;
  await qemuImg(['create', '-q', '-f', 'vmdk', '-o', options, path, String(size)], deadline);
}

function diskManager(): string | undefined {
  const places = bySystem({
    linux: ['vmware-vdiskmanager'],
    macos: ['vmware-vdiskmanager', '/Applications/VMware Fusion.app/Contents/Library/vmware-vdiskmanager'],
    windows: [],
  });
  return places.map(findProgram).find((found) => found !== undefined);
}

async function qemuImg(args: readonly string[], deadline: Deadline): Promise<void> {
  const program = findProgram('qemu-img');
  if (program === undefined) {
    throw new GuestwrightError("'qemu-img' is not on the PATH: it makes and converts disks for VMware", {
      code: 'not-installed',
      remedy: installCommand({ apt: 'qemu-utils', brew: 'qemu' }),
    });
  }
  await runTool('qemu-img', program, args, deadline);
}

async function runTool(
  name: string,
  program: string,
  args: readonly string[],
  deadline: Deadline,
): Promise<void> {
  const { code, stdout, stderr } = await runGuarded(program, args, deadline.options);
  if (code === 0) return;
  const said = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? '';
  const full = /no space left|disk quota|not enough space|file too large/i.test(said);
  throw new GuestwrightError(`${name}: ${said || 'failed without a word'}`, {
    code: full ? 'disk-full' : 'io',
    remedy: full ? 'Free space there.' : 'See that the image exists and is whole.',
    details: { args: [...args] },
  });
}
