/** Which machines that are not ours have VNC settings of ours: found and put right after we were killed. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { processStartTime } from '../../base/platform.ts';
import { hasEnded } from './machine-folder.ts';
import { besideMachine } from './taken.ts';

const ENDING = '.vnc.json';

interface Note {
  readonly vmx: string;
  readonly host: string;
  readonly pid: number;
  readonly startTime?: string;
}

export async function noteVnc(vmx: string): Promise<void> {
  const startTime = processStartTime(process.pid);
  const note: Note = {
    vmx,
    host: hostname(),
    pid: process.pid,
    ...(startTime !== undefined && { startTime }),
  };
  await writeFile(await besideMachine(vmx, ENDING), JSON.stringify(note));
}

export async function forgetVnc(vmx: string): Promise<void> {
  await rm(await besideMachine(vmx, ENDING), { force: true });
}

/** The .vmx files that processes which have ended left so. */
export async function abandonedVnc(): Promise<readonly string[]> {
  const names = (await readdir(tmpdir())).filter(
    (name) => name.startsWith('guestwright-vmware-') && name.endsWith(ENDING),
  );
  const found: string[] = [];
  for (const name of names) {
    try {
      const note = JSON.parse(await readFile(join(tmpdir(), name), 'utf8')) as Note;
      if (hasEnded(note)) found.push(note.vmx);
    } catch {
      // another run is faster
    }
  }
  return found;
}
