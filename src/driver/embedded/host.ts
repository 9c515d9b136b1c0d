/** This computer as a host of embedded machines: they live and end with this object. */
import { resolve } from 'node:path';
import type { CallOptions } from '../../base/deadline.ts';
import { withDeadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { type PrivateFolder, privateFolder } from '../../base/temporary.ts';
import type { MachineDefinition } from '../definition.ts';
import type { Driver, Host, Machine, MachineInfo } from '../driver.ts';
import { v86Version } from './assets.ts';
import type { DiskContent } from './disk-content.ts';
import { flatImageSize } from './disk-file.ts';
import { EmbeddedMachine } from './machine.ts';
import { MachineCore, type SavedState } from './machine-core.ts';
import { baseOf, diskSize, loadDisk, type MachinePlan, planMachine } from './plan.ts';
import {
  readSnapshotDisks,
  readSnapshotFacts,
  type SnapshotFacts,
  snapshotError,
  statePath,
} from './snapshot-folder.ts';

export class EmbeddedHost implements Host {
  readonly driver: Driver;
  readonly version = `v86 ${v86Version()}`;
  readonly #machines = new Map<string, EmbeddedMachine>();
  #folder: Promise<PrivateFolder> | undefined;
  #defined = 0;
  #disposed = false;

  constructor(driver: Driver) {
    this.driver = driver;
  }

  async machines(): Promise<readonly MachineInfo[]> {
    return await Promise.all(
      [...this.#machines.values()].map(async (machine) => ({
        name: machine.name,
        state: (await machine.state()).state,
      })),
    );
  }

  async machine(name: string): Promise<Machine> {
    const found = this.#machines.get(name);
    if (found) return found;
    throw new GuestwrightError(
      `machine '${name}': this host has none of that name${didYouMean(name, [...this.#machines.keys()])}`,
      {
        code: 'unknown-machine',
        remedy: 'Define it first: embedded machines live only as long as their host.',
      },
    );
  }

  async define(definition: MachineDefinition, call: CallOptions = {}): Promise<Machine> {
    return await withDeadline('defining a machine', call, async () => {
      const plan = planMachine(definition);
      for (const image of [plan.optical, plan.floppy]) if (image !== undefined) await flatImageSize(image);
      const disks: DiskContent[] = [];
      for (const disk of plan.disks) disks.push(await loadDisk(disk));
      return this.#add(definition, plan, disks);
    });
  }

  async defineFrom(
    definition: MachineDefinition,
    snapshotFolder: string,
    call: CallOptions = {},
  ): Promise<Machine> {
    return await withDeadline('defining a machine from a snapshot', call, async () => {
      const folder = resolve(snapshotFolder);
      const facts = await readSnapshotFacts(folder);
      const plan = planMachine(definition);
      await checkFits(folder, facts, plan);
      const disks = await readSnapshotDisks(folder, facts, plan.disks.map(baseOf));
      if (!facts.live) return this.#add(definition, plan, disks);
      const media = {
        optical: facts.optical === null ? undefined : (plan.optical ?? facts.optical),
        floppy: facts.floppy === null ? undefined : (plan.floppy ?? facts.floppy),
      };
      return this.#add(definition, { ...plan, ...media }, disks, { path: statePath(folder), owned: false });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    const ends = await Promise.allSettled(
      [...this.#machines.values()].map((machine) => machine[Symbol.asyncDispose]()),
    );
    const folder = await this.#folder?.catch(() => undefined);
    this.#folder = undefined;
    await folder?.[Symbol.asyncDispose]();
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  #add(
    { name: wished }: MachineDefinition,
    plan: MachinePlan,
    disks: readonly DiskContent[],
    saved?: SavedState,
  ): EmbeddedMachine {
    if (this.#disposed) {
      throw new GuestwrightError('embedded host: used after it was disposed', { code: 'machine-state' });
    }
    const name = this.#uniqueName(wished);
    const core = new MachineCore({
      name,
      plan,
      disks,
      ...(saved && { saved }),
      folder: async () => (await this.#privateFolder()).path,
    });
    const machine = new EmbeddedMachine(this, core, () => void this.#machines.delete(name));
    this.#machines.set(name, machine);
    return machine;
  }

  #privateFolder(): Promise<PrivateFolder> {
    this.#folder ??= privateFolder();
    return this.#folder;
  }

  #uniqueName(wished: string | undefined): string {
    const name = wished ?? `embedded-${++this.#defined}`;
    for (let i = 2, unique = name; ; unique = `${name}-${i++}`)
      if (!this.#machines.has(unique)) return unique;
  }
}

/** Error `snapshot` if the definition is not that of the machine that was saved. */
async function checkFits(folder: string, facts: SnapshotFacts, plan: MachinePlan): Promise<void> {
  const differ = (option: string, saved: unknown, defined: unknown) => {
    if (saved === defined) return;
    throw snapshotError(folder, `it was taken with ${option} ${saved}, the definition has ${defined}`);
  };
  differ('number of disks', facts.disks.length, plan.disks.length);
  for (const [i, disk] of plan.disks.entries()) {
    differ(`size of disk ${i}`, facts.disks[i]?.size, await diskSize(disk));
  }
  if (!facts.live) return;
  differ('memory', facts.memory, plan.memory);
  differ('serial ports', facts.serialPorts, plan.serialPorts);
}
