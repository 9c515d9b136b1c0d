/** A machine on Parallels: its parts, and the order in which they are used. */
import { type CallOptions, Deadline, POWER_TIMEOUT, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { Listener } from '../../base/events.ts';
import { unsupported } from '../capabilities.ts';
import type {
  CloneOptions,
  Desktop,
  Host,
  Machine,
  MachineEvents,
  MachineState,
  SerialPort,
} from '../driver.ts';
import { wrongState } from '../wrong-state.ts';
import { ParallelsAgent } from './agent.ts';
import { setBootOrder } from './boot-order.ts';
import { Desktops } from './desktops.ts';
import { editMachine } from './edit.ts';
import { exportDisk } from './export-disk.ts';
import type { ParallelsMachine as Extras } from './extras.ts';
import type { MachineParts } from './machine-parts.ts';
import { ParallelsMedia } from './media.ts';
import { setCables } from './network.ts';
import type { BootDevice } from './plan.ts';
import type { MachinePower } from './power.ts';
import { readProblemReport } from './problem-report.ts';
import { deleteMachine, unregister } from './registration.ts';
import { ParallelsSnapshots } from './snapshots.ts';

export class ParallelsMachine implements Extras {
  readonly name: string;
  readonly host: Host;
  readonly borrowed: boolean;
  readonly media: ParallelsMedia;
  readonly snapshots: ParallelsSnapshots;
  readonly agent: ParallelsAgent;
  readonly #parts: MachineParts;
  readonly #power: MachinePower;
  readonly #desktops: Desktops;
  #disposed: Promise<void> | undefined;

  constructor(parts: MachineParts) {
    const { host, power, local, guest, borrowed, transport } = parts;
    this.name = power.name;
    this.host = host;
    this.borrowed = borrowed;
    this.#parts = parts;
    this.#power = power;
    this.media = new ParallelsMedia(power, { local });
    this.agent = new ParallelsAgent(power, guest);
    this.snapshots = new ParallelsSnapshots(power);
    this.#desktops = new Desktops(power, transport);
  }

  /** `handles`: how many of the library's handles are held, of all machines. */
  get facts(): Readonly<Record<string, unknown>> {
    const { id, api } = this.#power.ref;
    return { id, handles: api.handles.live.length };
  }

  state(call?: CallOptions): Promise<{ readonly state: MachineState; readonly detail: string }> {
    return this.#power.state(call);
  }

  on<Name extends keyof MachineEvents & string>(
    name: Name,
    listener: Listener<MachineEvents[Name]>,
  ): Disposable {
    return this.#power.events.on(name, listener);
  }

  async start(call?: CallOptions): Promise<void> {
    await this.#turn('starting', `starting '${this.name}'`, call, (deadline) => this.#power.launch(deadline));
  }

  async stop(call?: CallOptions): Promise<void> {
    await this.#turn('stopping', `stopping '${this.name}'`, call, (deadline) => this.#power.end(deadline));
  }

  shutdown(call?: CallOptions): Promise<void> {
    return this.#power.shutdown(call);
  }

  async reset(call: CallOptions = {}): Promise<void> {
    await this.#command('resetting', call, (what, deadline) =>
      this.#power.ref.run('PrlVm_Reset', (vm) => [vm], { what, deadline }),
    );
    this.#power.enterEpoch();
    this.#power.events.emit('reset', { by: 'host' });
  }

  async pause(call: CallOptions = {}): Promise<void> {
    await this.#command('pausing', call, (what, deadline) =>
      this.#power.ref.run('PrlVm_Pause', (vm) => [vm, false], { what, deadline }),
    );
  }

  async resume(call: CallOptions = {}): Promise<void> {
    await this.#command('resuming', call, (what, deadline) =>
      this.#power.ref.run('PrlVm_Resume', (vm) => [vm], { what, deadline }),
    );
  }

  async suspend(call?: CallOptions): Promise<void> {
    await this.#turn('stopping', `suspending '${this.name}'`, call, (deadline) => this.#power.save(deadline));
  }

  async discardSuspended(call?: CallOptions): Promise<void> {
    const what = 'discarding the saved memory';
    await this.#turn('busy', what, call, (deadline) =>
      this.#power.ref.run('PrlVm_DropSuspendedState', (vm) => [vm], { what, deadline }),
    );
  }

  /** For the next start: Parallels does not change it while a machine runs. */
  async setBootOrder(order: readonly BootDevice[], call?: CallOptions): Promise<void> {
    await this.#turn('busy', 'setting the boot order', call, async (deadline) => {
      const { ref, powered } = this.#power;
      if (powered) throw wrongState(this.name, 'off', 'on');
      await editMachine(ref, deadline, (vm) => setBootOrder(ref.api, vm, order));
    });
  }

  displays(): number {
    return this.#desktops.displays;
  }

  async openDesktop({ display = 0, ...call }: { display?: number } & CallOptions = {}): Promise<Desktop> {
    this.#power.requireRunning();
    const what = `opening the desktop of '${this.name}'`;
    return await withDeadline(what, call, (deadline) => this.#desktops.open(display, deadline));
  }

  serial(index = 0): SerialPort {
    const { ports } = this.#parts.serials;
    const port = ports[index];
    if (port) return port;
    throw new GuestwrightError(
      `machine '${this.name}': expected a serial port below ${ports.length}, got ${index}`,
      {
        code: 'invalid-argument',
        remedy: this.#parts.local
          ? "Give the definition more ports with 'serial'."
          : 'Serial ports need a service that runs on this computer.',
      },
    );
  }

  forwarded(): never {
    throw unsupported('parallels', 'network', "Forward ports in Parallels' own preferences.");
  }

  async setNetworkLink(up: boolean, call: CallOptions = {}): Promise<void> {
    await this.#command('changing the network cable', call, async (_, deadline) => {
      if ((await setCables(this.#power.ref, up, deadline)) > 0) return;
      throw new GuestwrightError(`machine '${this.name}' has no network`, {
        code: 'invalid-argument',
        remedy: "Give its definition network: 'user'.",
      });
    });
  }

  async exportDisk(index: number, path: string, format: 'raw' | 'qcow2', call?: CallOptions): Promise<void> {
    if (format !== 'raw') {
      throw new GuestwrightError("driver 'parallels' writes raw images only", {
        code: 'unsupported',
        remedy: 'Convert it afterwards with qemu-img.',
      });
    }
    await this.#turn('busy', `exporting disk ${index}`, call, async (deadline) => {
      if (!['off', 'suspended', 'paused'].includes((await this.#power.ask(deadline)).state))
        throw wrongState(this.name, 'off or paused', 'on');
      await exportDisk(this.#power.ref, { index, path }, deadline);
    });
  }

  async clone({ signal, timeout, ...options }: CloneOptions & CallOptions = {}): Promise<Machine> {
    if (options.from !== undefined) {
      throw new GuestwrightError(
        `machine '${this.name}': Parallels copies a machine as it is, not a snapshot`,
        {
          code: 'unsupported',
          remedy: 'Restore the snapshot first, or leave out `from`.',
        },
      );
    }
    return await this.#turn('busy', `copying '${this.name}'`, { signal, timeout }, async (deadline) => {
      if (this.#power.powered) throw wrongState(this.name, 'off', 'on');
      return await this.#parts.clone(options, deadline);
    });
  }

  /** Parallels' own report, for the evidence of a failure. */
  async problemReport(call: CallOptions = {}): Promise<string> {
    return await withDeadline('reading a problem report', call, (deadline) =>
      readProblemReport(this.#power.ref, deadline),
    );
  }

  async delete(call?: CallOptions): Promise<void> {
    await this.#takeOff('deleting', call, (deadline) => deleteMachine(this.#power.ref, deadline));
  }

  /** Not one of ours, whose files lie where nothing stays. */
  async unregister(call?: CallOptions): Promise<void> {
    if (!this.borrowed) {
      throw new GuestwrightError(`machine '${this.name}' is ours: its files go when it is disposed`, {
        code: 'invalid-argument',
        remedy: 'Write its disks to files, or make machines to keep with Parallels itself.',
      });
    }
    await this.#takeOff('unregistering', call, (deadline) => unregister(this.#power.ref, deadline));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#desktops[Symbol.asyncDispose]().then(() => this.#parts.onDispose());
    await this.#disposed;
  }

  /** Takes it off the service's list; there is no more of it for us then. */
  async #takeOff(
    doing: string,
    call: CallOptions = {},
    work: (deadline: Deadline) => Promise<void>,
  ): Promise<void> {
    using deadline = new Deadline(`${doing} '${this.name}'`, call, POWER_TIMEOUT);
    await this.#power.turns.idle(deadline.options);
    if (this.#power.powered) throw wrongState(this.name, 'off', 'on');
    await this.#desktops[Symbol.asyncDispose]();
    this.#disposed ??= this.#parts.leave(() => work(deadline));
    await this.#disposed;
  }

  async #turn<T>(
    state: MachineState,
    what: string,
    call: CallOptions | undefined,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    return await this.#power.turns.take(what, { state, call, timeout: POWER_TIMEOUT }, work);
  }

  /** On a running machine, not in the middle of a change. */
  async #command(
    doing: string,
    call: CallOptions,
    work: (what: string, deadline: Deadline) => Promise<void>,
  ): Promise<void> {
    const what = `${doing} '${this.name}'`;
    await withDeadline(what, call, async (deadline) => {
      await this.#power.turns.idle(deadline.options);
      this.#power.requireRunning();
      await work(what, deadline);
      await this.#power.settled(deadline);
    });
  }
}
