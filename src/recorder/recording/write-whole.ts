/** Writes a file so that a reader, or whoever comes after a crash, sees the old content or the new, never a part. */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GuestwrightError, messageOf } from '../../base/errors.ts';

/** Errors `disk-full` and `io`; the old content stays. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(draft, 'w');
    try {
      await file.writeFile(content);
      await file.sync(); // a rename may reach the disk before the content does
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    throw cannotWrite(path, cause);
  }
}

function cannotWrite(path: string, cause: unknown): GuestwrightError {
  const full = ['ENOSPC', 'EDQUOT'].includes((cause as NodeJS.ErrnoException).code ?? '');
  return new GuestwrightError(`'${path}' could not be written: ${messageOf(cause)}`, {
    code: full ? 'disk-full' : 'io',
    cause,
    remedy: full
      ? 'Make room on the disk: it is tried again.'
      : 'Make the folder writable: it is tried again.',
  });
}
