/** VMware's snapshots, of running and stopped machines. */
import { type CallOptions, type Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { unsupported } from '../capabilities.ts';
import type { MachineSnapshots } from '../driver.ts';
import type { SnapshotFacts } from './control.ts';
import type { MachinePower } from './power.ts';
import { isOn } from './power-state.ts';

export class VmwareSnapshots implements MachineSnapshots {
  readonly #power: MachinePower;
  readonly #beforeOn: () => Promise<void>;

  /** `beforeOn`: what is done before the machine goes on, as restoring may do that by itself. */
  constructor(power: MachinePower, beforeOn: () => Promise<void>) {
    this.#power = power;
    this.#beforeOn = beforeOn;
  }

  async take(name: string, call?: CallOptions): Promise<void> {
    await this.#turn(`taking the snapshot '${name}'`, call, async (deadline) => {
      const { snapshots } = this.#power.control;
      const taken = await snapshots.list(deadline);
      if (taken.some((snapshot) => snapshot.name === name)) throw nameTaken(this.#power.name, name);
      const memory = isOn((await this.#power.now()).state);
      await this.#power.guarded('taking a snapshot', deadline, () =>
        snapshots.take(name, { memory }, deadline),
      );
    });
  }

  /** A snapshot of a running machine goes on running. */
  async restore(name: string, call?: CallOptions): Promise<void> {
    await this.#turn(`restoring the snapshot '${name}'`, call, async (deadline) => {
      const { live } = await this.#find(name, deadline);
      await this.#power.end(deadline);
      if (live) await this.#beforeOn();
      const { snapshots } = this.#power.control;
      await this.#power.guarded('restoring a snapshot', deadline, () => snapshots.revert(name, deadline));
      await this.#settle(live, deadline);
    });
  }

  async remove(name: string, call?: CallOptions): Promise<void> {
    await this.#turn(`removing the snapshot '${name}'`, call, async (deadline) => {
      await this.#find(name, deadline);
      await this.#power.control.snapshots.remove(name, deadline);
    });
  }

  async list(call?: CallOptions): Promise<readonly { readonly name: string; readonly live: boolean }[]> {
    return await this.#turn('listing snapshots', call, async (deadline) => {
      const taken = await this.#power.control.snapshots.list(deadline);
      return taken.map(({ name, live = false }) => ({ name, live }));
    });
  }

  async export(): Promise<{ readonly live: boolean }> {
    throw unsupported(
      'vmware',
      'snapshots.files',
      'Take snapshots within the machine, or copy it: machine.clone().',
    );
  }

  /** On, if it was on then; whatever the product makes of it by itself. */
  async #settle(live: boolean | undefined, deadline: Deadline): Promise<void> {
    const { state } = await this.#power.now();
    const wanted = live ?? state === 'suspended';
    if (isOn(state)) {
      if (!wanted) return await this.#power.end(deadline);
      if (state === 'paused') await this.#power.control.unpause(deadline);
      return await this.#power.adopt();
    }
    if (wanted) await this.#power.launch(deadline);
  }

  async #find(name: string, deadline: Deadline): Promise<SnapshotFacts> {
    const taken = await this.#power.control.snapshots.list(deadline);
    const found = taken.find((snapshot) => snapshot.name === name);
    if (found) return found;
    const names = taken.map((snapshot) => snapshot.name);
    throw new GuestwrightError(
      `machine '${this.#power.name}': no snapshot named '${name}'${didYouMean(name, names)}`,
      {
        code: 'snapshot',
        remedy: `It has ${names.map((each) => `'${each}'`).join(', ') || 'none'}.`,
      },
    );
  }

  async #turn<T>(
    what: string,
    call: CallOptions | undefined,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    return await this.#power.turns.take(what, { state: 'busy', call, timeout: POWER_TIMEOUT }, work);
  }
}

function nameTaken(machine: string, name: string): GuestwrightError {
  return new GuestwrightError(`machine '${machine}': there is a snapshot named '${name}' already`, {
    code: 'snapshot',
    remedy: 'Remove it first, or give this one another name.',
  });
}
