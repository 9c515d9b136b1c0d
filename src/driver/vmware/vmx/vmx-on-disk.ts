/** Reads and writes .vmx files: written whole or not at all, with the permissions that they had. */
import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { GuestwrightError, messageOf } from '../../../base/errors.ts';
import { VmxFile } from './vmx-file.ts';

/** Owner only: it holds the password of the machine's screen. */
const OWNER_ONLY = 0o600;

/** Errors: `unknown-machine` where there is none, `io`. */
export async function readVmx(path: string): Promise<VmxFile> {
  try {
    return VmxFile.parse(await readFile(path));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new GuestwrightError(`driver 'vmware': cannot read '${path}': ${messageOf(cause)}`, {
      code: missing ? 'unknown-machine' : 'io',
      cause,
      remedy: missing ? 'Name the .vmx file of a machine that exists.' : 'See that you may read it.',
    });
  }
}

export async function writeVmx(path: string, file: VmxFile): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const mode = await stat(path).then(
      ({ mode }) => mode,
      () => OWNER_ONLY,
    );
    await writeFile(draft, file.serialise(), { mode: OWNER_ONLY });
    await chmod(draft, mode);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
    throw new GuestwrightError(`driver 'vmware': cannot write '${path}': ${messageOf(cause)}`, {
      code: full ? 'disk-full' : 'io',
      cause,
      remedy: full ? 'Free space there.' : 'See that you may write it.',
    });
  }
}

/** Changes a .vmx file; left alone where `change` changes nothing. VMware must not have it open: it would write over it. */
export async function editVmx(path: string, change: (file: VmxFile) => void): Promise<VmxFile> {
  const file = await readVmx(path);
  const before = file.serialise();
  change(file);
  if (!before.equals(file.serialise())) await writeVmx(path, file);
  return file;
}
