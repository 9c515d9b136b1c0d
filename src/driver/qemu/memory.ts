/** A machine's memory in a file: suspending, continuing, and standing still while its files are copied. */
import { copyFile, rm } from 'node:fs/promises';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import type { QmpConnection } from '../qmp/connection.ts';
import { loadMemory, saveMemory } from '../qmp/migration.ts';
import { wrongState } from '../wrong-state.ts';
import type { MachinePower } from './power.ts';
import type { QemuProcess } from './process.ts';
import type { MachineStorage } from './storage.ts';

export interface SavedMemory {
  readonly path: string;
  /** Whether the guest ran, or was paused. */
  readonly running: boolean;
  /** The file is ours and has served its purpose after the start. */
  readonly private: boolean;
}

/** Writes the memory to a file. */
export type WriteMemory = (path: string) => Promise<SavedMemory>;

/** All its methods need a turn of the machine. */
export class MachineMemory {
  readonly #power: MachinePower;
  readonly #storage: MachineStorage;
  #saved: SavedMemory | undefined;

  /** The first start continues with `saved`, if given. */
  constructor(power: MachinePower, storage: MachineStorage, saved: SavedMemory | undefined) {
    this.#power = power;
    this.#storage = storage;
    this.#saved = saved;
  }

  /** Whether the next start continues with saved memory. */
  get saved(): boolean {
    return this.#saved !== undefined;
  }

  /** Boots, or continues what was suspended or saved. */
  async start(deadline: Deadline): Promise<void> {
    const saved = this.#saved;
    if (!saved) return await this.#power.boot(deadline);
    const prepare = async (qmp: QmpConnection) => {
      await loadMemory(qmp, saved.path, deadline);
      if (saved.running) await qmp.execute('cont', undefined, deadline.options);
    };
    await this.#power.boot(deadline, { incoming: true, prepare });
    await this.discard();
  }

  /** Saves the memory and powers off. */
  async suspend(deadline: Deadline): Promise<void> {
    const path = this.#storage.newPath('memory', 'state');
    const save = async (memory: WriteMemory | undefined) => {
      if (!this.#power.powered || !memory) throw wrongState(this.#power.name, 'running', 'off');
      return await memory(path);
    };
    const saved = await this.whileStill(deadline, save, { stay: true });
    await this.#power.end(deadline);
    this.#saved = { ...saved, private: true };
    this.#power.suspended = true;
  }

  /** Throws unless it is suspended; then the next start boots. */
  async discardSuspended(): Promise<void> {
    if (!this.#power.suspended)
      throw wrongState(this.#power.name, 'suspended', this.#power.powered ? 'on' : 'off');
    await this.discard();
  }

  /** Forgets what was saved: the next start boots. */
  async discard(): Promise<void> {
    const saved = this.#saved;
    this.#saved = undefined;
    this.#power.suspended = false;
    if (saved?.private) await rm(saved.path, { force: true });
  }

  /**
   * Runs `work` while the guest stands still and QEMU writes no file. `work` may write the memory if there is any.
   * Afterwards the guest goes on, unless it was paused or is to `stay`.
   */
  async whileStill<T>(
    deadline: Deadline,
    work: (memory: WriteMemory | undefined) => Promise<T>,
    { stay = false } = {},
  ): Promise<T> {
    const saved = this.#saved;
    const { process } = this.#power;
    if (!process) return await work(saved && ((path) => copyMemory(saved, path)));
    const { qmp } = process;
    const { running } = await qmp.execute('query-status', undefined, deadline.options);
    await qmp.execute('stop', undefined, deadline.options);
    let done = false;
    try {
      const result = await work((path) => this.#write(process, { path, running, private: false }, deadline));
      done = true;
      return result;
    } finally {
      if (running && !(done && stay)) await qmp.execute('cont', undefined).catch(() => {}); // it died: `died` says so
    }
  }

  async #write(process: QemuProcess, to: SavedMemory, deadline: Deadline): Promise<SavedMemory> {
    try {
      await saveMemory(process.qmp, to.path, deadline);
      return to;
    } catch (error) {
      await rm(to.path, { force: true });
      if (!isGuestwrightError(error, 'hypervisor')) throw error;
      const full = /no space left/i.test(process.stderr);
      throw new GuestwrightError(
        `machine '${this.#power.name}': ${full ? 'no space left for' : 'could not save'} its memory in '${to.path}'`,
        {
          code: full ? 'disk-full' : 'io',
          cause: error,
          remedy: full
            ? 'Free space there, or give the machine less memory.'
            : 'See that the folder can be written.',
          output: process.stderr,
        },
      );
    }
  }
}

/** Copies a memory image that lies in a file already. */
async function copyMemory(from: SavedMemory, to: string): Promise<SavedMemory> {
  await copyFile(from.path, to);
  return { ...from, path: to };
}
