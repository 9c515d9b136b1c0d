/** Parallels' snapshots, of running and stopped machines. */
import { type CallOptions, type Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { unsupported } from '../capabilities.ts';
import type { MachineSnapshots } from '../driver.ts';
import { findSnapshot } from '../find-snapshot.ts';
import { PGST_WITHOUT_SCREENSHOTS } from './abi/constants.ts';
import { isOn } from './abi/states.ts';
import type { MachinePower } from './power.ts';
import { parseSnapshotTree, type TreeSnapshot } from './snapshot-tree.ts';

export class ParallelsSnapshots implements MachineSnapshots {
  readonly #power: MachinePower;

  constructor(power: MachinePower) {
    this.#power = power;
  }

  async take(name: string, call?: CallOptions): Promise<void> {
    const what = `taking the snapshot '${name}'`;
    await this.#power.turns.take(what, turn(call), async (deadline) => {
      if ((await this.#list(deadline)).some((snapshot) => snapshot.name === name))
        throw nameTaken(this.#power.name, name);
      await this.#power.ref.run('PrlVm_CreateSnapshot', (vm) => [vm, name, ''], { what, deadline });
      await this.#power.settled(deadline);
    });
  }

  async restore(name: string, call?: CallOptions): Promise<void> {
    const what = `restoring the snapshot '${name}'`;
    await this.#power.turns.take(what, turn(call), async (deadline) => {
      const { id } = await this.#find(name, deadline);
      await this.#power.ref.run('PrlVm_SwitchToSnapshot', (vm) => [vm, id], { what, deadline });
      const { state } = await this.#power.settled(deadline);
      if (isOn(state)) this.#power.adopt();
      else this.#power.forget();
    });
  }

  async remove(name: string, call?: CallOptions): Promise<void> {
    const what = `removing the snapshot '${name}'`;
    await this.#power.turns.take(what, turn(call), async (deadline) => {
      const { id } = await this.#find(name, deadline);
      await this.#power.ref.run('PrlVm_DeleteSnapshot', (vm) => [vm, id, false], { what, deadline });
    });
  }

  async list(call?: CallOptions): Promise<readonly { readonly name: string; readonly live: boolean }[]> {
    const options = { state: 'busy', call } as const;
    return await this.#power.turns.take('listing snapshots', options, async (deadline) =>
      (await this.#list(deadline)).map(({ name, live }) => ({ name, live })),
    );
  }

  async export(): Promise<never> {
    throw unsupported('parallels', 'snapshots.files', 'Take snapshots on the service: guest.snapshots.');
  }

  async #find(name: string, deadline: Deadline): Promise<TreeSnapshot> {
    return findSnapshot(this.#power.name, await this.#list(deadline), name);
  }

  async #list(deadline: Deadline): Promise<readonly TreeSnapshot[]> {
    const tree = await this.#power.ref.ask(
      'PrlVm_GetSnapshotsTreeEx',
      (vm) => [vm, PGST_WITHOUT_SCREENSHOTS],
      { what: 'listing snapshots', deadline, read: (results) => results.text() },
    );
    return await parseSnapshotTree(tree);
  }
}

function turn(call: CallOptions | undefined) {
  return { state: 'busy', call, timeout: POWER_TIMEOUT } as const;
}

function nameTaken(machine: string, name: string): GuestwrightError {
  return new GuestwrightError(`machine '${machine}' has a snapshot '${name}' already`, {
    code: 'snapshot',
    remedy: 'Remove it first, or give this one another name.',
  });
}
