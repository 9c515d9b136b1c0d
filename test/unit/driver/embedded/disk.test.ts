/** Disks: sectors over an image over zeros, packing, flat images. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { Disk } from '../../../../src/driver/embedded/disk.ts';
import { CHUNK, emptyDisk } from '../../../../src/driver/embedded/disk-content.ts';
import {
  flatImageSize,
  loadFlatImage,
  packDisk,
  unpackDisk,
  writeFlatImage,
} from '../../../../src/driver/embedded/disk-file.ts';

const SIZE = 3 * CHUNK + 512;
let folder: string;
let image: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-test-'));
  image = join(folder, 'base.raw');
  await writeFile(image, Buffer.alloc(SIZE, 'base'));
});

test.afterEach(() => rm(folder, { recursive: true }));

test('what was written is read back, the rest comes from the image, which stays as it was', async () => {
  const writes = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: SIZE - 1 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 2000 }),
    }),
    { maxLength: 12 },
  );
  const base = await readFile(image);
  fc.assert(
    fc.property(writes, (list) => {
      using disk = new Disk(emptyDisk(SIZE, image));
      const model = Buffer.from(base);
      for (const { at, bytes } of list) {
        const fitting = bytes.subarray(0, SIZE - at);
        disk.write(at, fitting);
        model.set(fitting, at);
      }
      expect(model.equals(disk.read(0, SIZE))).toBe(true);
      const { content } = disk;
      using copy = new Disk(unpackDisk(packDisk(content), SIZE, image));
      expect(model.equals(copy.read(0, SIZE))).toBe(true);
    }),
    { numRuns: 50 },
  );
  expect(base.equals(await readFile(image))).toBe(true);
});

test('packing copies: later writes do not reach the snapshot', () => {
  using disk = new Disk(emptyDisk(SIZE));
  disk.write(0, Uint8Array.of(1));
  const packed = packDisk(disk.content);
  disk.write(0, Uint8Array.of(2));
  using copy = new Disk(unpackDisk(packed, SIZE, undefined));
  expect([...copy.read(0, 1)]).toEqual([1]);
});

test('an image that was renamed away is still read', async () => {
  using disk = new Disk(emptyDisk(SIZE, image));
  await rm(image);
  expect(Buffer.from(disk.read(0, 4)).toString()).toBe('base');
});

for (const over of ['zeros', 'an image'] as const) {
  test(`a disk over ${over} is written as a flat image of its size, and loads as the same disk`, async () => {
    using disk = new Disk(emptyDisk(SIZE, over === 'zeros' ? undefined : image));
    disk.write(SIZE - 3, Uint8Array.of(1, 2, 3));
    disk.write(CHUNK - 1, Uint8Array.of(4, 5));
    const target = join(folder, 'out.raw');
    await writeFlatImage(disk.content, target);
    expect((await stat(target)).size).toBe(SIZE);
    expect((await readFile(target)).equals(disk.read(0, SIZE))).toBe(true);
    using loaded = new Disk(await loadFlatImage(target));
    expect(Buffer.from(loaded.read(0, SIZE)).equals(disk.read(0, SIZE))).toBe(true);
    expect(loaded.content.chunks.size).toBe(over === 'zeros' ? 3 : 4);
  });
}

test('an image that cannot be written says so and leaves no part of it', async () => {
  const target = join(folder, 'not', 'there.raw');
  const writing = writeFlatImage(emptyDisk(SIZE), target);
  await expect(writing).rejects.toMatchObject({ code: 'io' });
  expect(await readdir(folder)).toEqual(['base.raw']);
});

test('images that are missing, qcow2 or no whole sectors are refused with a remedy', async () => {
  const path = join(folder, 'x');
  await expect(flatImageSize(path)).rejects.toMatchObject({ code: 'io' });
  await writeFile(path, Buffer.concat([Buffer.from('QFI\xfb', 'latin1'), Buffer.alloc(508)]));
  await expect(flatImageSize(path)).rejects.toMatchObject({
    code: 'unsupported',
    remedy: `Convert it: qemu-img convert -O raw '${path}' disk.raw`,
  });
  await writeFile(path, Buffer.alloc(100));
  await expect(flatImageSize(path)).rejects.toThrow('expected whole sectors of 512 bytes, got 100 bytes');
});
