import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { expect, test } from '@playwright/test';
import { acquireLock } from '../../../src/base/lock.ts';

function lockPath(): string {
  return test.info().outputPath('locks', 'machine.lock');
}

function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

test('a lock that is free is taken, and freed by disposing', async () => {
  const path = lockPath();
  {
    await using _lock = await acquireLock(path, { owner: 'first' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ owner: 'first', pid: process.pid });
  }
  expect(await readdir(dirname(path))).toEqual([]);
});

test('a second taker fails with the name of the first', async () => {
  const path = lockPath();
  await using _lock = await acquireLock(path, { owner: "test 'installs'" });
  await expect(acquireLock(path, { owner: 'second' })).rejects.toMatchObject({
    code: 'machine-in-use',
    shortMessage: `'${path}' is held by test 'installs' (process ${process.pid} on ${hostname()})`,
  });
});

test('a second taker may wait', async () => {
  const path = lockPath();
  const first = await acquireLock(path, { owner: 'first' });
  const second = acquireLock(path, { owner: 'second', wait: true });
  await first[Symbol.asyncDispose]();
  await using _lock = await second;
  expect(await readFile(path, 'utf8')).toContain('second');
});

test('waiting ends at its deadline', async () => {
  const path = lockPath();
  await using _lock = await acquireLock(path, { owner: 'first' });
  await expect(acquireLock(path, { owner: 'second', wait: true, timeout: 50 })).rejects.toMatchObject({
    code: 'timeout',
  });
});

test('a lock of a dead process is taken over', async () => {
  const path = lockPath();
  await (await acquireLock(path, { owner: 'makes the folder' }))[Symbol.asyncDispose]();
  await writeFile(path, JSON.stringify({ owner: 'dead', pid: deadPid(), host: hostname() }));
  await using _lock = await acquireLock(path, { owner: 'heir' });
  expect(await readFile(path, 'utf8')).toContain('heir');
  expect(await readdir(dirname(path))).toEqual(['machine.lock']);
});

test('a lock of another computer is not taken over', async () => {
  const path = lockPath();
  await (await acquireLock(path, { owner: 'makes the folder' }))[Symbol.asyncDispose]();
  await writeFile(path, JSON.stringify({ owner: 'far away', pid: deadPid(), host: 'elsewhere' }));
  await expect(acquireLock(path, { owner: 'second' })).rejects.toMatchObject({ code: 'machine-in-use' });
});

test('a lock of another computer that nobody touched for long is taken over', async () => {
  const path = lockPath();
  await (await acquireLock(path, { owner: 'makes the folder' }))[Symbol.asyncDispose]();
  await writeFile(path, JSON.stringify({ owner: 'far away', pid: deadPid(), host: 'elsewhere' }));
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await utimes(path, anHourAgo, anHourAgo);
  await using _lock = await acquireLock(path, { owner: 'heir' });
  expect(await readFile(path, 'utf8')).toContain('heir');
});

test('a lock is touched while it is held', async () => {
  const path = lockPath();
  const lock = await acquireLock(path, { owner: 'first', touchInterval: 5 });
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await utimes(path, anHourAgo, anHourAgo);
  await expect.poll(async () => (await stat(path)).mtimeMs > anHourAgo.getTime()).toBe(true);
  await lock[Symbol.asyncDispose]();
  expect(await readdir(dirname(path))).toEqual([]);
});

for (const content of ['', '{"owner":', 'null', '{}']) {
  test(`a file that is no lock is taken over: '${content}'`, async () => {
    const path = lockPath();
    await (await acquireLock(path, { owner: 'makes the folder' }))[Symbol.asyncDispose]();
    await writeFile(path, content);
    await using _lock = await acquireLock(path, { owner: 'heir' });
    expect(await readFile(path, 'utf8')).toContain('heir');
  });
}

test('what cannot be read or moved away fails at once instead of being tried for ever', async () => {
  const path = lockPath();
  await mkdir(path, { recursive: true });
  await expect(acquireLock(path, { owner: 'first', wait: true })).rejects.toMatchObject({
    code: 'io',
    shortMessage: expect.stringMatching(`^lock: '${path}' cannot be taken over: .*EISDIR`),
  });
});

test('of many takers at the same time one gets the lock of a dead process', async () => {
  const path = lockPath();
  await (await acquireLock(path, { owner: 'makes the folder' }))[Symbol.asyncDispose]();
  await writeFile(path, JSON.stringify({ owner: 'dead', pid: deadPid(), host: hostname() }));
  const takers = Array.from({ length: 8 }, (_, i) => acquireLock(path, { owner: `taker ${i}` }));
  const taken = (await Promise.allSettled(takers)).filter(({ status }) => status === 'fulfilled');
  expect(taken).toHaveLength(1);
});

test('disposing twice does not free the lock of the next taker', async () => {
  const path = lockPath();
  const first = await acquireLock(path, { owner: 'first' });
  await first[Symbol.asyncDispose]();
  await using _second = await acquireLock(path, { owner: 'second' });
  await first[Symbol.asyncDispose]();
  expect(await readFile(path, 'utf8')).toContain('second');
});
