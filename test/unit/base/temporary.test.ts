/** Private folders: owner only, removed at dispose, at exit and after a killed process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { privateFolder, sweepLeftovers } from '../../../src/base/temporary.ts';

test('a private folder is for the owner only and goes away with its content when disposed', async () => {
  let path: string;
  {
    await using folder = await privateFolder();
    path = folder.path;
    await writeFile(join(path, 'memory'), 'x');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect(Buffer.byteLength(join(path, 'monitor.sock'))).toBeLessThan(100);
  }
  expect(existsSync(path)).toBe(false);
});

test('disposing twice is harmless and leaves other folders alone', async () => {
  await using other = await privateFolder();
  const folder = await privateFolder();
  await folder[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
  expect(existsSync(other.path)).toBe(true);
});

test('folders of ended processes are swept, of living ones and of other programs not', async () => {
  const root = await mkdtemp(join(tmpdir(), 'sweep-test-'));
  try {
    const folder = await privateFolder();
    const ours = basename(folder.path);
    await folder[Symbol.asyncDispose]();
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    const ended = ours.replace(`-${process.pid}-`, `-${child.pid}-`);
    const elsewhere = ended.replace(/^gw-[0-9a-f]{6}/, 'gw-000000');
    for (const name of [ours, ended, elsewhere, 'unrelated']) await mkdir(join(root, name));
    await writeFile(join(root, ended, 'state'), 'x');

    await sweepLeftovers(root);

    expect((await readdir(root)).sort()).toEqual([elsewhere, ours, 'unrelated'].sort());
    await rename(join(root, ours), join(root, ended));
    await sweepLeftovers(root);
    expect((await readdir(root)).sort()).toEqual([elsewhere, 'unrelated'].sort());
  } finally {
    await rm(root, { recursive: true });
  }
});
