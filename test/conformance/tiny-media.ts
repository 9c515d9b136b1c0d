/** The smallest media that have a label: an ISO 9660 volume descriptor, and a floppy's boot sector. */
import { open, writeFile } from 'node:fs/promises';

const SECTOR = 2048;
/** ECMA-119, 6.2.1: the volume descriptors begin at logical sector 16. */
const DESCRIPTOR_SECTOR = 16;
/** ECMA-119, 8.4: the volume identifier is 32 characters at byte 40. */
const VOLUME_ID = { at: 40, length: 32 };
/** FAT's extended boot record: the label is 11 characters at byte 43. */
const FLOPPY_LABEL = { at: 43, length: 11 };

/** Writes a disc image with that volume identifier and nothing on it. */
export async function writeDisc(path: string, volume: string): Promise<void> {
  const image = Buffer.alloc(SECTOR * (DESCRIPTOR_SECTOR + 4));
  const primary = image.subarray(DESCRIPTOR_SECTOR * SECTOR, (DESCRIPTOR_SECTOR + 1) * SECTOR);
  primary.write('\u0001CD001\u0001', 0, 'latin1');
  primary.write(volume.padEnd(VOLUME_ID.length), VOLUME_ID.at, 'latin1');
  image.write('\u00ffCD001\u0001', (DESCRIPTOR_SECTOR + 1) * SECTOR, 'latin1');
  await writeFile(path, image);
}

/** Writes a label into an existing floppy image. */
export async function writeFloppy(path: string, label: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(label.padEnd(FLOPPY_LABEL.length), FLOPPY_LABEL.at, 'latin1');
  } finally {
    await file.close();
  }
}
