/** A machine on VirtualBox: its parts, and the order in which they are used. */
import { type CallOptions, Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { Listener } from '../../base/events.ts';
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
import { VirtualBoxAgent } from './agent.ts';
import { setTimeOffset } from './api-version.ts';
import { deleteMachine, machineFolder, setBootOrder } from './define.ts';
import { VirtualBoxDesktop } from './desktop.ts';
import { exportDisk } from './export-disk.ts';
import { editMachine } from './machine-lock.ts';
import type { MachineFacts, MachineParts } from './machine-parts.ts';
import { VirtualBoxMedia } from './media.ts';
import { natHost, readForwards, setCable, withoutNetwork } from './network.ts';
import { Scope, withScope } from './objects.ts';
import type { BootDevice } from './plan.ts';
import type { MachinePower } from './power.ts';
import { unregister } from './registration.ts';
import { VirtualBoxSnapshots } from './snapshots.ts';
import { VRDE_DISPLAY, VRDE_ENVIRONMENT, type VrdePlace } from './vrde.ts';

export class VirtualBoxMachine implements Machine {
  readonly name: string;
  readonly host: Host;
  readonly borrowed: boolean;
  readonly media: VirtualBoxMedia;
  readonly snapshots: VirtualBoxSnapshots;
  readonly agent: VirtualBoxAgent;
  readonly #parts: MachineParts;
  readonly #power: MachinePower;
  readonly #desktops = new Set<number>();
  #vrde: VrdePlace | undefined;
  #forwards: ReadonlyMap<number, number> = new Map();
  #disposed: Promise<void> | undefined;

  constructor(parts: MachineParts) {
    const { host, power, local, guest, borrowed, facts } = parts;
    this.name = power.name;
    this.host = host;
    this.borrowed = borrowed;
    this.#parts = parts;
    this.#power = power;
    this.media = new VirtualBoxMedia(power, local && !borrowed ? facts.folder : undefined);
    this.agent = new VirtualBoxAgent(power, guest);
    this.snapshots = new VirtualBoxSnapshots(power, { local });
  }

  /** Where its first display's changes are seen sooner, if its host was asked to. */
  get vrde(): VrdePlace | undefined {
    return this.#vrde;
  }

  set vrde(place: VrdePlace | undefined) {
    this.#vrde = place;
    this.#power.environment = place ? VRDE_ENVIRONMENT : [];
  }

  /** `id` and `folder` on the server; `pid` of its process there while it runs. */
  get facts(): MachineFacts {
    const { powered } = this.#power;
    return { ...this.#parts.facts, ...(powered && { pid: this.#power.running().pid }) };
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
    const options = { state: 'starting', call, timeout: POWER_TIMEOUT } as const;
    await this.#power.turns.take(`starting '${this.name}'`, options, async (deadline) => {
      await this.#setClock(deadline);
      await this.#power.launch(deadline);
      if (this.#mayHaveNat) this.#forwards = await this.#readForwards(deadline);
    });
  }

  async stop(call?: CallOptions): Promise<void> {
    const options = { state: 'stopping', call, timeout: POWER_TIMEOUT } as const;
    await this.#power.turns.take(`stopping '${this.name}'`, options, (deadline) => this.#power.end(deadline));
  }

  shutdown(call?: CallOptions): Promise<void> {
    return this.#power.shutdown(call);
  }

  async reset(call: CallOptions = {}): Promise<void> {
    await this.#command('reset', call);
    this.#power.enterEpoch();
    this.#power.events.emit('reset', { by: 'host' });
  }

  async pause(call: CallOptions = {}): Promise<void> {
    await this.#command('pause', call);
  }

  async resume(call: CallOptions = {}): Promise<void> {
    await this.#command('resume', call);
  }

  async suspend(call?: CallOptions): Promise<void> {
    const options = { state: 'stopping', call, timeout: POWER_TIMEOUT } as const;
    await this.#power.turns.take(`suspending '${this.name}'`, options, (deadline) =>
      this.#power.save(deadline),
    );
  }

  async discardSuspended(call?: CallOptions): Promise<void> {
    const options = { state: 'busy', call } as const;
    await this.#power.turns.take('discarding the saved memory', options, async (deadline) => {
      const { web, id } = this.#power;
      await editMachine(web, id, deadline, async (machine) => {
        await machine.call('discardSavedState', { fRemoveFile: true }, deadline.options);
      });
    });
  }

  /** For the next start: VirtualBox does not change it while a machine runs. */
  async setBootOrder(order: readonly BootDevice[], call?: CallOptions): Promise<void> {
    await this.#power.turns.take('setting the boot order', { state: 'busy', call }, async (deadline) => {
      const { web, id, powered } = this.#power;
      if (powered) throw wrongState(this.name, 'off', 'on');
      await editMachine(web, id, deadline, (machine) => setBootOrder(machine, order));
    });
  }

  displays(): number {
    return this.#parts.displays;
  }

  async openDesktop({ display = 0 }: { display?: number } & CallOptions = {}): Promise<Desktop> {
    this.#power.running();
    if (display >= this.displays()) {
      throw new GuestwrightError(
        `machine '${this.name}': expected a display below ${this.displays()}, got ${display}`,
        { code: 'invalid-argument' },
      );
    }
    if (this.#desktops.has(display)) {
      throw new GuestwrightError(
        `machine '${this.name}': the desktop of display ${display} is open already`,
        {
          code: 'machine-in-use',
          remedy: 'Use that one, or dispose it first.',
        },
      );
    }
    this.#desktops.add(display);
    const vrde = display === VRDE_DISPLAY ? this.#vrde : undefined;
    return new VirtualBoxDesktop(this.#power, { display, vrde }, () => this.#desktops.delete(display));
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
          : 'Serial ports need a server that runs on this computer.',
      },
    );
  }

  forwarded(guestPort: number): { readonly host: string; readonly port: number } {
    const port = this.#forwards.get(guestPort);
    if (port !== undefined) return { host: '127.0.0.1', port };
    throw new GuestwrightError(`machine '${this.name}': port ${guestPort} of the guest is not forwarded`, {
      code: 'invalid-argument',
      remedy: `Give its definition network: { user: { forwards: [{ guest: ${guestPort} }] } }, and start it.`,
    });
  }

  loopbackAddress(): string | undefined {
    return this.#parts.local ? natHost(this.#parts.plan?.network) : undefined;
  }

  async setNetworkLink(up: boolean, call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('changing the network cable', call);
    if (!this.#parts.plan?.network && !this.borrowed) throw withoutNetwork(this.name);
    using scope = new Scope(this.#power.web);
    await setCable(scope, this.#power.running().machine, up, deadline);
  }

  async exportDisk(index: number, path: string, format: 'raw' | 'qcow2', call?: CallOptions): Promise<void> {
    if (format !== 'raw') {
      throw new GuestwrightError("driver 'virtualbox' writes raw images only", {
        code: 'unsupported',
        remedy: 'Convert it afterwards with qemu-img.',
      });
    }
    const options = { state: 'busy', call, timeout: POWER_TIMEOUT } as const;
    await this.#power.turns.take(`exporting disk ${index}`, options, async (deadline) => {
      await exportDisk(this.#power, this.snapshots, { index, path, local: this.#parts.local }, deadline);
    });
  }

  async clone({ signal, timeout, ...options }: CloneOptions & CallOptions = {}): Promise<Machine> {
    const { from, linked = false } = options;
    if (linked && from === undefined) {
      throw new GuestwrightError(`machine '${this.name}': a linked copy stands on a snapshot, got none`, {
        code: 'invalid-argument',
        remedy: "Take one, and name it with 'from'.",
      });
    }
    const turn = { state: 'busy', call: { signal, timeout }, timeout: POWER_TIMEOUT } as const;
    return await this.#power.turns.take(`copying '${this.name}'`, turn, async (deadline) => {
      if (from === undefined && this.#power.powered) throw wrongState(this.name, 'off', 'on');
      const snapshot = from === undefined ? undefined : await this.snapshots.idOf(from, deadline);
      return await this.#parts.clone({ ...options, from: snapshot }, deadline);
    });
  }

  /** Images that lie elsewhere than in its own folder stay. */
  async delete(call?: CallOptions): Promise<void> {
    await this.#takeOff('deleting', call, async ({ web, id }, deadline) => {
      const folder = await machineFolder(web, id, deadline);
      await deleteMachine(web, id, folder, deadline);
    });
  }

  /** Not one of ours, whose files lie where nothing stays. */
  async unregister(call?: CallOptions): Promise<void> {
    if (!this.borrowed) {
      throw new GuestwrightError(`machine '${this.name}' is ours: its files go when it is disposed`, {
        code: 'invalid-argument',
        remedy: 'Write its disks or a snapshot to files, or make machines to keep with VirtualBox itself.',
      });
    }
    await this.#takeOff('unregistering', call, ({ web, id }, deadline) => unregister(web, id, deadline));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#parts.onDispose();
    await this.#disposed;
  }

  /** Takes it off the server's list; there is no more of it for us then. */
  async #takeOff(
    doing: string,
    call: CallOptions = {},
    work: (power: MachinePower, deadline: Deadline) => Promise<void>,
  ): Promise<void> {
    using deadline = new Deadline(`${doing} '${this.name}'`, call, POWER_TIMEOUT);
    await this.#power.turns.idle(deadline.options);
    if (this.#power.powered) throw wrongState(this.name, 'off', 'on');
    this.#disposed ??= this.#parts.leave(() => work(this.#power, deadline));
    await this.#disposed;
  }

  /** Of a machine that is not ours it is not known. */
  get #mayHaveNat(): boolean {
    const { plan } = this.#parts;
    return plan ? plan.network !== undefined && 'forwards' in plan.network : true;
  }

  async #readForwards(deadline: Deadline): Promise<ReadonlyMap<number, number>> {
    return await withScope(this.#power.web, (scope) =>
      readForwards(scope, this.#power.running().machine, deadline),
    );
  }

  async #setClock(deadline: Deadline): Promise<void> {
    const clock = this.#parts.plan?.clock;
    if (clock === undefined || clock === 'host') return;
    const { web, id } = this.#power;
    if ((await this.#power.vboxState(deadline.options)) === 'Saved') return; // it continues with the clock that it had
    const offset = BigInt(Math.round(Date.parse(clock.start) - Date.now()));
    await editMachine(web, id, deadline, (machine, scope) =>
      setTimeOffset(scope, this.#parts.version, machine, offset),
    );
  }

  /** Not in the middle of a change, which stops and continues the guest itself. */
  async #command(name: 'reset' | 'pause' | 'resume', call: CallOptions): Promise<void> {
    using deadline = new Deadline(`'${name}'`, call);
    await this.#power.turns.idle(deadline.options);
    await this.#power.running().console.call(name, {}, deadline.options);
  }
}
