/** Writes a machine's memory and device state to a file and reads it back (QEMU's migration). */
import { type Deadline, poll } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { QmpConnection } from './connection.ts';

/** Bytes a second; the default would brake at 128 MiB. */
const UNLIMITED = 2 ** 40;
/** Between two looks at the progress, ms: a small machine is done in 50. */
const INTERVAL = 10;

/** Saves a machine that stands still. It stays as it is and may continue. */
export async function saveMemory(qmp: QmpConnection, path: string, deadline: Deadline): Promise<void> {
  await qmp.execute('migrate-set-parameters', { 'max-bandwidth': UNLIMITED }, deadline.options);
  await qmp.execute('migrate', { uri: `exec:cat > ${quoted(path)}` }, deadline.options);
  try {
    await completed(qmp, 'saving the memory', deadline);
  } catch (error) {
    await qmp.execute('migrate_cancel', undefined).catch(() => {}); // gone already, or over
    throw error;
  }
}

/** Loads what `saveMemory` wrote into a QEMU that was started with `-incoming defer`. It stands still afterwards. */
export async function loadMemory(qmp: QmpConnection, path: string, deadline: Deadline): Promise<void> {
  await qmp.execute('migrate-incoming', { uri: `exec:cat ${quoted(path)}` }, deadline.options);
  await completed(qmp, 'loading the memory', deadline);
}

async function completed(qmp: QmpConnection, what: string, deadline: Deadline): Promise<void> {
  await poll(deadline, INTERVAL, async () => {
    const migration = await qmp.execute('query-migrate', undefined, deadline.options);
    if (migration.status === 'completed') return true;
    if (migration.status !== 'failed' && migration.status !== 'cancelled') return undefined;
    throw new GuestwrightError(`${what} failed: ${migration['error-desc'] ?? migration.status}`, {
      code: 'hypervisor',
    });
  });
}

/** For the shell that QEMU runs. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
