/** A folder that a run may write its report into: empties it of an older report, and of nothing else. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GuestwrightError, messageOf } from '../base/errors.ts';

/** Says that the folder's report is ours. Without it, what has a report's names is somebody else's. */
const MARKER = '.guestwright-report';
const MARKER_TEXT =
  "Written by 'guestwright run': the next run with this folder replaces the report in it.\n";

/** What `--keep` leaves in the folder; a later run may write over it but does not delete it. */
const KEPT_DISK = /^disk\d+\.img$/;

/** Name of the file that `--keep` leaves of disk `index`. */
export function keptDiskName(index: number): string {
  return `disk${index}.img`;
}

/**
 * Makes `folder`, or deletes what an older report left under `names`. Error `io`, with nothing touched, if it has
 * files of these names that no run wrote.
 */
export async function prepareReportFolder(folder: string, names: readonly string[]): Promise<void> {
  const found = await entriesOf(folder);
  if (!found.includes(MARKER)) {
    const foreign = found.filter((name) => names.includes(name) || KEPT_DISK.test(name));
    if (foreign.length > 0) throw notOurs(folder, foreign);
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, MARKER), MARKER_TEXT);
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new GuestwrightError(`report: cannot write into '${folder}': ${messageOf(cause)}`, {
      code: 'io',
      cause,
      remedy: 'Name a folder with --report.',
    });
  }
}

function notOurs(folder: string, names: readonly string[]): GuestwrightError {
  const what = names.map((name) => `'${name}'`).join(', ');
  return new GuestwrightError(`report: '${folder}' has ${what}, which 'guestwright run' did not write`, {
    code: 'io',
    remedy: 'Name an empty or new folder with --report.',
    details: { folder, names },
  });
}
