/** A virtual machine in VMware's files: a .vmx and a disk, with the bundled guest in its floppy drive. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface VmxFiles {
  readonly folder: string;
  readonly path: string;
  readonly disk: string;
  read(): Promise<Readonly<Record<string, string>>>;
  /** Changes or adds keys. */
  set(keys: Readonly<Record<string, string>>): Promise<void>;
}

/** In a new folder `name` of `parent`. Its first serial port is a Unix socket `serial` beside it. */
export async function writeVmx(parent: string, name: string, floppy: string): Promise<VmxFiles> {
  const folder = join(parent, name);
  const path = join(folder, `${name}.vmx`);
  const disk = join(folder, `${name}.vmdk`);
  await mkdir(folder);
  await promisify(execFile)('qemu-img', ['create', '-q', '-f', 'vmdk', disk, '8M']);
  const read = async () => {
    const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
    return Object.fromEntries(lines.map((line) => /^(.*?) = "(.*)"$/.exec(line)?.slice(1) ?? [line, '']));
  };
  const write = async (keys: Readonly<Record<string, string>>) => {
    const lines = Object.entries(keys).map(([key, value]) => `${key} = "${value}"\n`);
    await writeFile(path, lines.join(''));
  };
  await write({
    '.encoding': 'UTF-8',
    'config.version': '8',
    'virtualHW.version': '19',
    displayName: name,
    guestOS: 'other',
    memsize: '32',
    numvcpus: '1',
    'ide0:0.present': 'TRUE',
    'ide0:0.fileName': `${name}.vmdk`,
    'ide1:0.present': 'TRUE',
    'ide1:0.deviceType': 'cdrom-image',
    'ide1:0.startConnected': 'FALSE',
    'floppy0.present': 'TRUE',
    'floppy0.fileType': 'file',
    'floppy0.fileName': floppy,
    'serial0.present': 'TRUE',
    'serial0.fileType': 'pipe',
    'serial0.fileName': 'serial',
    'serial0.pipe.endPoint': 'server',
    'bios.bootOrder': 'hdd,floppy',
  });
  return { folder, path, disk, read, set: async (keys) => write({ ...(await read()), ...keys }) };
}
