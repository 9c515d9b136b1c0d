/** Snapshots as files: disks and saved memory of a machine, from which another one on this computer can start. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { copyDisk } from './images.ts';
import { type Scope, type VboxObject, withScope } from './objects.ts';
import type { MachinePower } from './power.ts';
import type { VirtualBoxSnapshots } from './snapshots.ts';

/** What lies beside the files. */
export interface SavedMachine {
  readonly version: 1;
  /** Files of the disks, in the definition's order. */
  readonly disks: readonly string[];
  /** File of the memory; null for a machine that was off. */
  readonly memory: string | null;
  /** The server that wrote the memory: another version may not read it. */
  readonly virtualbox: string;
}

const FILE = 'virtualbox.json';
const MEMORY_FILE = 'memory.sav';
/** Name of the snapshot that the files are made from; it exists only meanwhile. */
const PASSING = 'guestwright-export';

/** Takes a snapshot, copies its disks and memory into `folder`, and removes it; the machine goes on. Needs a turn. */
export async function exportMachine(
  power: MachinePower,
  snapshots: VirtualBoxSnapshots,
  folder: string,
  deadline: Deadline,
): Promise<{ readonly live: boolean }> {
  await mkdir(folder, { recursive: true });
  const id = await snapshots.takeNamed(PASSING, deadline);
  try {
    return await withScope(power.web, async (scope) => {
      const call = deadline.options;
      const machine = scope.own(
        'IMachine',
        await scope.virtualBox.call('findMachine', { nameOrId: power.id }, call),
      );
      const snapshot = scope.own('ISnapshot', await machine.call('findSnapshot', { nameOrId: id }, call));
      const then = scope.own('IMachine', await snapshot.call('getMachine', {}, call));
      const live = await snapshot.call('getOnline', {}, call);
      const disks = await copyDisks(scope, then, folder, deadline);
      if (live) await copyFile(await then.call('getStateFilePath', {}, call), join(folder, MEMORY_FILE));
      const virtualbox = await scope.virtualBox.call('getVersion', {}, call);
      const saved: SavedMachine = { version: 1, disks, memory: live ? MEMORY_FILE : null, virtualbox };
      await writeFile(join(folder, FILE), `${JSON.stringify(saved, undefined, 2)}\n`);
      return { live };
    });
  } finally {
    await snapshots.removeById(id, deadline);
  }
}

/** Error `snapshot` if `folder` holds none of this driver's. */
export async function readSavedMachine(folder: string): Promise<SavedMachine> {
  try {
    const saved = JSON.parse(await readFile(join(folder, FILE), 'utf8')) as SavedMachine;
    if (saved.version === 1) return saved;
  } catch (cause) {
    throw notOurs(folder, cause);
  }
  throw notOurs(folder);
}

async function copyDisks(
  scope: Scope,
  machine: VboxObject<'IMachine'>,
  folder: string,
  deadline: Deadline,
): Promise<readonly string[]> {
  const attachments = await machine.call('getMediumAttachments', {}, deadline.options);
  const files: string[] = [];
  for (const { medium, type } of attachments) {
    if (type !== 'HardDisk' || medium === '') continue;
    const location = join(folder, `disk${files.length}.vdi`);
    await copyDisk(scope, scope.own('IMedium', medium), { location, format: 'VDI' }, deadline);
    files.push(basename(location));
  }
  return files;
}

function notOurs(folder: string, cause?: unknown): GuestwrightError {
  return new GuestwrightError(`'${folder}' holds no snapshot of a VirtualBox machine`, {
    code: 'snapshot',
    cause,
    remedy: 'Save it again with this driver.',
  });
}
