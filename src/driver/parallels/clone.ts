/** Copies of machines, full or linked, which are ours. */
import type { Deadline } from '../../base/deadline.ts';
import { PACF_NON_INTERACTIVE_MODE, PCVF_LINKED_CLONE } from './abi/constants.ts';
import { identify } from './find-machine.ts';
import { MachineRef } from './machine-ref.ts';
import { renewAddresses } from './network.ts';
import { deleteMachine } from './registration.ts';

export interface WantedClone {
  readonly name: string;
  /** On the service; undefined: its own folder for machines. */
  readonly folder: string | undefined;
  readonly linked: boolean;
}

/** Nothing stays behind if it fails. */
export async function cloneMachine(
  source: MachineRef,
  { name, folder, linked }: WantedClone,
  deadline: Deadline,
): Promise<MachineRef> {
  const { session } = source;
  const what = `copying '${source.name}'`;
  const flags = PACF_NON_INTERACTIVE_MODE | (linked ? PCVF_LINKED_CLONE : 0);
  const handle = await source.run('PrlVm_CloneEx', (vm) => [vm, name, folder ?? '', flags], {
    what,
    deadline,
    read: (results) => results.handle(0, 'machine'),
  });
  const ref = new MachineRef(session, { ...(await identify(session.api, handle.value)), handle });
  try {
    await renewAddresses(ref, deadline);
    return ref;
  } catch (error) {
    await deleteMachine(ref, deadline).catch(() => {}); // why it failed is worth more
    ref[Symbol.dispose]();
    throw error;
  }
}
