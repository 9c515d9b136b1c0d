/** Machines are used under a lock that names who has them, ours as well as others. */
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { acquireLock, type Lock } from '../../base/lock.ts';

/** Letters of a hash that tell two machines apart. */
const HASH_LENGTH = 16;
const PREFIX = 'guestwright-vmware-';

/** Holds among the processes of this computer. Error `machine-in-use` with the name of who has it. */
export async function takeMachine(vmx: string, owner: string | undefined, deadline: Deadline): Promise<Lock> {
  return await acquireLock(await besideMachine(vmx, '.lock'), {
    owner: owner ?? `process ${process.pid}`,
    ...deadline.options,
  });
}

/** A file of ours about one machine, where it is not in the way of its owner. */
export async function besideMachine(vmx: string, ending: string): Promise<string> {
  const path = await realpath(vmx).catch(() => vmx);
  const hash = createHash('sha256').update(path).digest('hex').slice(0, HASH_LENGTH);
  return join(tmpdir(), `${PREFIX}${hash}${ending}`);
}
