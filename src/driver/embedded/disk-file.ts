/** Disks in files: flat images for the world, and packed written chunks for our snapshots. */
import { constants } from 'node:fs';
import { chmod, copyFile, open, rename, rm } from 'node:fs/promises';
import { GuestwrightError } from '../../base/errors.ts';
import { CHUNK, type DiskContent, emptyDisk } from './disk-content.ts';

/** First bytes of a qcow2 image. */
const QCOW2_MAGIC = Buffer.from('QFI\xfb', 'latin1');
const SECTOR = 512;
/** Read and write for the owner, read for the others. */
const WRITABLE = 0o644;
/** A chunk's number, in front of its bytes. */
const INDEX_BYTES = 4;

/** The size of the flat image at `path`. Errors: not readable (`io`), qcow2 or not whole sectors (`unsupported`). */
export async function flatImageSize(path: string): Promise<number> {
  const { size, head } = await readHead(path);
  if (head.equals(QCOW2_MAGIC)) {
    throw new GuestwrightError(`disk image '${path}': expected a flat (raw) image, got qcow2`, {
      code: 'unsupported',
      remedy: `Convert it: qemu-img convert -O raw '${path}' disk.raw`,
    });
  }
  if (size === 0 || size % SECTOR !== 0) {
    throw new GuestwrightError(
      `disk image '${path}': expected whole sectors of ${SECTOR} bytes, got ${size} bytes`,
      { code: 'unsupported', remedy: 'Name a flat (raw) disk image.' },
    );
  }
  return size;
}

/** The whole image in memory, chunks of zeros left out. */
export async function loadFlatImage(path: string): Promise<DiskContent> {
  const disk = emptyDisk(await flatImageSize(path));
  const zeros = Buffer.alloc(CHUNK);
  const handle = await open(path, 'r');
  try {
    for (let index = 0; index * CHUNK < disk.size; index++) {
      const chunk = new Uint8Array(CHUNK);
      await handle.read(chunk, 0, CHUNK, index * CHUNK);
      if (zeros.compare(chunk) !== 0) disk.chunks.set(index, chunk);
    }
  } finally {
    await handle.close();
  }
  return disk;
}

/** Writes the disk as a flat image, sparse where the file system allows; replaces `path` only when complete. */
export async function writeFlatImage(disk: DiskContent, path: string): Promise<void> {
  const unfinished = `${path}.part`;
  try {
    if (disk.base !== undefined) {
      await copyFile(disk.base, unfinished, constants.COPYFILE_FICLONE);
      await chmod(unfinished, WRITABLE); // a copy of a read-only base is read-only
    }
    const handle = await open(unfinished, disk.base === undefined ? 'w' : 'r+');
    try {
      await handle.truncate(disk.size);
      for (const [index, chunk] of disk.chunks) {
        const position = index * CHUNK;
        await handle.writev([chunk.subarray(0, Math.min(CHUNK, disk.size - position))], position);
      }
    } finally {
      await handle.close();
    }
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw fileError(`disk image '${path}': could not be written`, cause);
  }
}

/** The written chunks, one behind the other; a copy, so that the disk may change at once. */
export function packDisk(disk: DiskContent): Buffer {
  const packed = Buffer.alloc(disk.chunks.size * (INDEX_BYTES + CHUNK));
  let position = 0;
  for (const [index, chunk] of disk.chunks) {
    position = packed.writeUInt32LE(index, position);
    packed.set(chunk, position);
    position += CHUNK;
  }
  return packed;
}

/** The disk whose chunks `packDisk` packed. */
export function unpackDisk(packed: Uint8Array, size: number, base: string | undefined): DiskContent {
  const disk = emptyDisk(size, base);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let position = 0; position < packed.length; position += INDEX_BYTES + CHUNK) {
    const start = position + INDEX_BYTES;
    disk.chunks.set(view.getUint32(position, true), packed.slice(start, start + CHUNK));
  }
  return disk;
}

/** An error of the file system in our words: `disk-full` or `io`. */
export function fileError(summary: string, cause: unknown): GuestwrightError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new GuestwrightError(`${summary}: ${message}`, {
    code: full ? 'disk-full' : 'io',
    remedy: full ? 'Free some space there, or name another folder.' : 'Check the path and its permissions.',
    cause,
  });
}

async function readHead(path: string): Promise<{ readonly size: number; readonly head: Buffer }> {
  try {
    const handle = await open(path, 'r');
    try {
      const head = Buffer.alloc(QCOW2_MAGIC.length);
      await handle.read(head, 0, head.length, 0);
      return { size: (await handle.stat()).size, head };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw fileError(`image '${path}': could not be read`, cause);
  }
}
