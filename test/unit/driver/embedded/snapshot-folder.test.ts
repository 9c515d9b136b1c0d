/** Snapshot folders: what is written, and what is refused. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { emptyDisk } from '../../../../src/driver/embedded/disk-content.ts';
import { packDisk } from '../../../../src/driver/embedded/disk-file.ts';
import {
  diskPaths,
  readSnapshotDisks,
  readSnapshotFacts,
  writeSnapshot,
} from '../../../../src/driver/embedded/snapshot-folder.ts';
import { readPacked, writePacked } from '../../../../src/driver/embedded/state-file.ts';

const FACTS = {
  emulator: 'v86 0.0.0',
  live: false,
  memory: 1024,
  serialPorts: 1,
  disks: [{ size: 512 }],
  optical: null,
  floppy: '/boot.img',
};

let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapshot-test-'));
});

test.afterEach(() => rm(folder, { recursive: true }));

test('facts and disks are read back as they were written', async () => {
  const target = join(folder, 'new', 'snapshot');
  const disk = emptyDisk(512);
  disk.chunks.set(0, new Uint8Array(64 * 1024).fill(7));
  await writeSnapshot(target, FACTS, () => writePacked(diskPaths(target, 1)[0] as string, packDisk(disk)));
  expect((await readdir(target)).sort()).toEqual(['disk0.gz', 'machine.json']);
  const facts = await readSnapshotFacts(target);
  expect(facts).toEqual({ format: 1, ...FACTS });
  expect(await readSnapshotDisks(target, facts, [undefined])).toEqual([disk]);
});

test('a snapshot that fails half-way leaves nothing that looks like one', async () => {
  const writing = writeSnapshot(folder, FACTS, async () => {
    await writeFile(join(folder, 'disk0.gz'), 'half');
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  });
  await expect(writing).rejects.toMatchObject({ code: 'disk-full' });
  expect(await readdir(folder)).toEqual([]);
});

test('a folder without a snapshot, another format and a damaged file are refused', async () => {
  await expect(readSnapshotFacts(folder)).rejects.toMatchObject({ code: 'snapshot' });
  await writeFile(join(folder, 'machine.json'), '{ "format": 99 }');
  await expect(readSnapshotFacts(folder)).rejects.toThrow(`snapshot '${folder}': expected format 1, got 99`);
  await writeFile(join(folder, 'state.gz'), 'not compressed');
  await expect(readPacked(join(folder, 'state.gz'))).rejects.toMatchObject({ code: 'snapshot' });
});
