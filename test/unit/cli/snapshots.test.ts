import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { acquireLock } from '../../../src/base/lock.ts';
import { runCommand } from '../../../src/cli/command.ts';
import { FileHashes } from '../../../src/guest/file-hash.ts';
import { snapshotLockPath } from '../../../src/guest/snapshot-lock.ts';
import { collectParts } from '../../../src/guest/snapshot-parts.ts';
import { SnapshotStore } from '../../../src/guest/snapshot-store.ts';
import { recordingContext } from './support/cli-context.ts';

/** A project with one snapshot, made from setup.ts. */
async function project() {
  const context = recordingContext();
  await writeFile(join(context.cwd, 'setup.ts'), 'first');
  const hashes = new FileHashes(join(context.cwd, '.guestwright', 'hashes.json'));
  const request = { name: 'installed', driver: 'qemu', version: '7.2', definition: {}, inputs: ['setup.ts'] };
  const store = new SnapshotStore(join(context.cwd, '.guestwright', 'snapshots'));
  const snapshot = await store.write(await collectParts(request, context.cwd, hashes), async (folder) => {
    await writeFile(join(folder, 'disk'), 'x');
    return { live: true };
  });
  return { context, store, snapshot };
}

test('snapshots list tells names, drivers, and fresh or stale with the reason', async () => {
  const { context } = await project();
  expect(await runCommand(['snapshots', 'list'], context)).toBe(0);
  expect(context.printed[0]).toMatch(/^installed\tqemu\trunning\t\d+ bytes\t\d{4}-.*\tfresh$/);
  await writeFile(join(context.cwd, 'setup.ts'), 'changed');
  await runCommand(['snapshots', 'list'], context);
  expect(context.printed[1]).toMatch(/\tstale: input 'setup.ts' changed$/);
  await runCommand(['snapshots', 'list', '--json'], context);
  expect(JSON.parse(context.printed[2] ?? '')).toMatchObject({
    name: 'installed',
    changes: ["input 'setup.ts' changed"],
  });
});

test('snapshots clean deletes stale ones only', async () => {
  const { context, store, snapshot } = await project();
  await runCommand(['snapshots', 'clean'], context);
  expect(context.printed).toEqual(['1 kept']);
  await writeFile(join(context.cwd, 'setup.ts'), 'changed');
  await runCommand(['snapshots', 'clean'], context);
  expect(context.printed.slice(1)).toEqual([`deleted ${snapshot.key} (input 'setup.ts' changed)`, '0 kept']);
  expect(await store.list()).toEqual([]);
});

test('snapshots clean --all deletes fresh ones too', async () => {
  const { context, store } = await project();
  await runCommand(['snapshots', 'clean', '--all'], context);
  expect(await store.list()).toEqual([]);
});

test('snapshots clean leaves a snapshot that is being written', async () => {
  const { context, store, snapshot } = await project();
  const home = join(context.cwd, '.guestwright');
  const half = snapshot.key.replace(/[0-9a-f]{4}$/, 'ffff');
  await mkdir(join(store.root, half));
  {
    const owner = "test 'installs'";
    await using _lock = await acquireLock(snapshotLockPath(home, 'installed', 'qemu'), { owner });
    expect(await runCommand(['snapshots', 'clean', '--all'], context)).toBe(0);
  }
  expect(await store.leftovers()).toEqual([half]);
  expect(context.printed).toEqual([
    expect.stringMatching(new RegExp(`^left ${snapshot.key}: .* is held by test 'installs'`)),
    expect.stringMatching(new RegExp(`^left ${half}: .* is held by test 'installs'`)),
    '1 kept',
  ]);
  await runCommand(['snapshots', 'clean', '--all'], context);
  expect(await readdir(store.root)).toEqual([]);
  expect(await readdir(join(home, 'locks'))).toEqual([]);
});

test('snapshots wants to know what to do', async () => {
  const context = recordingContext();
  expect(await runCommand(['snapshots', 'prune'], context)).toBe(2);
  expect(context.warned).toEqual(["guestwright snapshots: expected list or clean, got 'prune'"]);
});
