/** What is read after each round: memory, handles, processes and files, of ours and of what the driver drives. */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { handlesOf, processesBelow, residentOf } from './processes.ts';

/** By name: what stands before the colon says what it counts. Bytes for `memory`. */
export type Reading = Readonly<Record<string, number>>;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** `references`: of the driver's server, where it tells. */
export async function read(references?: () => Promise<number>): Promise<Reading> {
  collect();
  await new Promise((resolve) => setImmediate(resolve)); // what was finalised is let go
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  const below = processesBelow();
  const sums: Record<string, number> = {
    'memory: ours, in use': heapUsed + external,
    'memory: ours, resident': rss,
    'handles: ours': handlesOf(process.pid),
    'resources: ours': process.getActiveResourcesInfo().length,
    'processes: below ours': below.length,
    'files: temporary': filesBelow(tmpdir()),
  };
  for (const { pid, name } of below) {
    add(sums, `memory: ${name}`, residentOf(pid));
    add(sums, `handles: ${name}`, handlesOf(pid));
  }
  if (references) sums['references: the server'] = await references();
  return sums;
}

function add(sums: Record<string, number>, name: string, value: number): void {
  sums[name] = (sums[name] ?? 0) + value;
}

/** What goes while it is counted counts or not. */
function filesBelow(folder: string): number {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const below = entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => filesBelow(join(folder, name)));
    return below.reduce((sum, count) => sum + count, entries.length);
  } catch {
    return 0;
  }
}
