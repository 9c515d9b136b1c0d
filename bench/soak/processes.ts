/** The processes below ours, and what they hold (Linux: /proc). */
import { readdirSync, readFileSync } from 'node:fs';

/** Bytes of a page on every machine that this runs on. */
const PAGE = 4096;
/** Removes files after our death, and is meant to outlive us. */
export const KEEPER = 'guestwright-keeper';

export interface ChildProcess {
  readonly pid: number;
  /** Its name, 15 characters at most. */
  readonly name: string;
}

/** All processes below `root`, whatever namespace they are in; not the keeper. */
export function processesBelow(root = process.pid): readonly ChildProcess[] {
  const all = processIds().flatMap((pid) => describe(pid) ?? []);
  const below = new Set([root]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  return all.filter(({ pid }) => pid !== root && below.has(pid) && !readOf(pid, 'cmdline').includes(KEEPER));
}

export function processIds(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** Bytes in memory. */
export function residentOf(pid: number): number {
  return Number(readOf(pid, 'statm').split(' ')[1] ?? 0) * PAGE;
}

/** Open files and sockets. */
export function handlesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0; // it has ended
  }
}

function describe(pid: number): (ChildProcess & { readonly parent: number }) | undefined {
  const stat = readOf(pid, 'stat');
  const [, name, state, parent] = /\((.*)\) (\S) (\d+)/s.exec(stat) ?? [];
  return name === undefined || state === 'Z' ? undefined : { pid, name, parent: Number(parent) };
}

/** A file of /proc; nothing of a process that has ended. */
function readOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
