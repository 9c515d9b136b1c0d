/** This computer as a host of QEMU machines. */
import { runGuarded } from '../../base/child-process.ts';
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { volatileFolder } from '../../base/platform.ts';
import { privateFolder } from '../../base/temporary.ts';
import type { MachineDefinition } from '../definition.ts';
import type { Driver, Host, Machine, MachineInfo } from '../driver.ts';
import { validateDefinition } from '../validate-definition.ts';
import { Lans } from './lan.ts';
import { type MachineFolders, QemuMachine } from './machine.ts';
import type { SavedMemory } from './memory.ts';
import { planMachine } from './plan.ts';
import { requireProgram } from './requirements.ts';
import { readSavedMachine, savedMemory } from './saved-machine.ts';
import { MachineStorage } from './storage.ts';

export class QemuHost implements Host {
  readonly driver: Driver;
  readonly version: string;
  readonly #machines = new Map<string, Machine>();
  /** Of machines, and of those being made. */
  readonly #names = new Set<string>();
  readonly #lans = new Lans();
  #made = 0;

  constructor(driver: Driver, version: string) {
    this.driver = driver;
    this.version = version;
  }

  /** Adds a machine that somebody else started. */
  adopt(machine: Machine): void {
    this.#machines.set(machine.name, machine);
    this.#names.add(machine.name);
  }

  async machines(call?: CallOptions): Promise<readonly MachineInfo[]> {
    const states = [...this.#machines.values()].map(async (machine) => {
      const { state } = await machine.state(call);
      return { name: machine.name, state };
    });
    return await Promise.all(states);
  }

  async machine(name: string): Promise<Machine> {
    const machine = this.#machines.get(name);
    if (machine) return machine;
    throw new GuestwrightError(`driver 'qemu': no machine named '${name}'`, {
      code: 'unknown-machine',
      remedy: 'QEMU keeps no list of machines: define one, or attach to one by its QMP socket.',
    });
  }

  async define(definition: MachineDefinition, call?: CallOptions): Promise<Machine> {
    return await this.#make(definition, async (storage, binary) => {
      await storage.create(definition, binary, call);
      return undefined;
    });
  }

  async defineFrom(definition: MachineDefinition, folder: string, call?: CallOptions): Promise<Machine> {
    const saved = await readSavedMachine(folder);
    return await this.#make(definition, async (storage, binary) => {
      await storage.createFrom(saved, folder, binary, call);
      return savedMemory(saved, folder);
    });
  }

  async #make(
    definition: MachineDefinition,
    fill: (storage: MachineStorage, binary: string) => Promise<SavedMemory | undefined>,
  ): Promise<Machine> {
    const plan = planMachine(validateDefinition(definition));
    const binary = requireProgram(plan.binary);
    const name = this.#newName(definition.name);
    const folders = await makeFolders().catch((error: unknown) => {
      this.#names.delete(name);
      throw error;
    });
    const lan = plan.network?.kind === 'lan' ? this.#lans.plug(plan.network.lan) : undefined;
    try {
      const storage = new MachineStorage(folders.files.path);
      const memory = await fill(storage, binary);
      const onDispose = () => {
        this.#machines.delete(name);
        this.#names.delete(name);
      };
      const machine = new QemuMachine({ name, host: this, plan, storage, folders, lan, memory, onDispose });
      this.#machines.set(name, machine);
      return machine;
    } catch (error) {
      this.#names.delete(name);
      lan?.[Symbol.dispose]();
      await folders[Symbol.asyncDispose]();
      throw error;
    }
  }

  #newName(wanted: string | undefined): string {
    const name = wanted ?? `qemu-${process.pid}-${++this.#made}`;
    if (!this.#names.has(name)) {
      this.#names.add(name);
      return name;
    }
    throw new GuestwrightError(`driver 'qemu': there is a machine named '${name}' already`, {
      code: 'invalid-argument',
      remedy: 'Dispose it first, or give this one another name.',
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#machines.values()].map((machine) => machine[Symbol.asyncDispose]()));
  }
}

async function makeFolders(): Promise<MachineFolders> {
  const files = await privateFolder();
  try {
    const pictures = await privateFolder(volatileFolder());
    const remove = async () => {
      await Promise.all([files[Symbol.asyncDispose](), pictures[Symbol.asyncDispose]()]);
    };
    return { files, pictures, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await files[Symbol.asyncDispose]();
    throw error;
  }
}

/** Such as "QEMU 7.2.22". */
export async function qemuVersion(binary: string, call?: CallOptions): Promise<string> {
  const { stdout } = await runGuarded(requireProgram(binary), ['--version'], call);
  return `QEMU ${/version (\S+)/.exec(stdout)?.[1] ?? 'of unknown version'}`;
}
