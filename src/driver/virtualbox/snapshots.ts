/** VirtualBox's snapshots, of running and stopped machines. */
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import { POWER_TIMEOUT } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { MachineSnapshots } from '../driver.ts';
import { findSnapshot } from '../find-snapshot.ts';
import { lockMachine, type MachineLock } from './machine-lock.ts';
import { Scope, type VboxObject, withScope } from './objects.ts';
import type { MachinePower } from './power.ts';
import { waitForProgress } from './progress.ts';
import { exportMachine } from './snapshot-files.ts';

interface Taken {
  readonly name: string;
  readonly id: string;
  readonly live: boolean;
}

export class VirtualBoxSnapshots implements MachineSnapshots {
  readonly #power: MachinePower;
  readonly #local: boolean;

  /** `local`: the server writes into folders of this computer. */
  constructor(power: MachinePower, { local }: { readonly local: boolean }) {
    this.#power = power;
    this.#local = local;
  }

  async take(name: string, call?: CallOptions): Promise<void> {
    const options = { state: 'busy', call, timeout: POWER_TIMEOUT } as const;
    await this.#power.turns.take(`taking the snapshot '${name}'`, options, async (deadline) => {
      const taken = await this.#list(deadline);
      if (taken.some((snapshot) => snapshot.name === name)) throw nameTaken(this.#power.name, name);
      await this.takeNamed(name, deadline);
    });
  }

  async restore(name: string, call?: CallOptions): Promise<void> {
    const options = { state: 'busy', call, timeout: POWER_TIMEOUT } as const;
    await this.#power.turns.take(`restoring the snapshot '${name}'`, options, async (deadline) => {
      const { id, live } = await this.#find(name, deadline);
      await this.#power.end(deadline);
      await this.#locked(deadline, async ({ machine }, scope) => {
        const found = await machine.call('findSnapshot', { nameOrId: id }, deadline.options);
        const { reference: snapshot } = scope.own('ISnapshot', found);
        const progress = await machine.call('restoreSnapshot', { snapshot }, deadline.options);
        await waitForProgress(this.#power.web, `restoring '${name}'`, progress, deadline);
      });
      if (live) await this.#power.launch(deadline);
    });
  }

  async remove(name: string, call?: CallOptions): Promise<void> {
    const options = { state: 'busy', call, timeout: POWER_TIMEOUT } as const;
    await this.#power.turns.take(`removing the snapshot '${name}'`, options, async (deadline) => {
      await this.removeById((await this.#find(name, deadline)).id, deadline);
    });
  }

  async list(call?: CallOptions): Promise<readonly { readonly name: string; readonly live: boolean }[]> {
    const options = { state: 'busy', call } as const;
    return await this.#power.turns.take('listing snapshots', options, async (deadline) =>
      (await this.#list(deadline)).map(({ name, live }) => ({ name, live })),
    );
  }

  async export(folder: string, call?: CallOptions): Promise<{ readonly live: boolean }> {
    if (!this.#local) {
      throw new GuestwrightError(
        `machine '${this.#power.name}': its server does not see this computer's files`,
        {
          code: 'unsupported',
          remedy:
            'Take snapshots on the server instead (guest.snapshots), or run vboxwebsrv on this computer.',
        },
      );
    }
    const options = { state: 'busy', call, timeout: POWER_TIMEOUT } as const;
    return await this.#power.turns.take('writing a snapshot to files', options, (deadline) =>
      exportMachine(this.#power, this, folder, deadline),
    );
  }

  /** Needs a turn. Gives the snapshot's id. */
  async takeNamed(name: string, deadline: Deadline): Promise<string> {
    const take = async (machine: VboxObject<'IMachine'>) => {
      const args = { name, description: '', pause: true };
      const { id, returnval } = await machine.call('takeSnapshot', args, deadline.options);
      await waitForProgress(this.#power.web, `taking '${name}'`, returnval, deadline);
      return id;
    };
    if (this.#power.powered) return await take(this.#power.running().machine);
    return await this.#locked(deadline, ({ machine }) => take(machine));
  }

  /** Needs a turn. Error `snapshot` with the nearest name. */
  async idOf(name: string, deadline: Deadline): Promise<string> {
    return (await this.#find(name, deadline)).id;
  }

  /** Needs a turn. */
  async removeById(id: string, deadline: Deadline): Promise<void> {
    const remove = async (machine: VboxObject<'IMachine'>) => {
      const progress = await machine.call('deleteSnapshot', { id }, deadline.options);
      await waitForProgress(this.#power.web, 'removing a snapshot', progress, deadline);
    };
    if (this.#power.powered) await remove(this.#power.running().machine);
    else await this.#locked(deadline, ({ machine }) => remove(machine));
  }

  async #locked<T>(deadline: Deadline, work: (lock: MachineLock, scope: Scope) => Promise<T>): Promise<T> {
    using scope = new Scope(this.#power.web);
    await using lock = await lockMachine(scope, this.#power.id, 'Write', deadline);
    return await work(lock, scope);
  }

  async #find(name: string, deadline: Deadline): Promise<Taken> {
    return findSnapshot(this.#power.name, await this.#list(deadline), name);
  }

  /** In the order in which they were taken. */
  async #list(deadline: Deadline): Promise<readonly Taken[]> {
    const { web, id } = this.#power;
    return await withScope(web, async (scope) => {
      const call = deadline.options;
      const machine = scope.own(
        'IMachine',
        await scope.virtualBox.call('findMachine', { nameOrId: id }, call),
      );
      if ((await machine.call('getSnapshotCount', {}, call)) === 0) return [];
      const root = await machine.call('findSnapshot', { nameOrId: '' }, call); // no name: the first one
      return await listTree(scope, root, deadline);
    });
  }
}

async function listTree(scope: Scope, reference: string, deadline: Deadline): Promise<readonly Taken[]> {
  const call = deadline.options;
  const snapshot = scope.own('ISnapshot', reference);
  const own = {
    name: await snapshot.call('getName', {}, call),
    id: await snapshot.call('getId', {}, call),
    live: await snapshot.call('getOnline', {}, call),
  };
  const children = await snapshot.call('getChildren', {}, call);
  const below: Taken[] = [];
  for (const child of children) below.push(...(await listTree(scope, child, deadline)));
  return [own, ...below];
}

function nameTaken(machine: string, name: string): GuestwrightError {
  return new GuestwrightError(`machine '${machine}' has a snapshot '${name}' already`, {
    code: 'snapshot',
    remedy: 'Remove it first, or give this one another name.',
  });
}
