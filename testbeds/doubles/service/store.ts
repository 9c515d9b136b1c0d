/** The records of machines as files, so that they outlive the service. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineRecord } from './record.ts';

const EXTENSION = '.json';

export class Store {
  readonly #folder: string;
  readonly #records = new Map<string, MachineRecord>();

  /** Reads what an earlier service left in `folder`. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      if (!name.endsWith(EXTENSION)) continue;
      const { id, record } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Stored;
      this.#records.set(id, record);
    }
  }

  get ids(): readonly string[] {
    return [...this.#records.keys()];
  }

  get(id: string): MachineRecord | undefined {
    return this.#records.get(id);
  }

  put(id: string, record: MachineRecord): void {
    this.#records.set(id, record);
    const path = this.#path(id);
    writeFileSync(`${path}.new`, JSON.stringify({ id, record } satisfies Stored, null, 2));
    renameSync(`${path}.new`, path);
  }

  remove(id: string): void {
    this.#records.delete(id);
    rmSync(this.#path(id), { force: true });
  }

  /** An id may be a path: its letters alone name the file. */
  #path(id: string): string {
    return join(this.#folder, encodeURIComponent(id).replaceAll('%', '_') + EXTENSION);
  }
}

interface Stored {
  readonly id: string;
  readonly record: MachineRecord;
}
