import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { SnapshotParts } from '../../../src/guest/snapshot-key.ts';
import { SnapshotStore, snapshotSize } from '../../../src/guest/snapshot-store.ts';

const parts: SnapshotParts = {
  name: 'installed',
  driver: 'embedded',
  version: 'v86 0.5',
  definition: {},
  media: {},
  inputs: {},
};

function newStore(): SnapshotStore {
  return new SnapshotStore(join(test.info().outputPath(), 'snapshots'));
}

async function fill(folder: string) {
  await writeFile(join(folder, 'disk.img'), 'content');
  return { live: true };
}

test('a snapshot that was written is found by its parts and by its name', async () => {
  const store = newStore();
  const written = await store.write(parts, fill);
  expect(written.manifest).toMatchObject({ ...parts, live: true });
  expect(await store.exact(parts)).toEqual(written);
  expect(await store.named('installed', 'embedded')).toEqual([written]);
  expect(await store.named('installed', 'qemu')).toEqual([]);
  expect(await store.exact({ ...parts, version: 'v86 0.6' })).toBeUndefined();
});

test('a project without snapshots has an empty list', async () => {
  expect(await newStore().list()).toEqual([]);
});

test('the newest snapshot comes first', async () => {
  const store = newStore();
  const { manifest } = await store.write(parts, fill);
  await expect.poll(() => new Date().toISOString() > manifest.savedAt, 'the clock moves on').toBe(true);
  const newer = await store.write({ ...parts, inputs: { 'a.ts': '1' } }, fill);
  expect((await store.named('installed', 'embedded'))[0]).toEqual(newer);
});

test('a snapshot is read-only after it was written', async () => {
  const { folder } = await newStore().write(parts, fill);
  const modes = await Promise.all(
    [folder, join(folder, 'disk.img'), join(folder, 'manifest.json')].map(
      async (path) => (await stat(path)).mode,
    ),
  );
  expect(modes.map((mode) => mode & 0o222)).toEqual([0, 0, 0]);
});

test('writing again replaces the snapshot', async () => {
  const store = newStore();
  await store.write(parts, fill);
  const { folder } = await store.write(parts, async (path) => {
    await writeFile(join(path, 'disk.img'), 'newer');
    return { live: false };
  });
  expect(await readFile(join(folder, 'disk.img'), 'utf8')).toBe('newer');
  expect((await store.exact(parts))?.manifest.live).toBe(false);
});

test('a snapshot that could not be written leaves nothing', async () => {
  const store = newStore();
  const failing = store.write(parts, async (folder) => {
    await writeFile(join(folder, 'half'), 'x');
    throw new Error('boom');
  });
  await expect(failing).rejects.toThrow("snapshot 'installed': could not be written: boom");
  expect(await readdir(store.root)).toEqual([]);
});

test('a full disk is named', async () => {
  const failing = newStore().write(parts, async () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  });
  await expect(failing).rejects.toMatchObject({ code: 'disk-full' });
});

test('a folder without a manifest is no snapshot but a leftover', async () => {
  const store = newStore();
  const { key } = await store.write(parts, fill);
  await mkdir(join(store.root, 'half-written'));
  expect((await store.list()).map((snapshot) => snapshot.key)).toEqual([key]);
  expect(await store.leftovers()).toEqual(['half-written']);
});

test('a snapshot is removed although it is read-only', async () => {
  const store = newStore();
  const { key, folder } = await store.write(parts, fill);
  await chmod(folder, 0o555);
  await store.remove(key);
  expect(await store.list()).toEqual([]);
  expect(await readdir(store.root)).toEqual([]);
});

test('the size of a snapshot counts all of its files', async () => {
  const snapshot = await newStore().write(parts, fill);
  const manifest = await stat(join(snapshot.folder, 'manifest.json'));
  expect(await snapshotSize(snapshot)).toBe(manifest.size + 'content'.length);
});
