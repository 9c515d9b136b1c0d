/** Where a machine of ours has its files: a private folder that says who made it, and outlives us as its machine does. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { processStartTime } from '../../base/platform.ts';

const PREFIX = 'guestwright-vmware-';
const OWNER_FILE = 'owner.json';
/** The machine's settings, beside it. */
export const VMX_NAME = 'machine.vmx';

interface Owner {
  readonly host: string;
  readonly pid: number;
  readonly startTime?: string;
}

export interface MachineFolder extends AsyncDisposable {
  readonly path: string;
  readonly vmx: string;
}

/** `parent`: default the temporary folder. Error `io`. */
export async function makeMachineFolder(parent: string = tmpdir()): Promise<MachineFolder> {
  try {
    const path = await mkdtemp(join(parent, PREFIX)); // only the owner may enter
    const startTime = processStartTime(process.pid);
    const owner: Owner = {
      host: hostname(),
      pid: process.pid,
      ...(startTime !== undefined && { startTime }),
    };
    await writeFile(join(path, OWNER_FILE), JSON.stringify(owner));
    const remove = () => rm(path, { recursive: true, force: true });
    return { path, vmx: join(path, VMX_NAME), [Symbol.asyncDispose]: remove };
  } catch (cause) {
    throw new GuestwrightError(`driver 'vmware': cannot make a folder in '${parent}': ${messageOf(cause)}`, {
      code: 'io',
      cause,
      remedy: "Name one that you may write by the option 'folder'.",
    });
  }
}

/** Folders of processes of this computer that have ended. */
export async function abandonedFolders(parent: string = tmpdir()): Promise<readonly string[]> {
  const names = (await readdir(parent).catch(() => [])).filter((name) => name.startsWith(PREFIX));
  const abandoned: string[] = [];
  for (const path of names.map((name) => join(parent, name))) {
    const owner = await readOwner(path);
    if (owner && hasEnded(owner)) abandoned.push(path);
  }
  return abandoned;
}

/** Whether the process that says that it made something has ended; of another computer that is not known. */
export function hasEnded({ host, pid, startTime }: Owner): boolean {
  if (host !== hostname()) return false;
  if (startTime !== undefined) return processStartTime(pid) !== startTime;
  try {
    process.kill(pid, 0); // asks without sending
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
}

async function readOwner(folder: string): Promise<Owner | undefined> {
  try {
    const owner = JSON.parse(await readFile(join(folder, OWNER_FILE), 'utf8')) as Partial<Owner>;
    return typeof owner.host === 'string' && typeof owner.pid === 'number' ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}
