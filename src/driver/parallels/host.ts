/** A Parallels service: its machines, and those that we define on it. */
import { type CallOptions, Deadline, POWER_TIMEOUT, withDeadline } from '../../base/deadline.ts';
import { isGuestwrightError } from '../../base/errors.ts';
import { privateFolder } from '../../base/temporary.ts';
import { unsupported } from '../capabilities.ts';
import type { MachineDefinition } from '../definition.ts';
import type { CloneOptions, Driver, Host, Machine, MachineInfo } from '../driver.ts';
import { validateDefinition } from '../validate-definition.ts';
import { cloneMachine } from './clone.ts';
import { defineMachine } from './define.ts';
import { findMachine, listMachines, refuseTaken } from './find-machine.ts';
import { ParallelsMachine } from './machine.ts';
import { MachineRef } from './machine-ref.ts';
import type { ResolvedOptions } from './options.ts';
import { type ParallelsPlan, planMachine } from './plan.ts';
import { MachinePower } from './power.ts';
import { deleteMachine, registerMachine, undo, unregister } from './registration.ts';
import { SerialLines } from './serial-lines.ts';
import type { PrlSession } from './session.ts';
import { takeMachine } from './taken.ts';
import { restoreVnc, switchOnVnc } from './vnc-server.ts';

/** What a machine is made of when the host takes it in. */
interface Taken {
  readonly ref: MachineRef;
  readonly plan?: ParallelsPlan | undefined;
  readonly borrowed: boolean;
  readonly serials: SerialLines;
  /** Ends it on the service: deletes one of ours, lets go of another. */
  readonly end: (power: MachinePower, deadline: Deadline) => Promise<void>;
  /** Freed behind that, whatever happens. */
  readonly held: readonly AsyncDisposable[];
}

/** Tells machines without a name apart. */
let made = 0;

export class ParallelsHost implements Host {
  readonly driver: Driver;
  readonly version: string;
  readonly session: PrlSession;
  readonly #options: ResolvedOptions;
  readonly #machines = new Map<
    string,
    { readonly machine: ParallelsMachine; readonly power: MachinePower }
  >();
  readonly #listening: readonly Disposable[];

  constructor(driver: Driver, session: PrlSession, options: ResolvedOptions) {
    this.driver = driver;
    this.session = session;
    this.#options = options;
    this.version = `Parallels ${session.product || 'of unknown version'}`;
    this.#listening = [
      session.events.on('machine', ({ id }) => this.#changed(id)),
      session.events.on('lost', (error) => {
        for (const { power } of this.#machines.values()) power.lost(error);
      }),
    ];
  }

  async machines(call: CallOptions = {}): Promise<readonly MachineInfo[]> {
    return await withDeadline('listing machines', call, (deadline) => listMachines(this.session, deadline));
  }

  /** Ours if it is one of ours; any other is borrowed, under a lock. */
  async machine(name: string, call: CallOptions = {}): Promise<Machine> {
    return await withDeadline(`finding the machine '${name}'`, call, async (deadline) => {
      const found = await findMachine(this.session, name, deadline);
      const ours = this.#machines.get(found.id);
      if (!ours) return await this.#borrow(new MachineRef(this.session, found), false, deadline);
      found.handle[Symbol.dispose]();
      return ours.machine;
    });
  }

  async importMachine(settingsFile: string, call: CallOptions = {}): Promise<Machine> {
    const work = async (deadline: Deadline) => {
      const ref = await registerMachine(this.session, settingsFile, deadline);
      return await this.#borrow(ref, true, deadline);
    };
    return await withDeadline(`importing '${settingsFile}'`, call, work, POWER_TIMEOUT);
  }

  async define(definition: MachineDefinition, call: CallOptions = {}): Promise<Machine> {
    const plan = planMachine(validateDefinition(definition));
    const ports = this.#options.local ? plan.serialPorts : 0;
    const make = (deadline: Deadline) =>
      this.#make({ name: definition.name, plan, ports }, deadline, (place) =>
        defineMachine(this.session, plan, place, deadline),
      );
    return await withDeadline('defining a machine', call, make, POWER_TIMEOUT);
  }

