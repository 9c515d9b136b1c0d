/** VMware on a computer: its machines, and those that we define there. */
import { rm } from 'node:fs/promises';
import { type CallOptions, Deadline, now, POWER_TIMEOUT } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { raceSignal, timeUp } from '../../base/signals.ts';
import { unsupported } from '../capabilities.ts';
import type { MachineDefinition } from '../definition.ts';
import type { CloneOptions, Driver, Host, Machine, MachineInfo } from '../driver.ts';
import { Background } from '../ffi/background.ts';
import { SerialPorts } from '../serial-ports.ts';
import { validateDefinition } from '../validate-definition.ts';
import type { HostControl, MachineControl } from './control.ts';
import { adaptClone, type DefinePlace, serialPortCount, writeMachine } from './define.ts';
import { findMachine, findMachines, infoOf } from './find-machine.ts';
import { VmwareMachine } from './machine.ts';
import { makeMachineFolder } from './machine-folder.ts';
import { MachineVnc } from './machine-vnc.ts';
import type { ResolvedOptions } from './options.ts';
import { planMachine, type VmwarePlan } from './plan.ts';
import { MachinePower } from './power.ts';
import { isOn } from './power-state.ts';
import { takeMachine } from './taken.ts';
import { readVmx } from './vmx/vmx-on-disk.ts';

/** What a machine is adopted with. */
interface Adopted {
  readonly name: string;
  readonly vmx: string;
  readonly control: MachineControl;
  readonly serials: SerialPorts;
  readonly plan: VmwarePlan | undefined;
  /** Of a machine of ours. */
  readonly folder: string | undefined;
  /** We put it on the host's list. */
  readonly imported: boolean;
  readonly lock: AsyncDisposable;
}

/** What a machine gets to end what it does before it is left as it is, ms. */
const LEAVE_TIMEOUT = 20_000;

export class VmwareHost implements Host {
  readonly driver: Driver;
  readonly version: string;
  readonly #control: HostControl;
  readonly #options: ResolvedOptions;
  /** By the path of its .vmx. */
  readonly #machines = new Map<string, VmwareMachine>();
  readonly #names = new Set<string>();
  readonly #making = new Background();
  #made = 0;

  constructor(driver: Driver, control: HostControl, options: ResolvedOptions) {
    this.driver = driver;
    this.version = control.version;
    this.#control = control;
    this.#options = options;
  }

