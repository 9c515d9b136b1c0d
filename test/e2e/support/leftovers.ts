/** What a process of ours may leave behind: processes below it and temporary folders. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Where pictures go on Linux, beside the temporary folder. */
const PICTURE_FOLDERS = ['/dev/shm'];

/** Paths of the private folders of process `pid`. */
export function foldersOf(pid: number): readonly string[] {
  return [tmpdir(), ...PICTURE_FOLDERS].flatMap((parent) => {
    try {
      return readdirSync(parent)
        .filter((name) => new RegExp(`^gw-[0-9a-f]+-${pid}-`).test(name))
        .map((name) => `${parent}/${name}`);
    } catch {
      return []; // no such folder on this system
    }
  });
}

/** All processes with that word in their command line. */
export function processesWith(word: string): readonly string[] {
  const lines = execFileSync('ps', ['axww', '-o', 'pid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(word) && !/^\s*\d+ Z/.test(line));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
