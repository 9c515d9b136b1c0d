/** This computer as a host of QEMU machines. */
import { runGuarded } from '../../base/child-process.ts';
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { volatileFolder } from '../../base/platform.ts';
import { privateFolder } from '../../base/temporary.ts';
import { unsupported } from '../capabilities.ts';
import type { MachineDefinition } from '../definition.ts';
import type { Driver, Host, Machine, MachineInfo } from '../driver.ts';
import { validateDefinition } from '../validate-definition.ts';
import { QemuMachine } from './machine.ts';
import { planMachine } from './plan.ts';
import { requireProgram } from './requirements.ts';
import { MachineStorage } from './storage.ts';

export class QemuHost implements Host {
  readonly driver: Driver;
  readonly version: string;
  readonly #machines = new Map<string, Machine>();
  #made = 0;

  constructor(driver: Driver, version: string) {
    this.driver = driver;
    this.version = version;
  }

  async machines(call?: CallOptions): Promise<readonly MachineInfo[]> {
    return await Promise.all(
      [...this.#machines.values()].map(async (machine) => ({
        name: machine.name,
        ...(await machine.state(call)),
      })),
    );
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
    const plan = planMachine(validateDefinition(definition));
    const name = definition.name ?? `qemu-${process.pid}-${++this.#made}`;
    const binary = requireProgram(plan.binary);
    const files = await privateFolder();
    const pictures = await privateFolder(volatileFolder());
    try {
      const storage = new MachineStorage(files.path);
      await storage.create(definition, binary, call);
      const onDispose = () => void this.#machines.delete(name);
      const machine = new QemuMachine({
        name,
        host: this,
        plan,
        storage,
        folders: { files, pictures },
        onDispose,
      });
      this.#machines.set(name, machine);
      return machine;
    } catch (error) {
      await Promise.all([files[Symbol.asyncDispose](), pictures[Symbol.asyncDispose]()]);
      throw error;
    }
  }

  async defineFrom(): Promise<Machine> {
    throw unsupported('qemu', 'snapshots.files');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#machines.values()].map((machine) => machine[Symbol.asyncDispose]()));
  }
}

/** Such as "QEMU 7.2.22". */
export async function qemuVersion(binary: string, call?: CallOptions): Promise<string> {
  const { stdout } = await runGuarded(requireProgram(binary), ['--version'], call);
  return `QEMU ${/version (\S+)/.exec(stdout)?.[1] ?? 'of unknown version'}`;
}
