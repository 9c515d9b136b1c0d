/** VMware through vmrun: power, snapshots and copies; no guest log-in, as that would show passwords to everybody. */
import { realpath } from 'node:fs/promises';
import type { Deadline } from '../../../base/deadline.ts';
import { GuestwrightError } from '../../../base/errors.ts';
import type { HostControl, MachineControl, SnapshotControl } from '../control.ts';
import { POWER_STATES } from '../vix/constants.ts';
import { hindranceOf } from '../vix/error.ts';
import { readVmx } from '../vmx/vmx-on-disk.ts';
import { readList, type Vmrun } from './vmrun.ts';

export class VmrunHost implements HostControl {
  readonly kind = 'vmrun';
  readonly version = 'VMware (vmrun)';
  readonly #vmrun: Vmrun;

  constructor(vmrun: Vmrun) {
    this.#vmrun = vmrun;
  }

  async running(): Promise<readonly string[]> {
    return readList(await this.#vmrun.run('list'));
  }

  async registered(): Promise<readonly string[]> {
    return [];
  }

  async open(vmx: string): Promise<MachineControl> {
    await readVmx(vmx);
    return new VmrunMachine(this.#vmrun, vmx);
  }

  async register(): Promise<void> {
    throw needsVix('registering machines');
  }

  async unregister(): Promise<void> {
    throw needsVix('unregistering machines');
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

class VmrunMachine implements MachineControl {
  readonly guest = undefined;
  readonly snapshots: SnapshotControl;
  readonly #vmrun: Vmrun;
  readonly #vmx: string;
  readonly #draining = new Set<string>();
  /** By us: vmrun does not tell. */
  #paused = false;

  constructor(vmrun: Vmrun, vmx: string) {
    this.#vmrun = vmrun;
    this.#vmx = vmx;
    this.snapshots = {
      take: async (name, _, deadline) => void (await this.#run('snapshot', deadline, name)),
      revert: async (name, deadline) => {
        await this.#run('revertToSnapshot', deadline, name);
        this.#paused = false;
      },
      remove: async (name, deadline) => void (await this.#run('deleteSnapshot', deadline, name)),
      list: async (deadline) =>
        readList(await this.#run('listSnapshots', deadline)).map((name) => ({ name, live: undefined })),
    };
  }

  get draining(): string | undefined {
    const [first] = this.#draining;
    return first;
  }

  async powerState(): Promise<number> {
    const running = await Promise.all(readList(await this.#vmrun.run('list')).map(real));
    if (running.includes(await real(this.#vmx)))
      return POWER_STATES.POWERED_ON | (this.#paused ? POWER_STATES.PAUSED : 0);
    const saved = (await readVmx(this.#vmx)).get('checkpoint.vmState') ?? '';
    return saved === '' ? POWER_STATES.POWERED_OFF : POWER_STATES.SUSPENDED;
  }

  async powerOn(deadline: Deadline): Promise<void> {
    await this.#run('start', deadline, 'nogui');
    this.#paused = false;
  }

  async powerOff({ soft }: { readonly soft: boolean }, deadline: Deadline): Promise<void> {
    try {
      await this.#run('stop', deadline, soft ? 'soft' : 'hard');
    } catch (error) {
      if (soft || hindranceOf(error) !== 'not-running') throw error;
    }
  }

  async reset(deadline: Deadline): Promise<void> {
    await this.#run('reset', deadline, 'hard');
  }

  async suspend(deadline: Deadline): Promise<void> {
    await this.#run('suspend', deadline, 'hard');
  }

  async pause(deadline: Deadline): Promise<void> {
    await this.#run('pause', deadline);
    this.#paused = true;
  }

  async unpause(deadline: Deadline): Promise<void> {
    await this.#run('unpause', deadline);
    this.#paused = false;
  }

  async clone(
    {
      to,
      from,
      linked,
    }: { readonly to: string; readonly from: string | undefined; readonly linked: boolean },
    deadline: Deadline,
  ): Promise<void> {
    const snapshot = from === undefined ? [] : [`-snapshot=${from}`];
    await this.#run('clone', deadline, to, linked ? 'linked' : 'full', ...snapshot);
  }

  async delete(deadline: Deadline): Promise<void> {
    await this.#run('deleteVM', deadline);
  }

  async upgradeHardware(deadline: Deadline): Promise<void> {
    await this.#run('upgradevm', deadline);
  }

  async installTools(deadline: Deadline): Promise<void> {
    await this.#run('installTools', deadline);
  }

  release(): void {}

  async #run(command: string, deadline: Deadline, ...args: readonly string[]): Promise<string> {
    const drain = () => this.#draining.add(command);
    deadline.signal.addEventListener('abort', drain, { once: true });
    try {
      return await this.#vmrun.run(command, this.#vmx, ...args);
    } finally {
      deadline.signal.removeEventListener('abort', drain);
      this.#draining.delete(command);
    }
  }
}

async function real(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

function needsVix(what: string): GuestwrightError {
  return new GuestwrightError(`driver 'vmware': ${what} needs VIX`, {
    code: 'unsupported',
    remedy: "Install VMware's VIX library, or name it by the option 'library'.",
  });
}
