/** A VirtualBox server: its machines, and those that we define on it. */
import { type CallOptions, Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
import { isGuestwrightError } from '../../base/errors.ts';
import type { MachineDefinition } from '../definition.ts';
import type { CloneOptions, Driver, Host, Machine, MachineInfo } from '../driver.ts';
import type { SerialPorts } from '../serial-ports.ts';
import { validateDefinition } from '../validate-definition.ts';
import type { GuestLogin } from './agent.ts';
import type { ApiVersion } from './api-version.ts';
import { borrow } from './borrow.ts';
import { cloneMachine } from './clone.ts';
import { createFrom } from './define.ts';
import { findMachine, listMachines } from './find-machine.ts';
import { VirtualBoxMachine } from './machine.ts';
import { editMachine } from './machine-lock.ts';
import type { MachineFacts } from './machine-parts.ts';
import { MachineWatch } from './machine-watch.ts';
import { makeMachine } from './make-machine.ts';
import { planMachine, type VirtualBoxPlan } from './plan.ts';
import type { MachinePower } from './power.ts';
import { register } from './registration.ts';
import { readSavedMachine } from './snapshot-files.ts';
import { switchOnVrde } from './vrde.ts';
import type { WebSession } from './web-session.ts';
import { holdWrittenImages } from './written-images.ts';

export interface HostFacts {
  readonly driver: Driver;
  /** The product's version, such as 7.2.22. */
  readonly version: string;
  readonly api: ApiVersion;
  readonly local: boolean;
  /** Who takes machines that are not ours, for whoever comes second. */
  readonly owner: string | undefined;
  /** Where pictures of a display that changes come from. */
  readonly frames: 'soap' | 'rfb';
  /** For guest control. */
  readonly guest: GuestLogin | undefined;
}

/** What `VirtualBoxHost.adopt` makes a machine of. */
export interface AdoptedParts {
  readonly power: MachinePower;
  /** Undefined where the machine was not made from a definition. */
  readonly plan: VirtualBoxPlan | undefined;
  readonly borrowed: boolean;
  readonly serials: SerialPorts;
  readonly displays: number;
  readonly facts: MachineFacts;
  /** Ends it on the server: deletes one of ours, lets go of another. */
  readonly end: (deadline: Deadline) => Promise<void>;
  /** Freed behind that, whatever happens. */
  readonly held: readonly AsyncDisposable[];
}

export class VirtualBoxHost implements Host {
  readonly driver: Driver;
  readonly version: string;
  readonly web: WebSession;
  readonly facts: HostFacts;
  readonly watch: MachineWatch;
  /** By id. */
  readonly #machines = new Map<string, VirtualBoxMachine>();

  constructor(web: WebSession, facts: HostFacts) {
    this.web = web;
    this.facts = facts;
    this.driver = facts.driver;
    this.version = `VirtualBox ${facts.version}`;
    this.watch = new MachineWatch(web);
  }

  async machines(call?: CallOptions): Promise<readonly MachineInfo[]> {
    return await this.web.renewed(() => listMachines(this.web, call), call);
  }

  /** Ours if it is one of ours; any other is borrowed, under a lock. */
  async machine(name: string, call?: CallOptions): Promise<Machine> {
    using deadline = new Deadline(`finding the machine '${name}'`, call ?? {});
    const found = await this.web.renewed(() => findMachine(this.web, name, deadline), deadline.options);
    return this.#machines.get(found.id) ?? (await borrow(this, { ...found, imported: false }, deadline));
  }

  async importMachine(settingsFile: string, call?: CallOptions): Promise<Machine> {
    using deadline = new Deadline(`importing '${settingsFile}'`, call ?? {});
    await this.watch.start(deadline.options);
    const registered = await register(this.web, settingsFile, deadline);
    return await borrow(this, { ...registered, imported: true }, deadline);
  }

  async define(definition: MachineDefinition, call?: CallOptions): Promise<Machine> {
    using deadline = new Deadline('defining a machine', call ?? {}, POWER_TIMEOUT);
    return await this.#define(definition, deadline);
  }

  async defineFrom(definition: MachineDefinition, folder: string, call?: CallOptions): Promise<Machine> {
    using deadline = new Deadline('defining a machine from a snapshot', call ?? {}, POWER_TIMEOUT);
    const { disks, memory } = await readSavedMachine(folder);
    const copies = disks.map((file) => ({ image: `${folder}/${file}`, write: 'overlay' as const }));
    const machine = await this.#define({ ...definition, disks: copies }, deadline);
    try {
      if (memory !== null) await this.#adoptMemory(machine, `${folder}/${memory}`, deadline);
      return machine;
    } catch (error) {
      await machine[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** A machine of this host's from its parts. */
  adopt({ end, held, ...parts }: AdoptedParts): VirtualBoxMachine {
    const { power, plan, serials } = parts;
    const { id, name } = power;
    const { api: version, local, guest } = this.facts;
    const forget = async () => {
      this.watch.delete(power);
      this.#machines.delete(id);
      await serials[Symbol.asyncDispose]();
      for (const resource of held) await resource[Symbol.asyncDispose]();
    };
    const leave = async (ending: AdoptedParts['end']) => {
      using deadline = new Deadline(`leaving '${name}'`, {}, POWER_TIMEOUT);
      await power.turns.close();
      try {
        await ending(deadline);
        await machine.media.forgetEjected();
      } catch (error) {
        // The server is gone, which is known; `doctor --clean` finds what it keeps.
        if (!isGuestwrightError(error, 'connection-lost')) throw error;
      } finally {
        await forget();
      }
    };
    const clone = (options: CloneOptions, deadline: Deadline) => this.#clone(power, plan, options, deadline);
    const onDispose = () => leave(end);
    const machine = new VirtualBoxMachine({
      ...parts,
      host: this,
      version,
      local,
      guest,
      clone,
      leave,
      onDispose,
    });
    this.watch.add(power);
    this.#machines.set(id, machine);
    return machine;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const machines = [...this.#machines.values()];
    const ended = await Promise.allSettled(machines.map((machine) => machine[Symbol.asyncDispose]()));
    await this.watch[Symbol.asyncDispose]();
    await this.web[Symbol.asyncDispose]();
    const failed = ended.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #define(definition: MachineDefinition, deadline: Deadline): Promise<VirtualBoxMachine> {
    const plan = planMachine(validateDefinition(definition));
    const { api: version } = this.facts;
    const machine = await makeMachine(this, { name: definition.name, plan }, deadline, async (place) => {
      const held = await holdWrittenImages(plan, place.name, deadline);
      try {
        return { ...(await createFrom(this.web, { ...place, plan, version }, deadline)), held };
      } catch (error) {
        await held[Symbol.asyncDispose]();
        throw error;
      }
    });
    return await this.#withVrde(machine, deadline);
  }

  /** Of the machine as it is, or at a snapshot; with drives and ports as those of the machine. */
  async #clone(
    { id }: MachinePower,
    plan: VirtualBoxPlan | undefined,
    { name, linked = false, from: snapshot }: CloneOptions,
    deadline: Deadline,
  ): Promise<VirtualBoxMachine> {
    const wanted = { version: this.facts.api, network: plan?.network, snapshot, linked };
    const machine = await makeMachine(this, { name, plan }, deadline, (place) =>
      cloneMachine(this.web, id, { ...place, ...wanted }, deadline),
    );
    return await this.#withVrde(machine, deadline);
  }

  /** Each machine has a port and a password of its own, copies too: one is never taken for another. */
  async #withVrde(machine: VirtualBoxMachine, deadline: Deadline): Promise<VirtualBoxMachine> {
    if (this.facts.frames === 'rfb' && this.facts.local) {
      const place = switchOnVrde(this.web, machine.facts.id, deadline);
      machine.vrde = await place.catch(() => undefined); // without the extension pack: SOAP has all pictures
    }
    return machine;
  }

  async #adoptMemory(machine: VirtualBoxMachine, savedStateFile: string, deadline: Deadline): Promise<void> {
    await editMachine(this.web, machine.facts.id, deadline, async (locked) => {
      await locked.call('adoptSavedState', { savedStateFile }, deadline.options);
    });
  }
}
