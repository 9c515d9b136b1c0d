/** Copies of machines, full or linked, which are ours. */
import type { Deadline } from '../../base/deadline.ts';
import { PACF_NON_INTERACTIVE_MODE, PCVF_LINKED_CLONE } from './abi/constants.ts';
import { editMachine } from './edit.ts';
import type { MachineRef } from './machine-ref.ts';
import { renewAddresses } from './network.ts';
import { deleteMachine, refOf, undo } from './registration.ts';
import { moveSerialPorts } from './serial-devices.ts';

export interface WantedClone {
  readonly name: string;
  /** On the service; undefined: its own folder for machines. */
  readonly folder: string | undefined;
  readonly linked: boolean;
  /** Sockets of its serial ports, by port. */
  readonly serialPaths: readonly string[];
}

/** Nothing stays behind if it fails. */
export async function cloneMachine(
  source: MachineRef,
  { name, folder, linked, serialPaths }: WantedClone,
  deadline: Deadline,
): Promise<MachineRef> {
  const { session } = source;
  const what = `copying '${source.name}'`;
  const flags = PACF_NON_INTERACTIVE_MODE | (linked ? PCVF_LINKED_CLONE : 0);
  const handle = await source.run('PrlVm_CloneEx', (vm) => [vm, name, folder ?? '', flags], {
    what,
    deadline,
    read: (results) => results.handle(0, 'machine'),
    discard: async (late) => undo(await refOf(session, late), deleteMachine),
  });
  const ref = await refOf(session, handle);
  try {
    await renewAddresses(ref, deadline);
    if (serialPaths.length > 0)
      await editMachine(ref, deadline, (vm) => moveSerialPorts(ref, vm, serialPaths));
    return ref;
  } catch (error) {
    await undo(ref, deleteMachine);
    throw error;
  }
}
