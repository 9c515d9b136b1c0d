/** A snapshot in a folder: machine.json, one packed file a disk, and the packed state of a running machine. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import type { DiskContent } from './disk-content.ts';
import { fileError, unpackDisk } from './disk-file.ts';
import { readPacked } from './state-file.ts';

/** What machine.json says. Written last: a folder without it is unfinished. */
export interface SnapshotFacts {
  readonly format: typeof FORMAT;
  readonly emulator: string;
  readonly live: boolean;
  /** Bytes. */
  readonly memory: number;
  readonly serialPorts: number;
  /** Bytes of each disk. */
  readonly disks: readonly { readonly size: number }[];
  /** Paths of the images in the drives. */
  readonly optical: string | null;
  readonly floppy: string | null;
}

/** Raised when the files change in a way that older versions cannot read. */
const FORMAT = 1;
const FACTS_FILE = 'machine.json';

export function statePath(folder: string): string {
  return join(folder, 'state.gz');
}

export function diskPaths(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => join(folder, `disk${i}.gz`));
}

/** Makes the folder, lets `writeFiles` fill it, adds the facts; leaves no half of it behind. */
export async function writeSnapshot(
  folder: string,
  facts: Omit<SnapshotFacts, 'format'>,
  writeFiles: () => Promise<void>,
): Promise<void> {
  const own = [...diskPaths(folder, facts.disks.length), statePath(folder), join(folder, FACTS_FILE)];
  try {
    await mkdir(folder, { recursive: true });
    await writeFiles();
    const text = JSON.stringify({ format: FORMAT, ...facts } satisfies SnapshotFacts, undefined, 2);
    await writeFile(join(folder, FACTS_FILE), `${text}\n`);
  } catch (error) {
    for (const file of own) await rm(file, { force: true });
    throw error instanceof GuestwrightError
      ? error
      : fileError(`snapshot '${folder}': could not be written`, error);
  }
}

/** Error `snapshot` when it is missing, unfinished or of another format. */
export async function readSnapshotFacts(folder: string): Promise<SnapshotFacts> {
  let facts: Partial<SnapshotFacts>;
  try {
    facts = JSON.parse(await readFile(join(folder, FACTS_FILE), 'utf8')) as Partial<SnapshotFacts>;
  } catch (cause) {
    throw snapshotError(folder, `expected ${FACTS_FILE} in it: ${messageOf(cause)}`, cause);
  }
  if (facts.format === FORMAT) return facts as SnapshotFacts;
  throw snapshotError(folder, `expected format ${FORMAT}, got ${facts.format}`);
}

/** The disks as they were. `bases`: where the images under them lie now. */
export async function readSnapshotDisks(
  folder: string,
  facts: SnapshotFacts,
  bases: readonly (string | undefined)[],
): Promise<DiskContent[]> {
  const paths = diskPaths(folder, facts.disks.length);
  return await Promise.all(
    facts.disks.map(async ({ size }, i) => unpackDisk(await readPacked(paths[i] as string), size, bases[i])),
  );
}

export function snapshotError(folder: string, problem: string, cause?: unknown): GuestwrightError {
  return new GuestwrightError(`snapshot '${folder}': ${problem}`, {
    code: 'snapshot',
    remedy: 'Take the snapshot again with this definition.',
    cause,
  });
}
