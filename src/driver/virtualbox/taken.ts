/** Machines that are not ours: taken under a lock that names who has them. */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { acquireLock, type Lock } from '../../base/lock.ts';
import { liveOwner } from '../owner-marker.ts';
import { machineById } from './find-machine.ts';
import { MARKER } from './marker.ts';
import { withScope } from './objects.ts';
import type { WebSession } from './web-session.ts';

/** Letters of a hash that tell two machines apart. */
const HASH_LENGTH = 16;

/**
 * The lock of the machine `id`, which holds among the processes of this computer. Error `machine-in-use` with the name
 * of who has it, or with the process that defined it and lives.
 */
export async function takeMachine(
  web: WebSession,
  { id, name, owner }: { readonly id: string; readonly name: string; readonly owner: string | undefined },
  deadline: Deadline,
): Promise<Lock> {
  const holder = await withScope(web, async (scope) => {
    const call = deadline.options;
    const machine = await machineById(scope, id, deadline);
    const settingsFile = await machine.call('getSettingsFilePath', {}, call);
    return liveOwner(await machine.call('getExtraData', { key: MARKER }, call), { id, settingsFile });
  });
  if (holder !== undefined) {
    throw new GuestwrightError(`machine '${name}' was defined by process ${holder.pid}, which has it`, {
      code: 'machine-in-use',
      remedy: 'Wait until it ends, or end it.',
      details: { ...holder },
    });
  }
  const hash = createHash('sha256').update(id).digest('hex').slice(0, HASH_LENGTH);
  return await acquireLock(join(tmpdir(), `guestwright-virtualbox-${hash}.lock`), {
    owner: owner ?? `process ${process.pid}`,
    ...deadline.options,
  });
}
