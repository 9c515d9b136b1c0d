/** Changes of a machine's configuration: begun, made in our copy, committed to the service. */
import type { Deadline } from '../../base/deadline.ts';
import type { MachineRef } from './machine-ref.ts';

/** What `change` did is the service's when this resolves; when it throws, nothing is. */
export async function editMachine<T>(
  ref: MachineRef,
  deadline: Deadline,
  change: (vm: bigint) => Promise<T>,
): Promise<T> {
  const what = `changing '${ref.name}'`;
  await ref.run('PrlVm_BeginEdit', (vm) => [vm], { what, deadline });
  try {
    const result = await change(ref.vm);
    await ref.run('PrlVm_Commit', (vm) => [vm], { what, deadline });
    return result;
  } catch (error) {
    await refreshConfig(ref, deadline).catch(() => {}); // what failed is worth more
    throw error;
  }
}

/** Our copy of the configuration as it is on the service. */
export async function refreshConfig(ref: MachineRef, deadline: Deadline): Promise<void> {
  await ref.run('PrlVm_RefreshConfig', (vm) => [vm], { what: `reading '${ref.name}'`, deadline });
}
