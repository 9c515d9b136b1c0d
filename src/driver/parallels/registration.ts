/** The service's list of machines: putting one on it, taking one off, deleting one. */
import { Deadline } from '../../base/deadline.ts';
import type { OwnedHandle } from '../ffi/handles.ts';
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
    discard: async (late) => undo(await refOf(session, late), unregister),
  });
  const ref = await refOf(session, handle);
  try {
    await renewAddresses(ref, deadline);
    return ref;
  } catch (error) {
    await undo(ref, unregister);
    throw error;
  }
}

/** Takes over the handle of a machine that the service has just been given. */
export async function refOf(session: PrlSession, handle: OwnedHandle): Promise<MachineRef> {
  try {
    return new MachineRef(session, { ...(await identify(session.api, handle.value)), handle });
  } catch (error) {
    handle[Symbol.dispose]();
    throw error;
  }
}

/** Takes a machine that failed half-way off the service again, by a deadline of its own: the call's may have passed. */
export async function undo(ref: MachineRef, by: typeof unregister): Promise<void> {
  using deadline = new Deadline(`undoing '${ref.name}'`, {});
  await by(ref, deadline).catch(() => {}); // why it failed is worth more
  ref[Symbol.dispose]();
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
