/** Takes a machine that is not ours: under a lock, joined if it runs, left as it was found. */
import { type Deadline, withDeadline } from '../../base/deadline.ts';
import { SerialPorts } from '../serial-ports.ts';
import { readDisplays } from './find-machine.ts';
import type { VirtualBoxHost } from './host.ts';
import type { VirtualBoxMachine } from './machine.ts';
import { MachinePower } from './power.ts';
import { unregister } from './registration.ts';
import { machineState } from './state.ts';
import { takeMachine } from './taken.ts';

export interface Borrowed {
  readonly id: string;
  readonly name: string;
  /** We put it on the server's list: it is powered off and taken off the list again. */
  readonly imported: boolean;
}

export async function borrow(
  host: VirtualBoxHost,
  { id, name, imported }: Borrowed,
  deadline: Deadline,
): Promise<VirtualBoxMachine> {
  const { web, watch, facts } = host;
  const power = new MachinePower({ name, id, web });
  const leave = async (until: Deadline) => {
    if (!imported) return await power.release();
    await power.end(until);
    await unregister(web, id, until);
  };
  try {
    await watch.start(deadline.options);
    const lock = await takeMachine(web, { id, name, owner: facts.owner }, deadline);
    try {
      const state = machineState(await power.vboxState(deadline.options));
      if (state === 'running' || state === 'paused') await power.join(deadline);
      return host.adopt({
        power,
        plan: undefined,
        borrowed: true,
        serials: await SerialPorts.open(name, 0), // its ports lead where its owner wants
        displays: await readDisplays(web, id, deadline),
        facts: { id },
        end: leave,
        held: [lock],
      });
    } catch (error) {
      await power.release();
      await lock[Symbol.asyncDispose]();
      throw error;
    }
  } catch (error) {
    if (imported) await withDeadline(`leaving '${name}'`, {}, leave).catch(() => {}); // why it failed is worth more
    throw error;
  }
}
