/** Parallels' own report on a machine, for the evidence of a failure. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { JobCall } from './api.ts';
import type { JobResults } from './job-results.ts';
import type { MachineRef } from './machine-ref.ts';

/** Its text. Newer libraries pack it into an object, older ones give the text itself. */
export async function readProblemReport(ref: MachineRef, deadline: Deadline): Promise<string> {
  const { api } = ref;
  const what = `reading the problem report of '${ref.name}'`;
  const read = async (results: JobResults) => {
    try {
      using report = await results.handle(0, 'problem report');
      return await api.text(what, (buffer, length) =>
        api.library.call('PrlReport_AsString', report.value, buffer, length),
      );
    } catch {
      return await results.text();
    }
  };
  const call: JobCall<string> = { what, deadline, read };
  if (api.library.has('PrlVm_GetPackedProblemReport'))
    return await ref.ask('PrlVm_GetPackedProblemReport', (vm) => [vm, 0], call);
  if (api.library.has('PrlVm_GetProblemReport'))
    return await ref.ask('PrlVm_GetProblemReport', (vm) => [vm], call);
  throw new GuestwrightError(`${what}: this library gives no reports`, {
    code: 'unsupported',
    remedy: 'Update Parallels.',
  });
}
