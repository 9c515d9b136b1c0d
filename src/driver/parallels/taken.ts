/** Machines that are not ours: taken under a lock that names who has them. */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { acquireLock, type Lock } from '../../base/lock.ts';
import { bare } from './machine-id.ts';

/** Letters of a hash that tell two machines apart. */
const HASH_LENGTH = 16;

/** The lock of a machine, which holds among the processes of this computer. Error `machine-in-use` with who has it. */
export async function takeMachine(id: string, owner: string | undefined, deadline: Deadline): Promise<Lock> {
  const hash = createHash('sha256').update(bare(id)).digest('hex').slice(0, HASH_LENGTH);
  return await acquireLock(join(tmpdir(), `guestwright-parallels-${hash}.lock`), {
    owner: owner ?? `process ${process.pid}`,
    ...deadline.options,
  });
}
