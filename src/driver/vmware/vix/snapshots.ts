/** Snapshots through VIX: a tree, found by the names that people gave them. */
import type { Deadline } from '../../../base/deadline.ts';
import { GuestwrightError } from '../../../base/errors.ts';
import { didYouMean } from '../../../base/nearest.ts';
import { Out } from '../../ffi/types.ts';
import type { SnapshotControl, SnapshotFacts } from '../control.ts';
import { POWER_OPTIONS, POWER_STATES, SNAPSHOT_OPTIONS } from './constants.ts';
import type { Vix, VixHandle } from './vix.ts';
import { NO_CALLBACK, NONE, type RunOnMachine } from './vm.ts';

interface Found extends SnapshotFacts {
  readonly handle: VixHandle;
}

const LIVE = POWER_STATES.POWERED_ON | POWER_STATES.PAUSED;
const NO_DESCRIPTION = '';

export class VixSnapshots implements SnapshotControl {
  readonly #vix: Vix;
  readonly #vm: VixHandle;
  readonly #run: RunOnMachine;

  constructor(vix: Vix, vm: VixHandle, run: RunOnMachine) {
    this.#vix = vix;
    this.#vm = vm;
    this.#run = run;
  }

  async take(name: string, { memory }: { readonly memory: boolean }, deadline: Deadline): Promise<void> {
    const options = memory ? SNAPSHOT_OPTIONS.INCLUDE_MEMORY : SNAPSHOT_OPTIONS.NONE;
    const release = (handle: number) => this.#vix.handles.own(handle, 'snapshot')[Symbol.dispose]();
    const { JOB_RESULT_HANDLE } = await this.#run(
      `taking the snapshot '${name}'`,
      deadline,
      () =>
        this.#vix.library.call(
          'VixVM_CreateSnapshot',
          this.#vm.value,
          name,
          NO_DESCRIPTION,
          options,
          NONE,
          ...NO_CALLBACK,
        ),
      {
        results: ['JOB_RESULT_HANDLE'],
        discard: ({ JOB_RESULT_HANDLE }) => release(JOB_RESULT_HANDLE),
      },
    );
    release(JOB_RESULT_HANDLE);
  }

  async revert(name: string, deadline: Deadline): Promise<void> {
    using snapshot = await this.find(name);
    await this.#run(`restoring the snapshot '${name}'`, deadline, () =>
      this.#vix.library.call(
        'VixVM_RevertToSnapshot',
        this.#vm.value,
        snapshot.value,
        POWER_OPTIONS.NORMAL,
        NONE,
        ...NO_CALLBACK,
      ),
    );
  }

  async remove(name: string, deadline: Deadline): Promise<void> {
    using snapshot = await this.find(name);
    await this.#run(`removing the snapshot '${name}'`, deadline, () =>
      this.#vix.library.call(
        'VixVM_RemoveSnapshot',
        this.#vm.value,
        snapshot.value,
        SNAPSHOT_OPTIONS.NONE,
        ...NO_CALLBACK,
      ),
    );
  }

  async list(): Promise<readonly SnapshotFacts[]> {
    const found = await this.#all();
    for (const { handle } of found) handle[Symbol.dispose]();
    return found.map(({ name, live }) => ({ name, live }));
  }

  /** The caller releases it. Error `snapshot` where there is none of that name, or more than one. */
  async find(name: string): Promise<VixHandle> {
    const all = await this.#all();
    const [first, second] = all.filter((snapshot) => snapshot.name === name);
    const wanted = second ? undefined : first?.handle;
    for (const { handle } of all) if (handle !== wanted) handle[Symbol.dispose]();
    if (wanted) return wanted;
    const names = all.map((snapshot) => snapshot.name);
    throw new GuestwrightError(
      second
        ? `there are several snapshots named '${name}'`
        : `no snapshot named '${name}'${didYouMean(name, names)}`,
      {
        code: 'snapshot',
        remedy: second
          ? 'Rename or remove all but one of them in VMware.'
          : `There are ${names.map((each) => `'${each}'`).join(', ') || 'none'}.`,
      },
    );
  }

  /** Parents before their children. */
  async #all(): Promise<readonly Found[]> {
    const { library } = this.#vix;
    const vm = this.#vm.value;
    const found: Found[] = [];
    try {
      const roots = await this.#count((out) => library.call('VixVM_GetNumRootSnapshots', vm, out));
      for (let index = 0; index < roots; index++)
        await this.#visit(found, (out) => library.call('VixVM_GetRootSnapshot', vm, index, out));
      return found;
    } catch (error) {
      for (const { handle } of found) handle[Symbol.dispose]();
      throw error;
    }
  }

  async #visit(found: Found[], ask: (out: Out<'i32'>) => Promise<bigint>): Promise<void> {
    const { library } = this.#vix;
    const handle = await this.#vix.handleFrom('snapshot', 'asking for a snapshot', ask);
    found.push(await this.#describe(handle));
    const children = await this.#count((out) =>
      library.call('VixSnapshot_GetNumChildren', handle.value, out),
    );
    for (let index = 0; index < children; index++)
      await this.#visit(found, (out) => library.call('VixSnapshot_GetChild', handle.value, index, out));
  }

  async #describe(handle: VixHandle): Promise<Found> {
    try {
      const { SNAPSHOT_DISPLAYNAME: name, SNAPSHOT_POWERSTATE: state } = await this.#vix.properties(
        handle.value,
        ['SNAPSHOT_DISPLAYNAME', 'SNAPSHOT_POWERSTATE'],
        'reading a snapshot',
      );
      return { name, live: (state & LIVE) !== 0, handle };
    } catch (error) {
      handle[Symbol.dispose]();
      throw error;
    }
  }

  async #count(ask: (out: Out<'i32'>) => Promise<bigint>): Promise<number> {
    const out = new Out('i32');
    await this.#vix.check(ask(out), 'counting snapshots');
    return out.value;
  }
}
