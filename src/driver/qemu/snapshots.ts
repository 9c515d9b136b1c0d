/** Snapshots of a machine of ours, kept inside of its private qcow2 files: nothing is copied, restoring is quick. */
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { MachineSnapshots } from '../driver.ts';
import type { QmpConnection } from '../qmp/connection.ts';
import { runJob } from '../qmp/jobs.ts';
import { wrongState } from '../wrong-state.ts';
import { IDS } from './ids.ts';
import { mountMedia } from './media.ts';
import type { MachineMemory } from './memory.ts';
import type { MachinePower } from './power.ts';
import { changeSnapshot, createDisk } from './qemu-img.ts';
import { saveMachine } from './saved-machine.ts';
import type { MachineStorage } from './storage.ts';

/** The store's own guest-visible size means nothing: the memory lies behind it. */
const MEMORY_STORE_SIZE = 65_536;

interface Snapshot {
  /** Its name inside of the files; the user's could be mistaken for one of QEMU's numbers. */
  readonly tag: string;
  readonly live: boolean;
  /** Live: whether the guest ran, or was paused. */
  readonly running: boolean;
  readonly media: MachineStorage['media'];
  /** The files that hold it. */
  readonly files: readonly string[];
}

export class QemuSnapshots implements MachineSnapshots {
  readonly #power: MachinePower;
  readonly #memory: MachineMemory;
  readonly #storage: MachineStorage;
  readonly #taken = new Map<string, Snapshot>();
  #tags = 0;

  constructor(power: MachinePower, memory: MachineMemory, storage: MachineStorage) {
    this.#power = power;
    this.#memory = memory;
    this.#storage = storage;
  }

