/** How our machines are told from the user's on hosts that outlive us: a text that names the process that made them. */
import { hostname } from 'node:os';
import { processStartTime } from '../base/platform.ts';

/** What a copy of a machine has not: who copies one of ours by other means than ours has one of their own. */
export interface MarkedMachine {
  readonly id: string;
  /** Where the host keeps its settings; '' where it does not tell. */
  readonly settingsFile: string;
}

export interface Owner extends MarkedMachine {
  readonly host: string;
  readonly pid: number;
  readonly startTime: string | undefined;
}

/** The marker of a machine that this process makes. */
export function ownMarker(machine: MarkedMachine): string {
  const owner: Owner = {
    host: hostname(),
    pid: process.pid,
    startTime: processStartTime(process.pid),
    ...machine,
  };
  return JSON.stringify(owner);
}

/**
 * Whether the process that made a machine has ended. False for machines that are not ours, and for those of another
 * computer, which cannot be known.
 */
export function isAbandoned(marker: string, machine: MarkedMachine): boolean {
  const owner = readOwner(marker, machine);
  return owner?.host === hostname() && !isAlive(owner);
}

/** The process that made a machine, unless it is known to have ended; undefined for machines that are not ours too. */
export function liveOwner(marker: string, machine: MarkedMachine): Owner | undefined {
  return isAbandoned(marker, machine) ? undefined : readOwner(marker, machine);
}

/** A process of the same id that started at another time is another one. */
function isAlive({ pid, startTime }: Owner): boolean {
  if (startTime !== undefined) return processStartTime(pid) === startTime;
  try {
    process.kill(pid, 0); // signal 0 asks without sending
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readOwner(marker: string, machine: MarkedMachine): Owner | undefined {
  try {
    const { host, pid, startTime, id, settingsFile } = JSON.parse(marker) as Partial<Owner>;
    if (id !== machine.id || settingsFile !== machine.settingsFile) return undefined;
    if (typeof host === 'string' && Number.isSafeInteger(pid))
      return { host, pid: Number(pid), startTime, id, settingsFile };
  } catch {
    // not ours
  }
  return undefined;
}
