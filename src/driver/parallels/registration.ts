/** The service's list of machines: putting one on it, taking one off, deleting one. */
import type { Deadline } from '../../base/deadline.ts';
import { PACF_NON_INTERACTIVE_MODE, PRVF_REGENERATE_VM_UUID } from './abi/constants.ts';
import { identify } from './find-machine.ts';
import { MachineRef } from './machine-ref.ts';
import { renewAddresses } from './network.ts';
import type { PrlSession } from './session.ts';

/** Registers a machine that exists as files (a .pvm folder on the service), under an id and addresses of its own. */
export async function registerMachine(
  session: PrlSession,
  path: string,
  deadline: Deadline,
): Promise<MachineRef> {
  const what = `registering '${path}'`;
  const flags = PRVF_REGENERATE_VM_UUID | PACF_NON_INTERACTIVE_MODE;
  const handle = await session.run('PrlSrv_RegisterVmEx', [session.server, path, flags], {
    what,
    deadline,
    read: (results) => results.handle(0, 'machine'),
  });
  const ref = new MachineRef(session, { ...(await identify(session.api, handle.value)), handle });
  try {
    await renewAddresses(ref, deadline);
    return ref;
  } catch (error) {
    await unregister(ref, deadline).catch(() => {}); // why it failed is worth more
    ref[Symbol.dispose]();
    throw error;
  }
}

/** Its files stay. */
export async function unregister(ref: MachineRef, deadline: Deadline): Promise<void> {
  await ref.run('PrlVm_Unreg', (vm) => [vm], { what: `unregistering '${ref.name}'`, deadline });
}

/** With all of its files. */
export async function deleteMachine(ref: MachineRef, deadline: Deadline): Promise<void> {
  const all = 0n; // no list: everything that is the machine's
  await ref.run('PrlVm_Delete', (vm) => [vm, all], { what: `deleting '${ref.name}'`, deadline });
}