  /** A snapshot of the same name is replaced. */
  async take(name: string, call?: CallOptions): Promise<void> {
    await this.#turn(`taking snapshot '${name}'`, call, async (deadline) => {
      this.#requirePrivateDisks();
      if (this.#memory.saved) throw wrongState(this.#power.name, 'on or off', 'suspended');
      const older = this.#taken.get(name);
      this.#taken.set(name, await this.#take(deadline));
      if (older) await this.#forget(older, deadline);
    });
  }

  async restore(name: string, call?: CallOptions): Promise<void> {
    await this.#turn(`restoring snapshot '${name}'`, call, async (deadline) => {
      const snapshot = this.#find(name);
      await this.#memory.discard();
      if (snapshot.live) await this.#restoreLive(snapshot, deadline);
      else await this.#restoreOff(snapshot, deadline);
    });
  }

  async remove(name: string, call?: CallOptions): Promise<void> {
    await this.#turn(`removing snapshot '${name}'`, call, async (deadline) => {
      const snapshot = this.#find(name);
      this.#taken.delete(name);
      await this.#forget(snapshot, deadline);
    });
  }

  async list(): Promise<readonly { readonly name: string; readonly live: boolean }[]> {
    return [...this.#taken].map(([name, { live }]) => ({ name, live }));
  }

  async export(folder: string, call?: CallOptions): Promise<{ readonly live: boolean }> {
    return await this.#turn(`saving '${this.#power.name}' to '${folder}'`, call, async (deadline) => {
      return await saveMachine(this.#memory, this.#storage, folder, deadline);
    });
  }

  async #take(deadline: Deadline): Promise<Snapshot> {
    const tag = `guestwright-${++this.#tags}`;
    const { media } = this.#storage;
    const files = this.#storage.writableFiles();
    if (!this.#power.powered) {
      for (const file of files) await changeSnapshot('create', file, tag, deadline.options);
      return { tag, live: false, running: false, media, files };
    }
    const qmp = this.#power.monitor();
    const { running } = await qmp.execute('query-status', undefined, deadline.options);
    const store = await this.#openMemoryStore(qmp, deadline);
    const devices = await nodesOf([...files, store], qmp, deadline);
    await runJob(qmp, 'saving the machine', deadline, (id) =>
      qmp.execute('snapshot-save', { 'job-id': id, tag, vmstate: IDS.memoryNode, devices }, deadline.options),
    );
    return { tag, live: true, running, media, files: [...files, store] };
  }

  async #restoreLive({ tag, running, media, files }: Snapshot, deadline: Deadline): Promise<void> {
    const load = async (qmp: QmpConnection) => {
      await mountMedia(qmp, this.#storage.media, media, deadline);
      this.#storage.media = media;
      const devices = await nodesOf(files, qmp, deadline);
      await runJob(qmp, 'loading the machine', deadline, (id) =>
        qmp.execute(
          'snapshot-load',
          { 'job-id': id, tag, vmstate: IDS.memoryNode, devices },
          deadline.options,
        ),
      );
      this.#power.enterEpoch();
      await qmp.execute(running ? 'cont' : 'stop', undefined, deadline.options);
    };
    if (this.#power.powered) await load(this.#power.monitor());
    else await this.#power.boot(deadline, { prepare: load });
  }

  async #restoreOff({ tag, media, files }: Snapshot, deadline: Deadline): Promise<void> {
    await this.#power.end(deadline);
    this.#storage.media = media;
    for (const file of files) await changeSnapshot('apply', file, tag, deadline.options);
  }

  /** Files that QEMU has open are its to change; others, such as a floppy taken out since, are ours. */
  async #forget({ tag, files }: Snapshot, deadline: Deadline): Promise<void> {
    const open = this.#power.powered
      ? await openNodes(this.#power.monitor(), deadline)
      : new Map<string, string>();
    const devices = files.map((file) => open.get(file)).filter((node) => node !== undefined);
    if (devices.length > 0) {
      const qmp = this.#power.monitor();
      await runJob(qmp, 'removing a snapshot', deadline, (id) =>
        qmp.execute('snapshot-delete', { 'job-id': id, tag, devices }, deadline.options),
      );
    }
    for (const file of files)
      if (!open.has(file)) await changeSnapshot('delete', file, tag, deadline.options);
  }

  async #openMemoryStore(qmp: QmpConnection, deadline: Deadline): Promise<string> {
    const { memoryStore } = this.#storage;
    if (memoryStore) return memoryStore.path;
    const path = this.#storage.newPath('memory', 'qcow2');
    await createDisk(path, MEMORY_STORE_SIZE, deadline.options);
    const file = { driver: 'file', filename: path };
    await qmp.execute(
      'blockdev-add',
      { driver: 'qcow2', 'node-name': IDS.memoryNode, file },
      deadline.options,
    );
    this.#storage.memoryStore = { path, format: 'qcow2' };
    return path;
  }

  #find(name: string): Snapshot {
    const snapshot = this.#taken.get(name);
    if (snapshot) return snapshot;
    throw new GuestwrightError(`machine '${this.#power.name}': no snapshot named '${name}'`, {
      code: 'snapshot',
      remedy: `It has ${[...this.#taken.keys()].map((known) => `'${known}'`).join(', ') || 'none'}.`,
    });
  }

  #requirePrivateDisks(): void {
    const index = this.#storage.disks.findIndex((disk) => !disk.private);
    if (index < 0) return;
    throw new GuestwrightError(`machine '${this.#power.name}': disk ${index} is written in place`, {
      code: 'snapshot',
      remedy: "Use write: 'overlay' for it: a snapshot would change your image.",
    });
  }

  async #turn<T>(
    what: string,
    call: CallOptions | undefined,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    return await this.#power.turns.take(what, { state: 'busy', call }, work);
  }
}

/** QEMU's name of the node behind each file that it has open. */
async function openNodes(qmp: QmpConnection, deadline: Deadline): Promise<Map<string, string>> {
  const nodes = await qmp.execute('query-named-block-nodes', { flat: true }, deadline.options);
  return new Map(nodes.filter(({ drv }) => drv === 'qcow2').map((node) => [node.file, node['node-name']]));
}

async function nodesOf(files: readonly string[], qmp: QmpConnection, deadline: Deadline): Promise<string[]> {
  const open = await openNodes(qmp, deadline);
  return files.map((file) => {
    const node = open.get(file);
    if (node !== undefined) return node;
    throw new GuestwrightError(`snapshot: expected QEMU to have '${file}' open`, { code: 'snapshot' });
  });
}
