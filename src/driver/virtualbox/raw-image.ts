/**
 * Raw disk images for VirtualBox: it takes some of them for floppies, and cannot name one as the base of another. A VMDK
 * descriptor beside the image makes a disk with an identity of it, without copying (VMware's virtual disk format 1.1).
 */
import { randomUUID } from 'node:crypto';
import { open, stat, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';

const SECTOR = 512;
/** BIOS geometry that everybody assumes for large disks. */
const HEADS = 16;
const SECTORS = 63;
/** The most that 28-bit ATA counts with. */
const MOST_CYLINDERS = 16_383;

/** What other formats begin with; VHD has its mark at the end too, which counts for fixed ones. */
const MARKS: readonly { readonly offset: number; readonly bytes: Buffer }[] = [
  { offset: 0, bytes: Buffer.from('QFI\xfb', 'latin1') },
  { offset: 0, bytes: Buffer.from('KDMV') },
  { offset: 0, bytes: Buffer.from('# Disk DescriptorFile') },
  { offset: 0, bytes: Buffer.from('conectix') },
  { offset: 0x40, bytes: Buffer.from([0x7f, 0x10, 0xda, 0xbe]) }, // VDI
];
const LONGEST_HEADER = 512;

/** Whether the file is a disk's bare sectors. False if it is not there: VirtualBox says so itself. */
export async function isRawImage(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (!file) return false;
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(LONGEST_HEADER);
    await file.read(head, 0, LONGEST_HEADER, 0);
    const tail = Buffer.alloc(SECTOR);
    await file.read(tail, 0, SECTOR, Math.max(0, size - SECTOR));
    if (tail.toString('latin1').startsWith('conectix')) return false;
    return !MARKS.some(({ offset, bytes }) => head.subarray(offset, offset + bytes.length).equals(bytes));
  } finally {
    await file.close();
  }
}

/** Writes `NAME.vmdk` into `folder`, which stands for the raw image, and gives its path. */
export async function describeRawImage(image: string, folder: string, name: string): Promise<string> {
  const { size } = await stat(image);
  if (size === 0 || size % SECTOR !== 0) {
    throw new GuestwrightError(
      `disk image '${image}': expected whole sectors of ${SECTOR} bytes, got ${size} bytes`,
      {
        code: 'invalid-argument',
        remedy: `Enlarge it to a multiple of ${SECTOR}.`,
      },
    );
  }
  const extent = `${name}-flat.raw`; // a name without characters that the descriptor would have to quote
  await symlink(resolve(image), join(folder, extent));
  const path = join(folder, `${name}.vmdk`);
  await writeFile(path, descriptor(size / SECTOR, extent));
  return path;
}

function descriptor(sectors: number, extent: string): string {
  const cylinders = Math.min(MOST_CYLINDERS, Math.max(1, Math.floor(sectors / (HEADS * SECTORS))));
  return [
    '# Disk DescriptorFile',
    'version=1',
    'CID=fffffffe',
    'parentCID=ffffffff',
    'createType="monolithicFlat"',
    '',
    `RW ${sectors} FLAT "${extent}" 0`,
    '',
    'ddb.virtualHWVersion = "4"',
    'ddb.adapterType="ide"',
    `ddb.geometry.cylinders="${cylinders}"`,
    `ddb.geometry.heads="${HEADS}"`,
    `ddb.geometry.sectors="${SECTORS}"`,
    `ddb.uuid.image="${randomUUID()}"`,
    '',
  ].join('\n');
}
