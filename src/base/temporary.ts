/** Private temporary folders that do not outlive their process: removed at dispose, at exit, or when it was killed. */
import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { GuestwrightError, messageOf } from './errors.ts';
import { removeAfterDeath } from './keeper.ts';

/** A folder that only this user can enter. Its path is short enough for Unix sockets inside. */
export interface PrivateFolder extends AsyncDisposable {
  readonly path: string;
}

const PREFIX = 'gw';
/** Owner only: sockets and memory images lie inside. */
const OWNER_ONLY = 0o700;
/** Process ids mean nothing on another computer or in another container that shares the temporary folder. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
/** Host, process id, random part. */
const NAME = new RegExp(`^${PREFIX}-([0-9a-f]{6})-(\\d+)-[0-9a-f]{8}$`);

const live = new Set<string>();
/** By parent. */
const swept = new Map<string, Promise<void>>();

/** Makes a private folder in `parent`; the first call for each also removes those of dead processes there. */
export async function privateFolder(parent: string = tmpdir()): Promise<PrivateFolder> {
  const sweeping = swept.get(parent) ?? sweepLeftovers(parent);
  swept.set(parent, sweeping);
  await sweeping;
  const ours = join(parent, `${PREFIX}-${HOST}-${process.pid}-`);
  removeAfterDeath(ours);
  const path = `${ours}${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(path, { mode: OWNER_ONLY });
  } catch (cause) {
    throw new GuestwrightError(`temporary folder: could not create '${path}': ${messageOf(cause)}`, {
      code: 'io',
      cause,
      remedy: 'Point TMPDIR at a folder with space that you may write.',
    });
  }
  if (live.size === 0) process.on('exit', removeAtExit);
  live.add(path);
  return { path, [Symbol.asyncDispose]: () => remove(path) };
}

/** Removes the private folders of processes of this user and computer that have ended. */
export async function sweepLeftovers(folder: string = tmpdir()): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, host, pid] = NAME.exec(name) ?? [];
    if (host !== HOST || isAlive(Number(pid))) continue;
    const path = join(folder, name);
    if (await isOurFolder(path)) await rm(path, { recursive: true, force: true }).catch(() => {}); // another run may be faster
  }
}

/** Whether `path` is a private folder that a process of this computer left behind, or would be if it were there still. */
export function isAbandonedFolder(path: string): boolean {
  const [, host, pid] = NAME.exec(basename(path)) ?? [];
  return host === HOST && !isAlive(Number(pid));
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  live.delete(path);
  if (live.size === 0) process.off('exit', removeAtExit);
}

function removeAtExit(): void {
  for (const path of live) rmSync(path, { recursive: true, force: true });
}

async function isOurFolder(path: string): Promise<boolean> {
  const entry = await lstat(path).catch(() => undefined);
  return entry?.isDirectory() === true && entry.uid === (process.getuid?.() ?? entry.uid);
}

/** Signal 0 asks without sending; EPERM means that it lives and belongs to another user. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
