/** Which share of a core this process and others took while something ran (Linux). */
import { readFileSync } from 'node:fs';

/** Ticks of utime and stime in /proc/PID/stat: USER_HZ, 100 on every Linux. */
const TICKS_PER_SECOND = 100;

export async function coreShare(pids: readonly number[], work: () => Promise<unknown>): Promise<number> {
  const all = [process.pid, ...pids];
  const [before, startedAt] = [all.map(cpuSeconds), performance.now()];
  await work();
  const used = all.reduce((sum, pid, index) => sum + cpuSeconds(pid) - (before[index] ?? 0), 0);
  return used / ((performance.now() - startedAt) / 1000);
}

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