  async defineFrom(): Promise<never> {
    throw unsupported('parallels', 'snapshots.files', 'Take snapshots on the service: guest.snapshots.');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const machines = [...this.#machines.values()];
    const ended = await Promise.allSettled(machines.map(({ machine }) => machine[Symbol.asyncDispose]()));
    for (const each of this.#listening) each[Symbol.dispose]();
    await this.session[Symbol.asyncDispose]();
    const failed = ended.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  #changed(id: string): void {
    for (const { power } of this.#machines.values()) if (power.ref.is(id)) void power.changed();
  }

  /** Makes a machine of ours: its name, its files on this computer, its ports. Nothing stays behind if it fails. */
  async #make(
    {
      name: wanted,
      plan,
      ports,
    }: {
      readonly name: string | undefined;
      readonly plan: ParallelsPlan | undefined;
      readonly ports: number;
    },
    deadline: Deadline,
    create: (place: {
      name: string;
      folder: string | undefined;
      serialPaths: readonly string[];
    }) => Promise<MachineRef>,
  ): Promise<ParallelsMachine> {
    const name = wanted ?? `guestwright-${process.pid}-${Date.now().toString(36)}-${++made}`;
    await refuseTaken(this.session, name, deadline);
    const undoing: (() => Promise<void>)[] = [];
    try {
      const files = this.#options.local ? await privateFolder() : undefined;
      undoing.push(async () => files?.[Symbol.asyncDispose]());
      const serials = await SerialLines.open(name, ports);
      undoing.push(() => serials[Symbol.asyncDispose]());
      const ref = await create({ name, folder: files?.path, serialPaths: serials.paths });
      undoing.push(() => undo(ref, deleteMachine));
      const end = async (power: MachinePower, until: Deadline) => {
        await power.end(until);
        await deleteMachine(ref, until);
      };
      const facts = { ref, plan, borrowed: false, serials, end, held: files ? [files] : [] };
      return await this.#adopt(facts, deadline);
    } catch (error) {
      for (const each of undoing.toReversed()) await each();
      throw error;
    }
  }

  /** A machine that is not ours; `imported`: we put it on the list, and take it off again. */
  async #borrow(ref: MachineRef, imported: boolean, deadline: Deadline): Promise<ParallelsMachine> {
    const letGo = async (power: MachinePower, until: Deadline) => {
      if (!imported) return power.forget();
      await power.end(until);
      await unregister(ref, until);
    };
    try {
      const lock = await takeMachine(ref.id, this.#options.owner, deadline);
      try {
        const serials = await SerialLines.open(ref.name, 0); // its ports lead where its owner wants
        const taken = { ref, borrowed: true, serials, end: letGo, held: [lock] };
        return await this.#adopt(taken, deadline);
      } catch (error) {
        await lock[Symbol.asyncDispose]();
        throw error;
      }
    } catch (error) {
      if (imported) await undo(ref, unregister);
      ref[Symbol.dispose]();
      throw error;
    }
  }

  async #adopt(
    { ref, plan, borrowed, serials, end, held }: Taken,
    deadline: Deadline,
  ): Promise<ParallelsMachine> {
    const { local, guest, desktop: wanted, capture, prlctl } = this.#options;
    const power = new MachinePower(ref, serials);
    const on = await power.join(deadline);
    const vnc = on ? undefined : await this.#vnc(ref, deadline);
    deadline.throwIfDone(); // nobody would dispose it
    const leave = async (ending: (deadline: Deadline) => Promise<void>) => {
      using until = new Deadline(`leaving '${ref.name}'`, {}, POWER_TIMEOUT);
      await power.turns.close();
      try {
        if (vnc && borrowed && !power.powered) await restoreVnc(ref, vnc.before, until);
        await ending(until);
      } catch (error) {
        // The service is gone, which is known; `doctor --clean` finds what it keeps.
        if (!isGuestwrightError(error, 'connection-lost')) throw error;
      } finally {
        this.#machines.delete(ref.id);
        await serials[Symbol.asyncDispose]();
        for (const resource of held) await resource[Symbol.asyncDispose]();
        ref[Symbol.dispose]();
      }
    };
    const machine = new ParallelsMachine({
      host: this,
      power,
      plan,
      borrowed,
      serials,
      local,
      guest,
      transport: { wanted, capture, prlctl, local, vncPassword: vnc?.password },
      clone: (options, until) => this.#clone({ ref, plan }, options, until),
      leave,
      onDispose: () => leave((until) => end(power, until)),
    });
    this.#machines.set(ref.id, { machine, power });
    return machine;
  }

  /** Where input has to go through the machine's VNC server: Virtuozzo. */
  async #vnc(ref: MachineRef, deadline: Deadline) {
    const { library } = this.session.api;
    const { desktop, local } = this.#options;
    const needed =
      desktop === 'virtuozzo' || (desktop === 'auto' && !library.has('PrlDevDisplay_ConnectToVm'));
    if (!needed || !local || !library.has('PrlVm_CaptureScreen')) return undefined;
    return await switchOnVnc(ref, deadline);
  }

  /** A copy of one of ours has as many serial ports; those of others lead where their owner wants. */
  async #clone(
    { ref, plan }: Pick<Taken, 'ref' | 'plan'>,
    { name, linked = false }: CloneOptions,
    deadline: Deadline,
  ): Promise<ParallelsMachine> {
    const movable = this.#options.local && this.session.api.library.has('PrlVmCfg_GetSerialPort');
    const ports = movable ? (plan?.serialPorts ?? 0) : 0;
    return await this.#make({ name, plan, ports }, deadline, (place) =>
      cloneMachine(ref, { ...place, linked }, deadline),
    );
  }
}