  async machines(call: CallOptions = {}): Promise<readonly MachineInfo[]> {
    using deadline = new Deadline('listing machines', call);
    const found = await deadline.race(findMachines(this.#search, deadline));
    const ours = [...this.#machines].filter(([vmx]) => !found.some((machine) => machine.vmx === vmx));
    const states = ours.map(async ([, machine]) => ({
      name: machine.name,
      state: (await machine.state(deadline.options)).state,
    }));
    return [...found.map(infoOf), ...(await Promise.all(states))];
  }

  /** By name, or by the path of its .vmx. Ours if it is one of ours; any other is borrowed, under a lock. */
  async machine(name: string, call: CallOptions = {}): Promise<Machine> {
    using deadline = new Deadline(`finding the machine '${name}'`, call);
    const ours = [...this.#machines.values()].find((machine) => machine.name === name);
    if (ours) return ours;
    const found = await deadline.race(findMachine(name, this.#search, deadline));
    return this.#machines.get(found.vmx) ?? (await this.#borrow({ ...found, imported: false }, deadline));
  }

  async importMachine(settingsFile: string, call: CallOptions = {}): Promise<Machine> {
    using deadline = new Deadline(`importing '${settingsFile}'`, call);
    const { name, vmx } = await deadline.race(findMachine(settingsFile, this.#search, deadline));
    await deadline.race(this.#control.register(vmx, deadline));
    try {
      return await this.#borrow({ name, vmx, imported: true }, deadline);
    } catch (error) {
      using undoing = new Deadline(`taking '${name}' off the list`, {});
      await this.#control.unregister(vmx, undoing).catch(() => {}); // why it failed is worth more
      throw error;
    }
  }

  async define(definition: MachineDefinition, call: CallOptions = {}): Promise<Machine> {
    using deadline = new Deadline('defining a machine', call, POWER_TIMEOUT);
    if (!this.#local) {
      throw unsupported('vmware', 'define', 'Machines are defined where their files are: on this computer.');
    }
    const plan = planMachine(validateDefinition(definition));
    const wanted = { name: definition.name, plan, serialPorts: plan.serialPorts };
    return await deadline.race(
      this.#making.track(this.#make(wanted, deadline, (place) => writeMachine(plan, place, deadline))),
    );
  }

  async defineFrom(): Promise<Machine> {
    throw unsupported('vmware', 'snapshots.files', 'Copy a machine at a snapshot instead: machine.clone().');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const machines = [...this.#machines.values()];
    const ended = await Promise.allSettled(machines.map((machine) => machine[Symbol.asyncDispose]()));
    await this.#control[Symbol.asyncDispose]();
    using limit = timeUp(now() + LEAVE_TIMEOUT);
    await raceSignal(this.#making.idle(), limit.signal).catch(() => {}); // vmrun may never end
    const failed = ended.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  get #local(): boolean {
    return this.#options.session.host === undefined;
  }

  get #search() {
    return { control: this.#control, local: this.#local, folders: this.#options.machines };
  }

  /**
   * A machine of ours in a folder of its own, whose files `fill` makes. What was given up ends before its files are removed, as
   * VIX cannot cancel: run it tracked, within a race or a turn, which tell the caller at once.
   */
  async #make(
    wanted: {
      readonly name: string | undefined;
      readonly plan: VmwarePlan | undefined;
      readonly serialPorts: number;
    },
    deadline: Deadline,
    fill: (place: DefinePlace) => Promise<void>,
  ): Promise<VmwareMachine> {
    const { plan } = wanted;
    const name = this.#newName(wanted.name);
    const undo: (() => unknown)[] = [() => this.#names.delete(name)];
    try {
      const {
        path: folder,
        vmx,
        [Symbol.asyncDispose]: remove,
      } = await makeMachineFolder(this.#options.folder);
      undo.push(remove);
      const serials = await SerialPorts.open(name, wanted.serialPorts);
      undo.push(() => serials[Symbol.asyncDispose]());
      await fill({ name, folder, vmx, serials: serials.paths });
      const lock = await takeMachine(vmx, this.#options.owner, deadline);
      undo.push(() => lock[Symbol.asyncDispose]());
      const control = await deadline.race(this.#control.open(vmx, deadline));
      undo.push(() => control.release());
      return await this.#adopt(
        { name, vmx, control, serials, plan, folder, imported: false, lock },
        deadline,
      );
    } catch (error) {
      for (const each of undo.toReversed()) await each();
      throw error;
    }
  }

  async #borrow(
    { name, vmx, imported }: { readonly name: string; readonly vmx: string; readonly imported: boolean },
    deadline: Deadline,
  ): Promise<VmwareMachine> {
    const undo: (() => unknown)[] = [];
    try {
      const lock = await takeMachine(vmx, this.#options.owner, deadline);
      undo.push(() => lock[Symbol.asyncDispose]());
      const control = await deadline.race(this.#control.open(vmx, deadline));
      undo.push(() => control.release());
      const serials = await SerialPorts.open(name, 0); // its ports lead where its owner wants
      const theirs = { plan: undefined, folder: undefined, imported };
      return await this.#adopt({ name, vmx, control, serials, lock, ...theirs }, deadline);
    } catch (error) {
      for (const each of undo.toReversed()) await each();
      throw error;
    }
  }

  async #adopt(parts: Adopted, deadline: Deadline): Promise<VmwareMachine> {
    const { name, vmx, control, serials, plan, folder, imported, lock } = parts;
    const borrowed = folder === undefined;
    const { keys, vnc: told, guest } = this.#options;
    const vnc = new MachineVnc({
      name,
      vmx,
      local: this.#local,
      borrowed,
      keys,
      told,
      isOn: () => power.powered,
    });
    const power: MachinePower = new MachinePower(name, control, {
      beforeOn: () => vnc.switchOn(),
      afterOn: () => vnc.found(),
      afterOff: () => vnc.switchOff(),
    });
    const forget = async () => {
      await vnc[Symbol.asyncDispose]();
      control.release();
      await serials[Symbol.asyncDispose]();
      this.#machines.delete(vmx);
      this.#names.delete(name);
      await lock[Symbol.asyncDispose]();
    };
    const leave = (ending: (deadline: Deadline) => Promise<void>) => this.#leave(power, ending, forget);
    const end = async (deadline: Deadline) => {
      if (borrowed && !imported) return await power.release();
      await power.end(deadline);
      if (imported) await this.#control.unregister(vmx, deadline);
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    };
    const machine = new VmwareMachine({
      host: this,
      power,
      vnc,
      serials,
      vmx,
      folder,
      borrowed,
      plan,
      guest,
      clone: (options, deadline) => this.#clone({ control, plan, vmx }, options, deadline),
      leave,
      onDispose: () => leave(end),
      unregister: (deadline) => this.#control.unregister(vmx, deadline),
    });
    try {
      if (isOn((await deadline.race(power.now())).state)) await power.adopt();
      else if (borrowed) await vnc.switchOff(); // what a process of ours that was killed left there
      deadline.throwIfDone(); // nobody would dispose it
    } catch (error) {
      power.unwatch();
      await vnc[Symbol.asyncDispose]();
      throw error;
    }
    this.#machines.set(vmx, machine);
    return machine;
  }

  /** A machine that does not end what it does is left as it is: `doctor --clean` finds one of ours. */
  async #leave(
    power: MachinePower,
    ending: (deadline: Deadline) => Promise<void>,
    forget: () => Promise<void>,
  ): Promise<void> {
    using deadline = new Deadline(`leaving '${power.name}'`, { timeout: LEAVE_TIMEOUT });
    try {
      await deadline.race(power.turns.close());
      await deadline.race(ending(deadline));
    } catch (error) {
      if (!isGuestwrightError(error, 'connection-lost')) throw error;
    } finally {
      power.unwatch();
      await forget();
    }
  }

  async #clone(
    { control, plan, vmx }: Pick<Adopted, 'control' | 'plan' | 'vmx'>,
    { name, from, linked = false }: CloneOptions,
    deadline: Deadline,
  ): Promise<Machine> {
    const serialPorts = plan?.serialPorts ?? serialPortCount(await readVmx(vmx));
    const fill = async (place: DefinePlace) => {
      await control.clone({ to: place.vmx, from, linked }, deadline);
      await adaptClone(place);
    };
    return await this.#making.track(this.#make({ name, plan, serialPorts }, deadline, fill));
  }

  #newName(wanted: string | undefined): string {
    const name = wanted ?? `vmware-${process.pid}-${++this.#made}`;
    if (!this.#names.has(name)) {
      this.#names.add(name);
      return name;
    }
    throw new GuestwrightError(`driver 'vmware': there is a machine named '${name}' already`, {
      code: 'invalid-argument',
      remedy: 'Dispose it first, or give this one another name.',
    });
  }
}
