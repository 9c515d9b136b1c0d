/** Snapshots of an embedded machine: all of them are folders, named ones in the machine's temporary files. */
import { copyFile, rm } from 'node:fs/promises';
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { MachineSnapshots } from '../driver.ts';
import { v86Version } from './assets.ts';
import { packDisk } from './disk-file.ts';
import type { MachineCore } from './machine-core.ts';
import { baseOf } from './plan.ts';
import {
  diskPaths,
  readSnapshotDisks,
  readSnapshotFacts,
  statePath,
  writeSnapshot,
} from './snapshot-folder.ts';
import { writePacked } from './state-file.ts';

export class Snapshots implements MachineSnapshots {
  readonly #core: MachineCore;
  readonly #taken = new Map<string, { readonly folder: string; readonly live: boolean }>();

  constructor(core: MachineCore) {
    this.#core = core;
  }

  async take(name: string, call: CallOptions = {}): Promise<void> {
    await this.#exclusive(`taking snapshot '${name}'`, call, async (deadline) => {
      const folder = await this.#core.temporaryPath('snapshot');
      const live = await this.#write(folder, deadline);
      const before = this.#taken.get(name);
      this.#taken.set(name, { folder, live });
      if (before) await removeFolder(before.folder);
    });
  }

  /** Goes back to it: a live one runs when this resolves, of another one the machine is off. */
  async restore(name: string, call: CallOptions = {}): Promise<void> {
    const { folder, live } = this.#find(name);
    await this.#exclusive(`restoring snapshot '${name}'`, call, async (deadline) => {
      const { power, media, plan } = this.#core;
      const facts = await readSnapshotFacts(folder);
      const disks = await readSnapshotDisks(folder, facts, plan.disks.map(baseOf));
      await power.powerOff('a snapshot is restored', { keepDisks: false });
      await this.#core.discardSaved();
      power.disks = disks;
      power.setState('off', 'no emulator');
      if (!live) return;
      Object.assign(media, { optical: facts.optical ?? undefined, floppy: facts.floppy ?? undefined });
      this.#core.saved = { path: statePath(folder), owned: false };
      await this.#core.boot(deadline);
    });
  }

  async remove(name: string, call: CallOptions = {}): Promise<void> {
    const { folder } = this.#find(name);
    await this.#exclusive(`removing snapshot '${name}'`, call, async () => {
      this.#taken.delete(name);
      await removeFolder(folder);
    });
  }

  async list(): Promise<readonly { readonly name: string; readonly live: boolean }[]> {
    return [...this.#taken].map(([name, { live }]) => ({ name, live }));
  }

  async export(folder: string, call: CallOptions = {}): Promise<{ readonly live: boolean }> {
    return await this.#exclusive('exporting a snapshot', call, async (deadline) => ({
      live: await this.#write(folder, deadline),
    }));
  }

  /** Deletes the named snapshots. */
  async dispose(): Promise<void> {
    for (const { folder } of this.#taken.values()) await removeFolder(folder);
    this.#taken.clear();
  }

  #exclusive<T>(what: string, call: CallOptions, work: (deadline: Deadline) => Promise<T>): Promise<T> {
    return this.#core.power.exclusive(what, call, work);
  }

  async #write(folder: string, deadline: Deadline): Promise<boolean> {
    const { power, plan, media, saved } = this.#core;
    const { session } = power;
    const live = session !== undefined || saved !== undefined;
    const paths = diskPaths(folder, power.diskSizes.length);
    const disks = power.diskSizes.map((size) => ({ size }));
    const facts = {
      emulator: `v86 ${v86Version()}`,
      live,
      memory: plan.memory,
      serialPorts: plan.serialPorts,
      disks,
      optical: media.optical ?? null,
      floppy: media.floppy ?? null,
    };
    await writeSnapshot(folder, facts, async () => {
      if (session)
        return await session.call('save', { state: statePath(folder), disks: paths }, deadline.options);
      for (const [i, disk] of power.disks.entries()) await writePacked(paths[i] as string, packDisk(disk));
      if (saved) await copyFile(saved.path, statePath(folder));
    });
    return live;
  }

  #find(name: string) {
    const found = this.#taken.get(name);
    if (found) return found;
    throw new GuestwrightError(
      `machine '${this.#core.name}': expected a snapshot it has, got '${name}'; it has ${[...this.#taken.keys()].join(', ') || 'none'}`,
      { code: 'snapshot', remedy: 'Take the snapshot first.' },
    );
  }
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
