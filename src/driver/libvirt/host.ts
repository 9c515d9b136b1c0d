/** A host of libvirt's: its machines, and those that we define there. */
import { randomUUID } from 'node:crypto';
import { type CallOptions, Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { unsupported } from '../capabilities.ts';
import type { MachineDefinition } from '../definition.ts';
import type { Driver, Host, Machine, MachineInfo } from '../driver.ts';
import { isLockName } from '../hosts/slot-name.ts';
import { validateDefinition } from '../validate-definition.ts';
import { borrowMachine } from './borrow.ts';
import type { HostFacts } from './child/host.ts';
import { Connection } from './connection.ts';
import { readSavedMachine } from './export-machine.ts';
import { HostStorage } from './host-storage.ts';
import { bringImages } from './images/bring-images.ts';
import { continueSaved } from './import-machine.ts';
import type { LibvirtMachine } from './machine.ts';
import type { ResolvedOptions } from './options.ts';
import { makeMachine, type NewMachine } from './our-machine.ts';
import { type LibvirtPlan, planDomain } from './plan.ts';
import { machineState } from './state.ts';
import { nodeAt, nodesAt, parseXml } from './xml.ts';

export class LibvirtHost implements Host {
  readonly driver: Driver;
  readonly version: string;
  /** For everything short; machines of ours end with it. */
  readonly connection: Connection;
  readonly storage: HostStorage;
  readonly options: ResolvedOptions;
  readonly facts: HostFacts;
  readonly #machines = new Map<string, LibvirtMachine>();
  readonly #names = new Set<string>();
  #streams: Promise<Connection> | undefined;
  #capabilities: Promise<string> | undefined;

  private constructor(driver: Driver, connection: Connection, options: ResolvedOptions, facts: HostFacts) {
    this.driver = driver;
    this.connection = connection;
    this.options = options;
    this.facts = facts;
    this.storage = new HostStorage(connection, this.streams, options);
    this.version = `libvirt ${facts.libvirt}, ${facts.type} ${facts.version}`;
  }

  /** `driverFor` gives the driver with the capabilities that a kind of hypervisor has. */
  static async connect(
    driverFor: (hypervisor: string) => Driver,
    options: ResolvedOptions,
    call: CallOptions,
  ): Promise<LibvirtHost> {
    using deadline = new Deadline(`connecting to ${options.uri.text}`, call);
    const connection = await Connection.open(options.connection, deadline.options);
    try {
      const facts = await connection.call('hostFacts', {}, deadline.options);
      return new LibvirtHost(driverFor(facts.type), connection, options, facts);
    } catch (error) {
      await connection[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Another connection, for what lasts: serial ports, uploads, agents. */
  readonly streams = async (): Promise<Connection> => {
    this.#streams ??= Connection.open(this.options.connection).catch((error: unknown) => {
      this.#streams = undefined;
      throw error;
    });
    return await this.#streams;
  };

  /** Whether the hypervisor is QEMU: its monitor is there, and machines can be defined. */
  get isQemu(): boolean {
    return this.facts.type === 'QEMU';
  }

  async machines(call?: CallOptions): Promise<readonly MachineInfo[]> {
    const domains = await this.connection.call('domainList', {}, call);
    const machines = domains.filter(({ name }) => !isLockName(name));
    return machines.map((domain) => ({ name: domain.name, state: machineState(domain).state }));
  }

  /** By name. Ours if it is one of ours; any other is borrowed, under a lock. */
  async machine(name: string, call: CallOptions = {}): Promise<Machine> {
    using deadline = new Deadline(`finding the machine '${name}'`, call);
    const ours = this.#machines.get(name);
    if (ours) return ours;
    const machine = await borrowMachine(this, name, () => this.#machines.delete(name), deadline);
    this.#machines.set(name, machine);
    return machine;
  }

  async prepare(definition: MachineDefinition, call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('bringing images to the host', call, Number.POSITIVE_INFINITY);
    await deadline.race(bringImages(this.storage, definition, deadline));
  }

  async define(definition: MachineDefinition, call: CallOptions = {}): Promise<Machine> {
    return await this.#make(definition, call, (storage, deadline) => storage.create(definition, deadline));
  }

  async defineFrom(definition: MachineDefinition, folder: string, call: CallOptions = {}): Promise<Machine> {
    const saved = await readSavedMachine(folder);
    const fill: NewMachine['fill'] = (storage, deadline) => storage.createFrom(saved, folder, deadline);
    return await this.#make(definition, call, fill, continueSaved(this.storage, saved, folder));
  }

  /** 'kvm' where the host says that it works and the plan does not forbid it. */
  async domainType({ accel, binary }: LibvirtPlan, deadline: Deadline): Promise<'kvm' | 'qemu'> {
    if (accel === 'tcg') return 'qemu';
    if (accel === 'kvm') return 'kvm';
    this.#capabilities ??= this.connection.call('hostCapabilities', {});
    const capabilities = parseXml(await deadline.race(this.#capabilities));
    const wanted = /qemu-system-(\w+)$/.exec(binary)?.[1] ?? 'x86_64';
    const architectures = nodesAt(capabilities, 'guest', 'arch').filter(
      ({ attributes }) => attributes.name === wanted,
    );
    const kvm = architectures.some((each) =>
      nodesAt(each, 'domain').some(({ attributes }) => attributes.type === 'kvm'),
    );
    return kvm && nodeAt(capabilities, 'host') ? 'kvm' : 'qemu';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const machines = [...this.#machines.values()];
    const ended = await Promise.allSettled(machines.map((machine) => machine[Symbol.asyncDispose]()));
    const streams = await this.#streams?.catch(() => undefined);
    await Promise.all([this.connection[Symbol.asyncDispose](), streams?.[Symbol.asyncDispose]()]);
    const failed = ended.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #make(
    definition: MachineDefinition,
    call: CallOptions,
    fill: NewMachine['fill'],
    resume?: NewMachine['resume'],
  ): Promise<Machine> {
    using deadline = new Deadline('defining a machine', call, POWER_TIMEOUT);
    if (!this.isQemu) throw unsupported('libvirt', 'define', 'Machines are defined on QEMU hosts only.');
    const plan = planDomain(validateDefinition(definition));
    const name = this.#newName(definition.name);
    const onDispose = () => {
      this.#machines.delete(name);
      this.#names.delete(name);
    };
    try {
      const wanted = { name, uuid: randomUUID(), plan, definition, fill, resume, onDispose };
      const machine = await deadline.race(makeMachine(this, wanted, deadline));
      this.#machines.set(name, machine);
      return machine;
    } catch (error) {
      this.#names.delete(name);
      throw error;
    }
  }

  /**
   * Names are unique on the host: one that we make up must not be another process's. It is short, as libvirt puts it into
   * paths of sockets, which end at 107 bytes.
   */
  #newName(wanted: string | undefined): string {
    const name = wanted ?? `gw-${randomUUID().slice(0, 8)}`;
    if (!this.#names.has(name)) {
      this.#names.add(name);
      return name;
    }
    throw new GuestwrightError(`driver 'libvirt': there is a machine named '${name}' already`, {
      code: 'invalid-argument',
      remedy: 'Dispose it first, or give this one another name.',
    });
  }
}
