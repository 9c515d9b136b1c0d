/** Locks between processes: a file that names its owner, touched while held; one left behind is taken over. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { type CallOptions, Deadline, poll } from './deadline.ts';
import { GuestwrightError, messageOf } from './errors.ts';
import { processStartTime } from './platform.ts';

export interface Lock extends AsyncDisposable {
  readonly path: string;
}

export interface LockOptions extends CallOptions {
  /** Who holds it, for whoever finds it taken: such as "test 'installs' of worker 1". */
  readonly owner: string;
  /** Wait until it is free. Default: fail at once with `machine-in-use`. */
  readonly wait?: boolean;
  /** How often the file is touched while the lock is held, in ms. Default 30 s. */
  readonly touchInterval?: number;
}

/** What the file says. Process ids mean nothing on another computer, and are used again on this one. */
interface Holder {
  readonly owner: string;
  readonly pid: number;
  readonly host: string;
  readonly startTime?: string;
  /** Tells two takers of one process and name apart. */
  readonly token?: string;
}

/** Between two tries while waiting, in ms. */
const INTERVAL = 100;
/** Between two touches of a held lock, in ms: rare enough to cost nothing. */
const TOUCH_INTERVAL = 30_000;
/** A lock of another computer (or container) that nobody touched for so long, in ms, is left over; clocks may differ. */
const UNTOUCHED_IS_STALE = 10 * 60_000;

/** Takes the lock `path`; disposing frees it. Errors: `machine-in-use` (with the owner's name), `timeout`, `io`. */
export async function acquireLock(
  path: string,
  { owner, wait = false, touchInterval = TOUCH_INTERVAL, ...call }: LockOptions,
): Promise<Lock> {
  const content = JSON.stringify(ourselves(owner));
  using deadline = new Deadline(`waiting for the lock '${path}'`, call);
  await mkdir(dirname(path), { recursive: true });
  return await poll(deadline, INTERVAL, async () => {
    const holder = await tryToTake(path, content);
    if (holder === undefined) return held(path, content, touchInterval);
    if (!wait) throw inUse(path, holder);
    return undefined;
  });
}

function held(path: string, content: string, touchInterval: number): Lock {
  const touch = () => {
    const time = new Date();
    utimes(path, time, time).catch(() => {}); // gone: there is nothing left to keep
  };
  const timer = setInterval(touch, touchInterval).unref();
  const dispose = async () => {
    clearInterval(timer);
    await release(path, content);
  };
  return { path, [Symbol.asyncDispose]: dispose };
}

/** Undefined when the lock is ours now, else who has it. */
async function tryToTake(path: string, content: string): Promise<Holder | undefined> {
  for (;;) {
    if (await createWhole(path, content)) return undefined;
    const found = await readFile(path, 'utf8').catch(unlessGone(path));
    if (found === undefined) continue; // freed in between
    const holder = readHolder(found);
    if (holder && (await isAlive(holder, path))) return holder;
    const remover = await removeStale(path, found, content);
    if (remover) return remover;
  }
}

/** Creates the file with all of its content at once, or finds it there already. */
async function createWhole(path: string, content: string): Promise<boolean> {
  const draft = siblingOf(path);
  await writeFile(draft, content);
  try {
    await link(draft, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new GuestwrightError(`lock: could not create '${path}': ${messageOf(cause)}`, {
      code: 'io',
      cause,
    });
  } finally {
    await unlink(draft);
  }
}

/**
 * Removes a lock that was left behind, unless another taker is at it: that one is returned. Only who holds the guard
 * removes, and looks again first: without it a slow remover takes a third taker's fresh lock away.
 */
async function removeStale(path: string, stale: string, content: string): Promise<Holder | undefined> {
  const guard = `${path}.takeover`;
  if (!(await createWhole(guard, content))) {
    const found = await readFile(guard, 'utf8').catch(unlessGone(guard));
    if (found === undefined) return undefined; // done: the lock is free, or has a new owner
    const remover = readHolder(found);
    if (remover && (await isAlive(remover, guard))) return remover;
    await unlink(guard).catch(unlessGone(guard)); // it died in these lines
    return undefined;
  }
  try {
    const found = await readFile(path, 'utf8').catch(unlessGone(path));
    if (found === stale) await unlink(path).catch(unlessGone(path));
    return undefined;
  } finally {
    await unlink(guard);
  }
}

/** What is there and cannot be had will not be had by trying again: another user's file, a folder. */
function unlessGone(path: string): (cause: unknown) => undefined {
  return (cause) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new GuestwrightError(`lock: '${path}' cannot be taken over: ${messageOf(cause)}`, {
      code: 'io',
      cause,
      remedy: 'Look whose it is, and remove it.',
    });
  };
}

/** A name of its own in the same folder, so that links stay on one file system. */
function siblingOf(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}`;
}

async function release(path: string, content: string): Promise<void> {
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === content) await unlink(path).catch(() => {});
}

function ourselves(owner: string): Holder {
  const startTime = processStartTime(process.pid);
  const token = randomBytes(6).toString('hex');
  return { owner, pid: process.pid, host: hostname(), token, ...(startTime !== undefined && { startTime }) };
}

/** Undefined for what is no lock of ours: locks appear with all of their content, so it is not one in the making. */
function readHolder(content: string): Holder | undefined {
  try {
    const holder = JSON.parse(content) as Partial<Holder> | null;
    return typeof holder?.pid === 'number' && typeof holder.host === 'string'
      ? (holder as Holder)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process that took the lock still runs; of another computer only the file's age tells. */
async function isAlive({ pid, host, startTime }: Holder, path: string): Promise<boolean> {
  if (host !== hostname()) {
    const touched = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
    return Date.now() - touched < UNTOUCHED_IS_STALE;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startTime === undefined || processStartTime(pid) === startTime;
}

function inUse(path: string, { owner, pid, host }: Holder): GuestwrightError {
  return new GuestwrightError(`'${path}' is held by ${owner} (process ${pid} on ${host})`, {
    code: 'machine-in-use',
    remedy: 'Wait until it ends, or end it.',
    details: { owner, pid, host },
  });
}
