/** The disks of a run as files: each appears under its name when it is whole and on the host's disk, or not at all. */
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { CallOptions } from '../base/deadline.ts';
import { GuestwrightError, isGuestwrightError, messageOf } from '../base/errors.ts';
import { removeAfterDeath } from '../base/keeper.ts';
import type { Machine } from '../driver/driver.ts';
import { hashFile } from '../guest/file-hash.ts';
import { type ImageFacts, manifestPath, manifestText, type RunFacts } from './image-manifest.ts';
import { type OutputPlan, writesItself } from './output.ts';

/** Writing a large disk takes its time, even on a slow host. In ms. */
export const EXPORT_TIMEOUT = 30 * 60_000;

/**
 * Writes the machine's first disk and, beside it, the manifest; gives the manifest's path. What was there before stays
 * until both are whole. Errors: `disk-full`, `io`, and the driver's.
 */
export async function writeImage(
  machine: Machine,
  plan: OutputPlan,
  run: RunFacts,
  call: CallOptions,
): Promise<string> {
  const { path, format } = plan;
  const manifest = manifestPath(path);
  await using image = draftOf(path);
  await using description = draftOf(manifest);
  try {
    await exportDraft(machine, 0, { path: image.path, format }, call);
    await settle(image.path);
    const text = manifestText(await imageFacts(plan, image.path, call), run);
    await writeSettled(description.path, text);
    call.signal?.throwIfAborted();
    await rm(manifest, { force: true }); // from here to the end nothing describes another image than the one beside it
    await rename(image.path, path);
    await rename(description.path, manifest);
    await settle(dirname(path));
    return manifest;
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Writes disk `index` raw, without a manifest: for a person to look at. */
export async function keepDisk(
  machine: Machine,
  index: number,
  path: string,
  call: CallOptions,
): Promise<void> {
  await using draft = draftOf(path);
  await exportDraft(machine, index, { path: draft.path, format: 'raw' }, call);
  await rename(draft.path, path);
}

interface Draft extends AsyncDisposable {
  readonly path: string;
}

/** A file beside `path`, hence in the same file system; removed unless renamed, whatever ends us. */
function draftOf(path: string): Draft {
  const draft = `${path}.partial-${process.pid}`;
  removeAfterDeath(draft);
  return { path: draft, [Symbol.asyncDispose]: () => rm(draft, { force: true }) };
}

/** In the driver's own way if it has one, else raw first. */
async function exportDraft(
  machine: Machine,
  index: number,
  { path, format }: OutputPlan,
  call: CallOptions,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const { state } = await machine.state(call);
  if (state === 'running') await hold(machine, call);
  if (writesItself(machine.host.driver, format)) return await machine.exportDisk(index, path, format, call);
  const { exportImage } = await import('../driver/qemu/qemu-img.ts');
  const raw = `${path}.raw`;
  try {
    await machine.exportDisk(index, raw, 'raw', call);
    await exportImage({ path: raw, format: 'raw' }, { path, format }, call);
  } finally {
    await rm(raw, { force: true });
  }
}

/** A disk is exported of a machine that stands still. */
async function hold(machine: Machine, call: CallOptions): Promise<void> {
  if (machine.host.driver.capabilities.has('pause')) await machine.pause(call);
  else await machine.stop(call);
}

async function imageFacts(
  { path, format }: OutputPlan,
  draft: string,
  call: CallOptions,
): Promise<ImageFacts> {
  const { size } = await stat(draft);
  const sha256 = await hashFile(draft, call.signal);
  return { image: basename(path), format, size, virtualSize: await virtualSize(draft, format, size), sha256 };

  async function virtualSize(file: string, of: string, bytes: number): Promise<number> {
    if (of === 'raw') return bytes;
    const { imageInfo } = await import('../driver/qemu/qemu-img.ts');
    return (await imageInfo(file, call)).size;
  }
}

/** On the host's disk, not only in its memory: a rename may get there before the content does. */
async function settle(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeSettled(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Names the image, and what to do where the disk is full. */
function cannotWrite(path: string, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  const full = isGuestwrightError(cause, 'disk-full') || code === 'ENOSPC' || code === 'EDQUOT';
  if (!full && (isGuestwrightError(cause) || code === undefined)) return cause;
  const [reason] = messageOf(cause).split('\n', 1);
  return new GuestwrightError(`--output: '${path}' could not be written: ${reason}`, {
    code: full ? 'disk-full' : 'io',
    cause,
    remedy: full ? 'Free space there, or name a file on another disk.' : 'Make the folder writable.',
  });
}
