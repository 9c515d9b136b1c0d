/**
 * What the last run of each test and script saw of the reference screens: `.guestwright/seen/<key>/`, read by
 * `guestwright lint` (never shown, fuzzy for nothing) and `guestwright update` (frames that no longer match exactly).
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { encodePng } from '../frame/png.ts';
import type { Dimensions, Point } from '../frame/region.ts';
import type { KeptSight } from './seen-recorder.ts';

/** One screen that a run waited for. */
export interface SeenScreen {
  readonly screen: string;
  /** The variant that showed; null for the screen's own picture, and if it did not show. */
  readonly variant: string | null;
  readonly outcome: 'shown' | 'missed';
  /** How far from the recorded place it showed. */
  readonly offset: Point;
  /** Whether every area was compared exactly. */
  readonly exact: boolean;
  /** Pixels that were unlike the reference, within the areas; 0: exact comparison would have done. */
  readonly differing: number;
  /** PNG of the whole display beside the record, where it is not exactly the reference. */
  readonly frame: string | null;
}

export interface SeenRun {
  /** The test's titles or the script's path. */
  readonly title: string;
  /** ISO 8601. */
  readonly at: string;
  /** Folder of the reference screens, relative to the project's. */
  readonly screens: string;
  /** Sizes that the display had when a screen was waited for. */
  readonly displays: readonly Dimensions[];
  readonly seen: readonly SeenScreen[];
}

const FOLDER = join('.guestwright', 'seen');
const FILE = 'run.json';
/** Written with every record: other versions are not read. */
const VERSION = 1;

/** Where `project` keeps its records. */
export function seenFolder(project: string): string {
  return join(project, FOLDER);
}

/** Replaces the record of the last run under `title`. */
export async function writeSeenRun(
  project: string,
  run: Omit<SeenRun, 'at' | 'seen'>,
  sights: readonly KeptSight[],
): Promise<void> {
  const key = createHash('sha256').update(run.title).digest('hex').slice(0, 16);
  const folder = join(seenFolder(project), key);
  const fresh = `${folder}.${process.pid}.tmp`;
  try {
    await mkdir(fresh, { recursive: true });
    const seen: SeenScreen[] = [];
    for (const [index, { frame, ...sight }] of sights.entries()) {
      const name = frame ? `${index + 1}.png` : null;
      if (frame && name) await writeFile(join(fresh, name), await encodePng(frame));
      seen.push({ ...sight, frame: name });
    }
    const screens = relative(project, resolve(project, run.screens));
    const record = { version: VERSION, ...run, screens, at: new Date().toISOString(), seen };
    await writeFile(join(fresh, FILE), `${JSON.stringify(record, undefined, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** A record and the folder that its frames lie in. */
export interface StoredRun extends SeenRun {
  readonly folder: string;
}

/** The records of `project` about the reference screens in `screens`, newest first; broken ones are left out. */
export async function readSeenRuns(project: string, screens: string): Promise<readonly StoredRun[]> {
  const root = seenFolder(project);
  const wanted = relative(project, resolve(project, screens));
  const names = await readdir(root).catch(() => []);
  const runs = await Promise.all(names.map((name) => readSeenRun(join(root, name))));
  return runs
    .flatMap((run) => (run && run.screens === wanted ? [run] : []))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

async function readSeenRun(folder: string): Promise<StoredRun | undefined> {
  try {
    const record = JSON.parse(await readFile(join(folder, FILE), 'utf8')) as SeenRun & { version: unknown };
    return record.version === VERSION ? { ...record, folder } : undefined;
  } catch {
    return undefined; // being replaced at this moment, or not ours
  }
}
