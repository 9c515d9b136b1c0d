/** The file in a snapshot's folder that says what is what: a driver's own, with the number of its format. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GuestwrightError, messageOf } from '../base/errors.ts';

const DESCRIPTION = 'machine.json';

export async function writeDescription(folder: string, saved: { readonly format: number }): Promise<void> {
  await writeFile(join(folder, DESCRIPTION), JSON.stringify(saved, null, 2));
}

/** What `writeDescription` wrote. Error `snapshot` if it is not that, or of another format. */
export async function readDescription<Saved extends { readonly format: number }>(
  folder: string,
  format: Saved['format'],
): Promise<Saved> {
  const path = join(folder, DESCRIPTION);
  try {
    const saved = JSON.parse(await readFile(path, 'utf8')) as Saved;
    if (saved.format === format) return saved;
    throw new Error(`expected format ${format}, got ${saved.format}`);
  } catch (cause) {
    throw new GuestwrightError(`snapshot: cannot use '${path}': ${messageOf(cause)}`, {
      code: 'snapshot',
      cause,
      remedy: 'Save the snapshot again with this version of Guestwright and this driver.',
    });
  }
}
