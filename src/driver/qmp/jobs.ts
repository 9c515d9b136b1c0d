/** Runs a QMP job to its end. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { QmpConnection } from './connection.ts';

let started = 0;

/** Starts a job by `start`, which is given its id, and waits until it has ended. Error `hypervisor` with QEMU's words. */
export async function runJob(
  qmp: QmpConnection,
  what: string,
  deadline: Deadline,
  start: (id: string) => Promise<unknown>,
): Promise<void> {
  const id = `guestwright-${++started}`;
  let conclude = () => {};
  const concluded = new Promise<void>((resolve) => {
    conclude = resolve;
  });
  using _listening = qmp.on('JOB_STATUS_CHANGE', (job) => {
    if (job.id === id && job.status === 'concluded') conclude();
  });
  await start(id);
  await deadline.race(concluded);
  const jobs = await qmp.execute('query-jobs', undefined, deadline.options);
  await qmp.execute('job-dismiss', { id }, deadline.options);
  const error = jobs.find((job) => job.id === id)?.error;
  if (error !== undefined) {
    throw new GuestwrightError(`${what} failed: ${error}`, {
      code: /no space left/i.test(error) ? 'disk-full' : 'hypervisor',
    });
  }
}
