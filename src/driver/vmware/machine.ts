/** A machine on VMware: its parts, and the order in which they are used. */
import { type CallOptions, Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
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
import { demandVix, VmwareAgent } from './agent.ts';
import { VmwareDesktop } from './desktop.ts';
import { exportDisk } from './export-disk.ts';
import type { VmwareMachine as Extras } from './extras.ts';
import type { MachineParts } from './machine-parts.ts';
import { VmwareMedia } from './media.ts';
import type { BootDevice } from './plan.ts';
import type { MachinePower } from './power.ts';
import { discardSavedState } from './saved-state.ts';
import { bootOrderSettings } from './settings.ts';
import { shutdownByTools } from './shutdown.ts';
import { VmwareSnapshots } from './snapshots.ts';
import { editVmx, readVmx } from './vmx/vmx-on-disk.ts';

export class VmwareMachine implements Extras {
  readonly name: string;
  readonly host: Host;
  readonly borrowed: boolean;
  readonly media: VmwareMedia;
  readonly snapshots: VmwareSnapshots;
  readonly agent: VmwareAgent;
  readonly #parts: MachineParts;
  readonly #power: MachinePower;
  #desktop: VmwareDesktop | undefined;
  #disposed: Promise<void> | undefined;

  constructor(parts: MachineParts) {
    const { host, power, vnc, borrowed, vmx, folder, guest } = parts;
    this.name = power.name;
    this.host = host;
    this.borrowed = borrowed;
    this.#parts = parts;
    this.#power = power;
    this.media = new VmwareMedia(power, vmx, folder);
    this.snapshots = new VmwareSnapshots(power, () => vnc.switchOn());
    // Of a machine elsewhere it is not told: its guest is taken for another.
    const kind = () => readVmx(vmx).then((file) => file.get('guestOS') ?? '');
    const isWindows = async () => /^win/i.test(await kind().catch(() => ''));
    this.agent = new VmwareAgent(power, { login: guest, isWindows });
  }

  /** `vmx`: path of its settings. `vnc`: where its VNC server listens while it is on. */
  get facts(): Readonly<Record<string, unknown>> {
    const { vmx, folder, vnc } = this.#parts;
    return {
      vmx,
      ...(folder !== undefined && { folder }),
      ...(vnc.place && { vnc: `${vnc.place.host}:${vnc.place.port}` }),
    };
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
    await this.#turn('starting', 'starting', call, (deadline) => this.#power.launch(deadline));
  }

  async stop(call?: CallOptions): Promise<void> {
    await this.#turn('stopping', 'stopping', call, (deadline) => this.#power.end(deadline));
  }

  /** VMware has no power button that VIX could press: VMware Tools in the guest power it off, where they run. */
  async shutdown(call: CallOptions = {}): Promise<void> {
    await shutdownByTools(this.#power, call);
  }

  async reset(call?: CallOptions): Promise<void> {
    await this.#turn('resetting', 'busy', call, async (deadline) => {
      this.#power.requireOn();
      await this.#power.guarded('resetting', deadline, () => this.#power.control.reset(deadline));
    });
    this.#power.enterEpoch();
    this.#power.events.emit('reset', { by: 'host' });
  }

  async pause(call?: CallOptions): Promise<void> {
    await this.#turn('pausing', 'busy', call, async (deadline) => {
      this.#power.requireOn();
      await this.#power.control.pause(deadline);
    });
  }

  async resume(call?: CallOptions): Promise<void> {
    await this.#turn('resuming', 'busy', call, async (deadline) => {
      this.#power.requireOn();
      await this.#power.control.unpause(deadline);
    });
  }

  async suspend(call?: CallOptions): Promise<void> {
    await this.#turn('suspending', 'stopping', call, (deadline) => this.#power.save(deadline));
  }

  async discardSuspended(call?: CallOptions): Promise<void> {
    await this.#turn('discarding the saved memory of', 'busy', call, (deadline) =>
      discardSavedState(this.#power, this.#parts.vmx, deadline),
    );
  }

  /** For the next start. A machine that is not ours keeps its own. */
  async setBootOrder(order: readonly BootDevice[], call?: CallOptions): Promise<void> {
    const { plan, vmx } = this.#parts;
    if (!plan) {
      throw new GuestwrightError(`machine '${this.name}' is not ours: its boot order is its owner's`, {
        code: 'unsupported',
        remedy: 'Change it in VMware, or copy the machine: machine.clone().',
      });
    }
    await this.#turn('setting the boot order of', 'busy', call, async () => {
      await this.#requireOff();
      await editVmx(vmx, (file) => {
        for (const [key, value] of Object.entries(bootOrderSettings(order, plan))) file.set(key, value);
      });
    });
  }

  displays(): number {
    return 1;
  }

  async openDesktop({ display = 0 }: { display?: number } & CallOptions = {}): Promise<Desktop> {
    this.#power.requireOn();
    if (display !== 0) {
      throw new GuestwrightError(`machine '${this.name}': expected a display below 1, got ${display}`, {
        code: 'invalid-argument',
        remedy: "VMware's VNC server shows all displays as one.",
      });
    }
    if (this.#desktop) {
      throw new GuestwrightError(`machine '${this.name}': its desktop is open already`, {
        code: 'machine-in-use',
        remedy: 'Use that one, or dispose it first.',
      });
    }
    const { connection } = this.#parts.vnc;
    this.#desktop = new VmwareDesktop(this.#power, connection, () => {
      this.#desktop = undefined;
    });
    return this.#desktop;
  }

  serial(index = 0): SerialPort {
    const { ports } = this.#parts.serials;
    const port = ports[index];
    if (port) return port;
    throw new GuestwrightError(
      `machine '${this.name}': expected a serial port below ${ports.length}, got ${index}`,
      {
        code: 'invalid-argument',
        remedy: this.borrowed
          ? 'The ports of a machine that is not ours lead where its owner wants.'
          : "Give the definition more ports with 'serial'.",
      },
    );
  }

  forwarded(): never {
    throw unsupported('vmware', 'network', "Ask the guest for its address: VMware's NAT makes it reachable.");
  }

  async setNetworkLink(): Promise<void> {
    throw unsupported('vmware', 'network');
  }

  async exportDisk(index: number, path: string, format: 'raw' | 'qcow2', call?: CallOptions): Promise<void> {
    await this.#turn(`exporting disk ${index} of`, 'busy', call, (deadline) =>
      exportDisk(this.#power, this.#parts.vmx, { index, path, format }, deadline),
    );
  }

  async clone({ signal, timeout, ...options }: CloneOptions & CallOptions = {}): Promise<Machine> {
    const { from, linked = false } = options;
    if (linked && from === undefined) {
      throw new GuestwrightError(`machine '${this.name}': a linked copy stands on a snapshot, got none`, {
        code: 'invalid-argument',
        remedy: "Take one, and name it with 'from'.",
      });
    }
    return await this.#turn('copying', 'busy', { signal, timeout }, async (deadline) => {
      if (from === undefined) await this.#requireOff();
      return await this.#parts.clone(options, deadline);
    });
  }

  async delete(call?: CallOptions): Promise<void> {
    await this.#takeOff('deleting', call, (deadline) => this.#power.control.delete(deadline));
  }

  /** Not one of ours, whose files lie where nothing stays. */
  async unregister(call?: CallOptions): Promise<void> {
    if (!this.borrowed) {
      throw new GuestwrightError(`machine '${this.name}' is ours: its files go when it is disposed`, {
        code: 'invalid-argument',
        remedy: 'Write its disks to files, or make machines to keep with VMware itself.',
      });
    }
    await this.#takeOff('unregistering', call, (deadline) => this.#parts.unregister(deadline));
  }

  /** Resolves when VMware Tools run in the guest. */
  async waitForTools(call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('waiting for VMware Tools', call);
    this.#power.requireOn();
    const guest = this.#power.control.guest ?? demandVix();
    await deadline.race(guest.waitForTools(deadline));
  }

  /** Upgrades VMware Tools, or puts their disc into the drive of a guest that has none. */
  async installTools(call?: CallOptions): Promise<void> {
    await this.#turn('installing VMware Tools in', 'busy', call, async (deadline) => {
      this.#power.requireOn();
      await this.#power.control.installTools(deadline);
    });
  }

  /** To what the product is best at. The machine must be off; there is no way back. */
  async upgradeHardware(call?: CallOptions): Promise<void> {
    await this.#turn('upgrading the virtual hardware of', 'busy', call, async (deadline) => {
      await this.#requireOff();
      await this.#power.control.upgradeHardware(deadline);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#parts.onDispose();
    await this.#disposed;
  }

  async #turn<T>(
    doing: string,
    state: MachineState,
    call: CallOptions | undefined,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    const options = { state, call, timeout: POWER_TIMEOUT };
    return await this.#power.turns.take(`${doing} '${this.name}'`, options, work);
  }

  async #requireOff(): Promise<void> {
    const { state } = await this.#power.now();
    if (state !== 'off') throw wrongState(this.name, 'off', state === 'suspended' ? state : 'on');
  }

  /** Deletes it or takes it off the host's list; there is no more of it for us then. */
  async #takeOff(
    doing: string,
    call: CallOptions = {},
    work: (deadline: Deadline) => Promise<void>,
  ): Promise<void> {
    using deadline = new Deadline(`${doing} '${this.name}'`, call, POWER_TIMEOUT);
    await this.#power.turns.idle(deadline.options);
    await this.#requireOff();
    this.#disposed ??= this.#parts.leave(work);
    await deadline.race(this.#disposed);
  }
}
