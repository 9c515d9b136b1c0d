/** From a trace's folder to the zip that opens in the viewer: of a run that ended, and of one that was killed. */
import { rm } from 'node:fs/promises';
import { acquireLock } from '../../base/lock.ts';
import { type ReadScreensOptions, readScreens } from './read-screens.ts';
import { repairTrace } from './repair.ts';
import type { Trace } from './trace.ts';
import { lockPathOf } from './trace-lock.ts';
import { zipFolder } from './zip-folder.ts';

/** Closes `trace`, reads its screens and makes `zip` of it; its folder is gone afterwards. Errors `disk-full`, `io`. */
export async function finishTrace(
  trace: Trace,
  zip: string,
  options: ReadScreensOptions = {},
): Promise<void> {
  try {
    await trace.close();
    await readScreens(trace.folder.path, options);
    await zipFolder(trace.folder.path, zip);
  } finally {
    await discardTrace(trace);
  }
}

/** Ends `trace` and deletes what it wrote. */
export async function discardTrace(trace: Trace): Promise<void> {
  await trace.close().catch(() => {}); // nobody wants it any more
  await rm(trace.folder.path, { recursive: true, force: true });
  await trace[Symbol.asyncDispose]();
}

/**
 * Makes `zip` of the folder that a killed run left, and deletes the folder. Errors `machine-in-use` if its process lives,
 * `io` if it is no trace, `disk-full`.
 */
export async function recoverTrace(
  folder: string,
  zip: string,
  options: ReadScreensOptions = {},
): Promise<void> {
  await using _lock = await acquireLock(lockPathOf(folder), { owner: 'guestwright trace' });
  await repairTrace(folder);
  await readScreens(folder, options);
  await zipFolder(folder, zip);
  await rm(folder, { recursive: true, force: true });
}
