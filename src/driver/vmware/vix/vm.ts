/** One machine through VIX: its power, its copies, its hardware. */
import type { Deadline } from '../../../base/deadline.ts';
import type { GuestControl, MachineControl, SnapshotControl } from '../control.ts';
import { CLONE_TYPES, DELETE_OPTIONS, INSTALL_TOOLS, INVALID_HANDLE, POWER_OPTIONS } from './constants.ts';
import { hindranceOf } from './error.ts';
import { VixGuest } from './guest.ts';
import type { PropertyName } from './properties.ts';
import { VixSnapshots } from './snapshots.ts';
import type { JobFacts, Properties, Vix, VixHandle } from './vix.ts';

/** For lists of properties and callbacks that are not given. */
export const NONE = 0;
export const NO_CALLBACK = [null, 0n] as const;

/** A job on one machine: while nobody waits for it any more the machine is busy. */
export type RunOnMachine = <Name extends PropertyName = never>(
  what: string,
  deadline: Deadline,
  start: () => Promise<number>,
  more?: Pick<JobFacts<Name>, 'results' | 'discard'>,
) => Promise<Properties<Name>>;

export class VixMachine implements MachineControl {
  readonly snapshots: SnapshotControl;
  readonly guest: GuestControl;
  readonly #vix: Vix;
  readonly #vm: VixHandle;
  readonly #name: string;
  readonly #draining = new Set<string>();

  constructor(vix: Vix, vm: VixHandle, name: string) {
    this.#vix = vix;
    this.#vm = vm;
    this.#name = name;
    const run: RunOnMachine = (what, deadline, start, more) =>
      vix.run({ what, deadline, draining: this.#draining, ...more }, start);
    this.snapshots = new VixSnapshots(vix, vm, run);
    this.guest = new VixGuest(vix, vm, run);
  }

  get draining(): string | undefined {
    const [first] = this.#draining;
    return first;
  }

  async powerState(): Promise<number> {
    const what = `asking for the power state of '${this.#name}'`;
    return (await this.#vix.properties(this.#vm.value, ['VM_POWER_STATE'], what)).VM_POWER_STATE;
  }

  async powerOn(deadline: Deadline): Promise<void> {
    await this.#run('starting', deadline, ({ library }, vm) =>
      library.call('VixVM_PowerOn', vm, POWER_OPTIONS.NORMAL, NONE, ...NO_CALLBACK),
    );
  }

  /** One that is off already is off. */
  async powerOff({ soft }: { readonly soft: boolean }, deadline: Deadline): Promise<void> {
    const options = soft ? POWER_OPTIONS.FROM_GUEST : POWER_OPTIONS.NORMAL;
    try {
      await this.#run('stopping', deadline, ({ library }, vm) =>
        library.call('VixVM_PowerOff', vm, options, ...NO_CALLBACK),
      );
    } catch (error) {
      if (soft || hindranceOf(error) !== 'not-running') throw error;
    }
  }

  async reset(deadline: Deadline): Promise<void> {
    await this.#run('resetting', deadline, ({ library }, vm) =>
      library.call('VixVM_Reset', vm, POWER_OPTIONS.NORMAL, ...NO_CALLBACK),
    );
  }

  async suspend(deadline: Deadline): Promise<void> {
    await this.#run('suspending', deadline, ({ library }, vm) =>
      library.call('VixVM_Suspend', vm, POWER_OPTIONS.NORMAL, ...NO_CALLBACK),
    );
  }

  async pause(deadline: Deadline): Promise<void> {
    await this.#run('pausing', deadline, ({ library }, vm) =>
      library.call('VixVM_Pause', vm, NONE, NONE, ...NO_CALLBACK),
    );
  }

  async unpause(deadline: Deadline): Promise<void> {
    await this.#run('resuming', deadline, ({ library }, vm) =>
      library.call('VixVM_Unpause', vm, NONE, NONE, ...NO_CALLBACK),
    );
  }

  async clone(
    {
      to,
      from,
      linked,
    }: { readonly to: string; readonly from: string | undefined; readonly linked: boolean },
    deadline: Deadline,
  ): Promise<void> {
    const type = linked ? CLONE_TYPES.LINKED : CLONE_TYPES.FULL;
    using snapshot = from === undefined ? undefined : await (this.snapshots as VixSnapshots).find(from);
    const release = (handle: number) => this.#vix.handles.own(handle, 'machine')[Symbol.dispose]();
    const { JOB_RESULT_HANDLE } = await this.#run(
      'copying',
      deadline,
      ({ library }, vm) =>
        library.call(
          'VixVM_Clone',
          vm,
          snapshot?.value ?? INVALID_HANDLE,
          type,
          to,
          NONE,
          NONE,
          ...NO_CALLBACK,
        ),
      {
        results: ['JOB_RESULT_HANDLE'],
        discard: ({ JOB_RESULT_HANDLE }) => release(JOB_RESULT_HANDLE),
      },
    );
    release(JOB_RESULT_HANDLE); // it is opened by its path
  }

  async delete(deadline: Deadline): Promise<void> {
    await this.#run('deleting', deadline, ({ library }, vm) =>
      library.call('VixVM_Delete', vm, DELETE_OPTIONS.DISK_FILES, ...NO_CALLBACK),
    );
  }

  async upgradeHardware(deadline: Deadline): Promise<void> {
    await this.#run('upgrading the virtual hardware of', deadline, ({ library }, vm) =>
      library.call('VixVM_UpgradeVirtualHardware', vm, NONE, ...NO_CALLBACK),
    );
  }

  async installTools(deadline: Deadline): Promise<void> {
    await this.#run('installing VMware Tools in', deadline, ({ library }, vm) =>
      library.call('VixVM_InstallTools', vm, INSTALL_TOOLS.AUTO_UPGRADE, null, ...NO_CALLBACK),
    );
  }

  release(): void {
    this.#vm[Symbol.dispose]();
  }

  async #run<Name extends PropertyName = never>(
    doing: string,
    deadline: Deadline,
    start: (vix: Vix, vm: number) => Promise<number>,
    more?: Pick<JobFacts<Name>, 'results' | 'discard'>,
  ): Promise<Properties<Name>> {
    return await this.#vix.run(
      { what: `${doing} '${this.#name}'`, deadline, draining: this.#draining, ...more },
      () => start(this.#vix, this.#vm.value),
    );
  }
}
