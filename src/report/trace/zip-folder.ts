/** A folder as one zip: streamed, so that a trace of hours does not fill the memory. */
import { createWriteStream } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeError } from './trace-folder.ts';

/** Packed already. */
const STORED = /\.(?:png|webm|jpe?g|zip|gz)$/;

/** Writes `zip` with all files below `folder`; it appears at once, or not at all. Errors `disk-full`, `io`. */
export async function zipFolder(folder: string, zip: string): Promise<void> {
  const { ZipFile } = await import('yazl'); // only who keeps a trace needs it
  const draft = `${zip}.partial`;
  try {
    const file = new ZipFile();
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path).split(sep).join('/');
      file.addFile(path, name, { compress: !STORED.test(name) });
    }
    file.end();
    await pipeline(file.outputStream, createWriteStream(draft));
    await rename(draft, zip);
  } catch (error) {
    await rm(draft, { force: true });
    throw writeError(zip, error);
  }
}
