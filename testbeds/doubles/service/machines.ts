/** All machines of the service's folder. */
import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CallOptions, Host } from 'guestwright/script';
import { copyImage, imageFacts, linkImage } from './images.ts';
import { ServiceMachine } from './machine.ts';
import { Failure } from './protocol.ts';
import { diskPaths, type MachineRecord } from './record.ts';
import { Store } from './store.ts';

export type Tell = (event: string, ...fields: readonly string[]) => void;

export interface CloneRequest {
  readonly newId: string;
  readonly home: string;
  /** Empty: as the machine is now. */
  readonly snapshot: string;
  readonly linked: boolean;
  /** Keys that differ. */
  readonly changes: MachineRecord;
}

export class Machines {
  readonly #host: Host;
  readonly #folder: string;
  readonly #store: Store;
  readonly #tell: Tell;
  readonly #machines = new Map<string, ServiceMachine>();

  constructor(folder: string, host: Host, tell: Tell) {
    this.#folder = folder;
    this.#host = host;
    this.#tell = tell;
    this.#store = new Store(join(folder, 'machines'));
  }

  get ids(): readonly string[] {
    return this.#store.ids;
  }

  record(id: string): MachineRecord {
    const record = this.#store.get(id);
    if (record) return record;
    throw new Failure('unknown', `no machine '${id}'`);
  }

  /** Makes it if there is none. */
  keep(id: string, record: MachineRecord): void {
    if (id === '') throw new Failure('argument', 'a machine needs an id');
    const change = this.#store.get(id) ? 'changed' : 'added';
    if (change === 'added') this.#forgetGone();
    this.#store.put(id, record);
    this.#tell('machine', id, change);
  }

  machine(id: string): ServiceMachine {
    this.record(id);
    const known = this.#machines.get(id);
    if (known) return known;
    const machine = new ServiceMachine({
      id,
      host: this.#host,
      defaultHome: join(this.#folder, 'homes', encodeURIComponent(id).replaceAll('%', '_')),
      record: () => this.record(id),
      keep: (record) => this.keep(id, record),
      tell: this.#tell,
    });
    this.#machines.set(id, machine);
    return machine;
  }

  /** Off the list; `files`: and its files removed. */
  async remove(id: string, { files }: { files: boolean }): Promise<void> {
    const machine = this.machine(id);
    await machine.change('busy', async () => {
      machine.requireOff();
      if (files) machine.deleteFiles();
    });
    this.#machines.delete(id);
    this.#store.remove(id);
    this.#tell('machine', id, 'removed');
  }

  /** A copy, off. */
  async clone(id: string, request: CloneRequest, call: CallOptions): Promise<void> {
    const { newId, home, linked, changes } = request;
    if (this.#store.get(newId)) throw new Failure('argument', `there is a machine '${newId}' already`);
    const machine = this.machine(id);
    const { snapshots } = machine;
    // What a linked copy stands on must not change any more.
    const from = request.snapshot || (linked ? `clone-${newId}` : '');
    if (from !== '' && from !== request.snapshot) await machine.takeSnapshot(from, from, '', call);
    await machine.change('busy', async () => {
      if (from === '') machine.requireOff();
      const snapshot = from === '' ? undefined : snapshots.find(from);
      const record: Record<string, string> = { ...(snapshot?.record ?? this.record(id)), ...changes, home };
      mkdirSync(home, { recursive: true });
      const sources = diskPaths(record);
      for (const [index, disk] of sources.entries()) {
        const source = snapshot ? snapshots.disk(snapshot, index) : disk;
        const copy = join(home, basename(disk));
        if (linked) await linkImage(source, copy);
        else await copyImage(source, copy, (await imageFacts(disk)).format);
        record[diskKey(record, disk)] = copy;
      }
      this.keep(newId, record);
    });
  }

  /** Machines whose files somebody removed, as one may on VMware: a product would know nothing of them either. */
  #forgetGone(): void {
    for (const id of this.ids) {
      const { home = '' } = this.record(id);
      const isThere = home === '' || existsSync(dirname(home));
      if (isThere || this.#machines.get(id)?.isOff === false) continue;
      this.#machines.delete(id);
      this.#store.remove(id);
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#machines.values()].map((machine) => machine.dispose()));
  }
}

function diskKey(record: MachineRecord, path: string): string {
  const key = Object.keys(record).find((name) => /^disk\d$/.test(name) && record[name] === path);
  if (key) return key;
  throw new Error(`no disk of the record is '${path}'`);
}
