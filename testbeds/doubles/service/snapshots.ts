/** The snapshots of one machine as folders of its home: disks, memory if it was on, and its record of that moment. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallOptions, Machine } from 'guestwright/script';
import { copyImage, imageFacts } from './images.ts';
import { Failure } from './protocol.ts';
import { diskPaths, type MachineRecord } from './record.ts';

export interface Snapshot {
  readonly id: string;
  /** Empty: it stands on nothing. */
  readonly parent: string;
  readonly name: string;
  readonly description: string;
  readonly state: 'running' | 'paused' | 'off';
  /** ISO 8601. */
  readonly created: string;
  readonly record: MachineRecord;
  /** Of its disks, by number. */
  readonly formats: readonly string[];
}

interface Tree {
  readonly snapshots: readonly Snapshot[];
  /** The one that the machine stands on; empty: none. */
  readonly current: string;
}

const NO_TREE: Tree = { snapshots: [], current: '' };

export class Snapshots {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, 'snapshots');
  }

  get tree(): Tree {
    const path = this.#treeFile;
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Tree) : NO_TREE;
  }

  find(id: string): Snapshot {
    const found = this.tree.snapshots.find((snapshot) => snapshot.id === id);
    if (found) return found;
    throw new Failure('unknown', `no snapshot '${id}'`);
  }

  /** The memory of a snapshot of a machine that was on; undefined if it was off. */
  memory({ id, state }: Snapshot): string | undefined {
    return state === 'off' ? undefined : join(this.#path(id), 'memory');
  }

  /** Of `machine`, or of the disks alone if it is off. */
  async take(
    { id, name, description }: Pick<Snapshot, 'id' | 'name' | 'description'>,
    {
      record,
      machine,
      running,
      call,
    }: { record: MachineRecord; machine?: Machine | undefined; running: boolean; call: CallOptions },
  ): Promise<void> {
    const { snapshots, current } = this.tree;
    if (id === '' || snapshots.some((known) => known.id === id))
      throw new Failure('argument', `snapshot '${id}' exists already`);
    const path = this.#path(id);
    mkdirSync(path, { recursive: true });
    const formats = await Promise.all(diskPaths(record).map(async (disk) => (await imageFacts(disk)).format));
    if (machine) await machine.snapshots.export(path, call);
    else
      for (const [index, disk] of diskPaths(record).entries())
        await copyImage(disk, this.#disk(id, index), 'qcow2');
    const state = machine ? (running ? 'running' : 'paused') : 'off';
    const created = new Date().toISOString();
    const taken = { id, parent: current, name, description, state, created, record, formats } as const;
    this.#write({ snapshots: [...snapshots, taken], current: id });
  }

  /** Writes its disks over the machine's, in their own formats. */
  async writeDisks(snapshot: Snapshot): Promise<void> {
    for (const [index, disk] of diskPaths(snapshot.record).entries())
      await copyImage(this.#disk(snapshot.id, index), disk, snapshot.formats[index] ?? 'qcow2');
  }

  /** One disk of it. */
  disk(snapshot: Snapshot, index: number): string {
    return this.#disk(snapshot.id, index);
  }

  stand(id: string): void {
    this.#write({ ...this.tree, current: id });
  }

  rename(id: string, name: string, description: string): void {
    this.find(id);
    const { snapshots, current } = this.tree;
    const changed = snapshots.map((known) => (known.id === id ? { ...known, name, description } : known));
    this.#write({ snapshots: changed, current });
  }

  /** With all that stand on it, or leaving those to its parent. */
  remove(id: string, children: boolean): void {
    const { parent } = this.find(id);
    const { snapshots, current } = this.tree;
    const gone = new Set([id]);
    if (children) for (const known of snapshots) if (gone.has(known.parent)) gone.add(known.id);
    const left = snapshots
      .filter((known) => !gone.has(known.id))
      .map((known) => (gone.has(known.parent) ? { ...known, parent } : known));
    for (const known of gone) rmSync(this.#path(known), { recursive: true, force: true });
    this.#write({ snapshots: left, current: gone.has(current) ? parent : current });
  }

  get #treeFile(): string {
    return join(this.#folder, 'tree.json');
  }

  #path(id: string): string {
    return join(this.#folder, encodeURIComponent(id).replaceAll('%', '_'));
  }

  #disk(id: string, index: number): string {
    return join(this.#path(id), `disk${index}.qcow2`);
  }

  #write(tree: Tree): void {
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(`${this.#treeFile}.new`, JSON.stringify(tree, null, 2));
    renameSync(`${this.#treeFile}.new`, this.#treeFile);
  }
}
